"""CPU of a printed card, and 1,000 of them by two processes, against what is promised (PROMISES, Speed and scale).

``python -m bench.pdf CARDS`` is the process that prints alone: the median seconds of CPU per card, collection of
garbage included.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.ratio import Ratio, stopwatch
from kpi_portal.lib import fonts

if TYPE_CHECKING:
    from reports.pdf_process import Press

PER_CARD, PER_THOUSAND, MEGABYTES = 0.25, 130, 100
PROCESSES = 2


def measure(*, quick: bool) -> Sequence[Ratio]:
    """One warm card; then 1,000 (``quick``: 100) with their markup, each process fed by a thread of its own."""
    number = 100 if quick else 1_000
    seconds, megabytes = _many(number)
    promised = PER_THOUSAND * number / 1_000
    return [
        Ratio("one printed card / what is promised", _one(40), PER_CARD, "s CPU", at_most=1, note="warm, median of 40"),
        Ratio(f"{number:,} cards by two processes / what is promised", seconds, promised, "s", at_most=1),
        Ratio("memory of such a process / what is promised", megabytes, MEGABYTES, "MB", at_most=1),
    ]


def _one(cards: int) -> float:
    """The better of two rounds: a busy machine makes a round slower, never faster."""
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts.fontconfig_file())}
    command = [sys.executable, "-m", "bench.pdf", str(cards)]
    rounds = [subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    return min(float(answer.stdout) for answer in rounds)


def _many(cards: int) -> tuple[float, float]:
    """Seconds of the wall for ``cards`` different people, and the most memory that a typesetting process took."""
    from reports.pdf_process import Press

    with Press() as one, Press() as other, ThreadPoolExecutor(PROCESSES) as threads:
        for press in (one, other):
            press.print_page(_page(0))  # a worker is warm
        with stopwatch() as taken:
            halves = zip((one, other), (range(1, cards + 1, 2), range(2, cards + 1, 2)), strict=True)
            for printed in [threads.submit(_print, press, half) for press, half in halves]:
                printed.result()
        return taken.seconds, max(_peaks())


def _print(press: "Press", half: range) -> None:
    for place in half:
        press.print_page(_page(place))


def _peaks() -> list[float]:
    """Megabytes that each typesetting process took at most (proc_pid_status(5), VmHWM)."""
    children = [child for task in Path("/proc/self/task").glob("*/children") for child in task.read_text().split()]
    processes = [Path("/proc", child) for child in children]
    typesetters = [path for path in processes if b"reports.pdf_worker" in path.joinpath("cmdline").read_bytes()]
    return [int(path.joinpath("status").read_text().split("VmHWM:")[1].split()[0]) / 1024 for path in typesetters]


def _page(place: int) -> str:
    """The card of one of many people."""
    from reports import pdf
    from reports.card_view import Worker
    from tests.reports.golden import golden_sheet

    return pdf.markup(
        golden_sheet(worker=Worker(f"李思雨{place}", f"A{place:03}", "翠湖花园一期·住宅", "客服专员")), "zh-hans"
    )


def _median(cards: int) -> float:
    import django

    django.setup()
    from reports.pdf_worker import printer
    from reports.printed_style import style_sheet

    pages = [_page(place) for place in range(cards + 1)]
    print_page = printer(style_sheet())
    print_page(pages[0])
    spent = []
    for page in pages[1:]:
        with stopwatch(cpu=True) as taken:
            print_page(page)
        spent.append(taken.seconds)
    return median(spent)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_portal.settings")
    print(_median(int(sys.argv[1])))
