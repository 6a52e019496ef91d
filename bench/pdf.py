"""CPU of a printed card: our page and process against ``HTML(string).write_pdf()`` with the system's CJK font.

Each kind runs in a process of its own, because a process has one set of fonts; both print the same cards. Inside it
``python -m bench.pdf KIND CARDS`` prints the median milliseconds of CPU per card, garbage collection included.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from statistics import median

from bench.ratio import Ratio, stopwatch
from kpi_portal.lib import fonts

SYSTEM_FONT = '"Noto Sans CJK SC"'


def measure(*, quick: bool) -> Sequence[Ratio]:
    """Seconds of CPU per card, ours and plain."""
    cards = 10 if quick else 40
    rounds = [(_in_a_process("ours", cards), _in_a_process("plain", cards)) for _ in range(2)]
    ours, plain = map(min, zip(*rounds, strict=True))  # a busy machine makes a round slower, never faster
    return [Ratio("one printed card (CPU)", ours, plain, "s", at_least=2.5, note=f"median of {cards} cards, warm")]


def _in_a_process(kind: str, cards: int) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    if kind == "ours":
        environment["FONTCONFIG_FILE"] = str(fonts.fontconfig_file())
    command = [sys.executable, "-m", "bench.pdf", kind, str(cards)]
    answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return float(answer.stdout)


def _median(kind: str, cards: int) -> float:
    """Seconds of CPU per card in this process."""
    style, pages = _cards(cards + 1)
    print_page = _plain(style) if kind == "plain" else _ours(style)
    print_page(pages[0])
    spent = []
    for page in pages[1:]:
        with stopwatch(cpu=True) as taken:
            print_page(page)
        spent.append(taken.seconds)
    return median(spent)


def _cards(number: int) -> tuple[str, list[str]]:
    """The style, and as many cards of as many people."""
    import django

    django.setup()
    from reports import pdf, printed_style
    from reports.card_view import Worker
    from tests.reports.golden import golden_sheet

    workers = [Worker(f"李思雨{place}", f"A{place:03}", "翠湖花园一期·住宅", "客服专员") for place in range(number)]
    return printed_style.style_sheet(), [pdf.markup(golden_sheet(worker=worker), "zh-hans") for worker in workers]


def _ours(style: str) -> Callable[[str], bytes]:
    from reports.pdf_worker import printer

    return printer(style)


def _plain(style: str) -> Callable[[str], bytes]:
    """The same tagged page as one would write it first: style inside it, the system's font, everything read anew."""
    from weasyprint import HTML

    inside = f"<style>{style.replace(OUR_FONTS, SYSTEM_FONT)}</style></head>"

    def print_page(page: str) -> bytes:
        pdf: bytes = HTML(string=page.replace("</head>", inside)).write_pdf(pdf_variant="pdf/ua-1")
        return pdf

    return print_page


OUR_FONTS = f'"{fonts.FAMILY}","{fonts.FAMILY_OF_RARE_CHARACTERS}"'

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_portal.settings")
    print(_median(sys.argv[1], int(sys.argv[2])))
