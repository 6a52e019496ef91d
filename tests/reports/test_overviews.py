"""Where each role's day begins, and the supervisor's month."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Account
from scoring.models import Card
from tenants.models import Company
from tests.reports.test_card_page import words
from tests.visiting import visitor


@pytest.mark.parametrize(
    ("who", "first"), [("supervisor", "/overview/"), ("agent", "/card/"), ("colleague", "/evidence/ratings/rate/")]
)
def test_each_role_begins_with_its_first_task(published: Card, who: str, first: str) -> None:
    assert visitor(who).get("/").headers["Location"] == first


def test_a_supervisor_sees_the_own_people_and_no_others(published: Card) -> None:
    page = words(visitor("supervisor").get("/overview/2026-10/").content)
    assert all(part in page for part in ("王芳", "李静", "82.31", "92 %", "21.9 min", "46 / 50"))
    assert "周倩" not in page


def test_missing_evidence_is_listed(published: Card) -> None:
    assert "no evidence in this month" in words(visitor("supervisor").get("/overview/2026-10/").content)


def test_hr_sees_everybody(published: Card) -> None:
    page = words(visitor("hr").get("/overview/2026-10/").content)
    assert all(name in page for name in ("王芳", "李静", "周倩"))


@pytest.mark.parametrize("who", ["agent", "administrator", "colleague"])
def test_an_overview_is_for_supervisors_and_hr(published: Card, who: str) -> None:
    assert visitor(who).get("/overview/2026-10/").status_code == 403


def test_a_month_without_cards_says_what_comes_next(published: Card) -> None:
    assert "No cards to show" in words(visitor("supervisor").get("/overview/2026-09/").content)


def test_without_any_cards_too(company: Company) -> None:
    assert "No cards to show" in words(visitor("supervisor").get("/overview/").content)


def test_hr_finds_the_months_and_their_next_steps(published: Card) -> None:
    page = words(visitor("hr").get("/").content)
    assert "October 2026 Published" in page
    assert "make final" in page


def test_an_administrator_finds_counts_and_the_first_steps(company: Company) -> None:
    page = words(visitor("administrator").get("/").content)
    assert all(part in page for part in ("sites", "log-ins", "Import work orders and other evidence", "to do"))


def test_a_log_in_without_role_is_told_whom_to_ask(company: Company) -> None:
    Account.objects.filter(username="colleague").update(roles=[])
    assert "Your log-in has no role yet" in words(visitor("colleague").get("/").content)


def test_the_overview_asks_a_constant_number_of_questions(published: Card) -> None:
    supervisor = visitor("supervisor")
    with CaptureQueriesContext(connection) as asked:
        supervisor.get("/overview/2026-10/")
    assert len([query for query in asked.captured_queries if "search_path" not in query["sql"]]) <= 15
