"""The printed card: figures to the cent, one page, the same bytes everywhere, and nothing ever fetched."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import cast

import pypdf
import pytest
from django.conf import settings

from kpi_portal.lib import fonts
from reports import pdf
from reports.card_view import Worker
from reports.pdf_process import Press
from scoring.engine.facts import Adjustment, Evidence, Measure, RedLine
from tests.refusals import refused
from tests.reports.golden import MEASURES, PRAISE, golden_card, golden_sheet, sheet_of

FIGURES = (
    "82.31 B 1.0 1,500.00 4 / 22 81.31 +1.00 46 / 50 1,095 92 / 100 9 / 10 8.4 / 10 3 / 4 176 / 200 92 % 21.9 "
    "66.67 84.67 88.00 80.00 90.00 75.00 82.80 13.33 12.70 22.00 8.00 9.00 8.28 20.00 15.00 25.00 10.00"
).split()
LONG = "欧阳娜娜 Maria-Theresia von Hohenzollern-Sigmaringen 买买提·艾山江"


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    try:
        fonts.fontconfig_file()
    except fonts.FontsMissingError as missing:
        pytest.skip(str(missing))
    with Press() as press:
        yield press


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_golden_card_is_one_page_and_its_text_carries_every_figure_to_the_cent(press: Press, language: str) -> None:
    page = read(press.print_page(pdf.markup(golden_sheet(), language)))
    assert len(page.pages) == 1
    words = page.pages[0].extract_text().replace("（", " ").split()
    assert [figure for figure in FIGURES if figure not in words] == []
    assert any("李思雨" in word for word in words)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_figure_is_cut_however_long_it_is(press: Press, language: str) -> None:
    evidence = MEASURES | {
        "mean_response_minutes": Evidence(Measure.of(Decimal("1345670.4"), 1090, 1090)),
        "satisfaction": Evidence(Measure.of(Decimal("123456.78"), 123460, 24692)),
    }
    held = Adjustment(sequence=2, kind="bonus", points=Decimal("9.00"), reason="很长的事由" * 30, by="王芳")
    card = golden_card(evidence=evidence, adjustments=(PRAISE, held))
    text = read(press.print_page(pdf.markup(sheet_of(card), language))).pages[0].extract_text()
    for figure in ("1,234.56", "1,345,670.4", "1,090", "123,456.78", "123,460", "24,692", "+9.00"):
        assert figure in text, figure


def test_the_dates_of_the_file_are_those_of_the_card(press: Press) -> None:
    details = read(press.print_page(pdf.markup(golden_sheet(), "zh-hans"))).metadata
    assert details is not None
    assert {str(details["/CreationDate"]), str(details["/ModDate"])} == {"D:20261109020000Z"}


def test_the_page_is_tagged_so_that_a_table_reads_as_a_table(press: Press) -> None:
    page = press.print_page(pdf.markup(golden_sheet(), "zh-hans"))
    root = read(page).root_object
    assert str(root["/Lang"]).startswith("zh")
    assert cast(pypdf.generic.DictionaryObject, root["/MarkInfo"])["/Marked"]
    assert {"Table", "TR", "TH", "TD", "Figure"} <= set(kinds_below(root["/StructTreeRoot"]))


def kinds_below(element: object) -> Iterator[str]:
    """Kinds of the structure elements below this one."""
    found = element.get_object() if isinstance(element, pypdf.generic.PdfObject) else element
    if isinstance(found, pypdf.generic.ArrayObject):
        for child in found:
            yield from kinds_below(child)
    elif isinstance(found, pypdf.generic.DictionaryObject):
        yield str(found.get("/S", "")).lstrip("/")
        yield from kinds_below(found.get("/K"))


def test_equal_sheets_give_equal_bytes_in_another_process_zone_and_language(press: Press) -> None:
    here = press.print_page(pdf.markup(golden_sheet(), "zh-hans"))
    script = (
        "import sys, django; django.setup()\n"
        "from reports import pdf; from reports.pdf_process import Press\n"
        "from tests.reports.golden import golden_sheet\n"
        "with Press() as press: sys.stdout.buffer.write(press.print_page(pdf.markup(golden_sheet(), 'zh-hans')))"
    )
    elsewhere = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "PYTHONHASHSEED": "7",
        "TZ": "America/St_Johns",
        "LANG": "de_DE.UTF-8",
        "LC_ALL": "POSIX",
    }
    command = [sys.executable, "-c", script]
    there = subprocess.run(command, cwd=settings.BASE_DIR, env=elsewhere, check=True, stdout=subprocess.PIPE)
    assert there.stdout == here


def test_whatever_the_names_and_however_many_the_indicators_it_stays_one_page(press: Press) -> None:
    card = golden_card(
        adjustments=tuple(
            Adjustment(sequence=number, kind="bonus", points=Decimal("1.50"), reason=LONG * 3, by=LONG)
            for number in range(7)
        ),
        red_lines=(RedLine("1", LONG * 4),),
    )
    section = card.sections[0]
    many = tuple(replace(section.lines[0], weight=Decimal("4.17")) for _ in range(17))
    crowded = replace(card, sections=(replace(section, lines=many), *card.sections[1:]))
    worker = Worker(LONG * 2, "X" * 40, LONG, LONG, LONG)
    for language in ("zh-hans", "en"):
        page = read(press.print_page(pdf.markup(sheet_of(crowded, worker=worker), language)))
        assert len(page.pages) == 1
        assert "82.31" not in page.pages[0].extract_text()  # a bonus held at its limit: 86.31
        assert "86.31" in page.pages[0].extract_text()


def test_a_plan_with_more_indicators_than_a_page_holds_is_refused_with_a_sentence() -> None:
    section = golden_card().sections[0]
    crowded = replace(golden_card(), sections=(replace(section, lines=section.lines * 25),))
    with refused("too_many_indicators"):
        pdf.markup(sheet_of(crowded), "en")


def test_a_card_without_evidence_says_so_and_has_no_total(press: Press) -> None:
    card = replace(golden_card(evidence={}, adjustments=()), rank=None)
    text = read(press.print_page(pdf.markup(sheet_of(card), "en"))).pages[0].extract_text()
    assert "No evidence in this month; HR decides about the pay." in text
    assert "82.31" not in text


def test_too_few_answers_are_told_with_the_number_that_is_needed(press: Press) -> None:
    few = {**MEASURES, "satisfaction": Evidence(Measure.of(14, 15, 3))}
    text = read(press.print_page(pdf.markup(sheet_of(golden_card(evidence=few)), "en"))).pages[0].extract_text()
    assert "Too few: 3 answers, at least 5 are needed." in text


def test_a_trial_card_carries_its_mark(press: Press) -> None:
    trial = replace(golden_card(), trial=True)
    text = read(press.print_page(pdf.markup(sheet_of(trial), "en"))).pages[0].extract_text()
    assert "Trial, not for pay" in text


def test_readers_who_may_not_see_money_get_a_page_without_it(press: Press) -> None:
    text = read(press.print_page(pdf.markup(golden_sheet().without_pay(), "zh-hans"))).pages[0].extract_text()
    assert "1,500.00" not in text


def test_rare_characters_of_names_are_printed(press: Press) -> None:
    sheet = golden_sheet(worker=Worker("李堃喆玥翀", "A001"))
    assert "李堃喆玥翀" in read(press.print_page(pdf.markup(sheet, "zh-hans"))).pages[0].extract_text()


def test_markup_in_names_stays_text(press: Press) -> None:
    sheet = golden_sheet(worker=Worker("<img src=x> & 'co'", "A&B"))
    text = read(press.print_page(pdf.markup(sheet, "en"))).pages[0].extract_text()
    assert "<img src=x>" in text


class _Canary(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.visits.append(self.path)  # type: ignore[attr-defined]
        self.send_response(302)
        self.send_header("Location", "/again")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def canary() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Canary)
    server.visits = []  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_renderer_reaches_nothing(press: Press, canary: ThreadingHTTPServer, tmp_path: Path) -> None:
    there = f"http://127.0.0.1:{canary.server_port}"
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY-IN-A-FILE")
    nested = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{there}/nested' width='9' height='9'/></svg>"
    hostile = [
        f'<img src="{there}/img">',
        f'<link rel="stylesheet" href="{there}/link.css">',
        f'<style>@import url("{there}/import.css");</style>',
        f'<style>@font-face{{font-family:x;src:url("{there}/font.woff2")}}p{{font-family:x}}</style><p>x</p>',
        f'<style>p{{background:url("{there}/background.png")}}</style><p>x</p>',
        f'<style>li{{list-style-image:url("{there}/bullet.png")}}</style><ul><li>x</ul>',
        f'<style>p::before{{content:url("{there}/content.png")}}</style><p>x</p>',
        f'<object data="{there}/object.svg"></object><embed src="{there}/embed.svg">',
        f'<svg width="9" height="9"><image href="{there}/svg" width="9"/><use href="{there}/use.svg#a"/></svg>',
        f'<img src="data:image/svg+xml,{nested}">',
        f'<link rel="attachment" href="{there}/attachment"><link rel="attachment" href="{secret.as_uri()}">',
        f'<base href="{there}/"><img src="relative.png"><img src="//127.0.0.1:{canary.server_port}/no-scheme.png">',
        f'<iframe src="{secret.as_uri()}"></iframe><img src="{secret.as_uri()}"><img src="ftp://127.0.0.1/x">',
    ]
    for attack in hostile:
        printed = press.print_page(f"<title>x</title><body>{attack}<p>still printed")
        assert b"CANARY-IN-A-FILE" not in printed
        assert all(not page.attachments for page in [read(printed)])
    assert canary.visits == []  # type: ignore[attr-defined]


def test_a_runaway_page_is_killed_and_the_press_goes_on() -> None:
    endless = "<table>" + "<tr><td><table>" * 400 + "x" * 10
    with Press(page_seconds=2) as press:
        with refused("page_too_slow"):
            press.print_page("<title>x</title>" + endless * 40)
        assert press.print_page("<title>x</title><p>next").startswith(b"%PDF")


def test_a_page_that_cannot_be_laid_out_is_an_error_of_its_own(press: Press) -> None:
    with refused("page_not_printed"):
        press.print_page('<p style="font-size:1e38px">x')
    assert press.print_page("<title>x</title><p>next").startswith(b"%PDF")


def test_a_value_beyond_the_target_points_to_the_hundred_it_is_held_at(press: Press) -> None:
    perfect = {**MEASURES, "completion_rate": Evidence(Measure.of(Fraction(50), 50, 50))}
    text = read(press.print_page(pdf.markup(sheet_of(golden_card(evidence=perfect)), "en"))).pages[0].extract_text()
    assert "(100 − 80) ÷ (98 − 80) × 100 → 100.00" in text


def test_the_lowest_grade_is_printed_in_red_and_no_other_is(press: Press) -> None:
    red = re.compile(rb"0\.70\d* 0\.14\d* 0\.11\d*")  # #b3261e
    poor = {
        **MEASURES,
        "completion_rate": Evidence(Measure.of(40, 50, 50)),
        "satisfaction": Evidence(Measure.of(70, 100, 20)),
    }
    for evidence, grade in ((MEASURES, "B"), (poor, "D")):
        card = golden_card(evidence=evidence, adjustments=())
        assert card.grade == grade
        drawn = read(press.print_page(pdf.markup(sheet_of(card), "en"))).pages[0].get_contents()
        assert drawn is not None
        assert bool(red.search(drawn.get_data())) == (grade == "D")
