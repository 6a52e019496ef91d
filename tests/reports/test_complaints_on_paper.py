"""月报: the month of complaints as PDF says what its page says, for whom the page is, and whether it still moves."""

from io import BytesIO

from django.utils.translation import override
from pypdf import PdfReader

from kpi_portal.lib.month import Month
from people.models import Account
from reports import printed_complaints
from scoring.models import Card
from tests.reports.test_complaint_gates import computed, final, october
from tests.visiting import visitor

__all__ = ["computed", "final", "october"]
PDF = "/complaints/2026-10/pdf/"


def on_paper(month: Month, username: str, language: str = "en") -> str:
    with override(language):
        return " ".join(printed_complaints.markup(month, Account.objects.get(username=username), "").split())


def test_a_final_month_is_printed_with_the_figures_of_its_page_and_both_lists_of_each_gate(final: Card) -> None:
    answer = visitor("supervisor").get(PDF)
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    paper = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "State of the month" in paper
    assert "Final since 20" in paper
    assert "The rates stand" in paper
    for told in ("1 complaint", "0 / 1 ordinary complaints", "2.00 %", "1 / 50", "TS1 王芳", "王芳 50", "not met"):
        assert told in paper, told
    assert "二班" not in paper, "a team that the supervisor does not lead"
    assert "二班" in on_paper(Month(2026, 10), "hr", "zh-hans")


def test_a_month_that_is_not_final_says_that_its_figures_move(computed: Card) -> None:
    assert "Not final yet" in on_paper(Month(2026, 10), "hr")
    assert "尚未定稿" in on_paper(Month(2026, 10), "hr", "zh-hans")
    running = on_paper(Month(2199, 11), "hr")
    assert "these figures move until the cut-off 2199-12-04 00:00" in running
    assert "No complaint was received in this month." in running
