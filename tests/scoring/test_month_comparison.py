"""A computed month stands beside the month before on its page: what surprises first, each with a link."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi_portal.lib.month import Month
from people.models import Posting
from scoring import closing
from tenants.models import Company
from tests.months import closer
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, adopted, answer, handled, person, the_golden_month
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
IN_SEPTEMBER = MIDDLE - timedelta(days=31)


def close(month: Month) -> None:
    closing.run_close(closing.request_close(month=month, by=closer(), ring=False).pk)


def page(who: str = "hr") -> bytes:
    return visitor(who).get("/months/2026-10/").content


@pytest.fixture
def two_months(company: Company) -> None:
    """王芳 falls from S to B, 李静 is new, 周倩 has left, answers became few."""
    agent = person("王芳")
    handled(agent, ("completed", IN_SEPTEMBER + timedelta(hours=1)), created=IN_SEPTEMBER)
    adopted(agent, at=IN_SEPTEMBER)
    adopted(agent, at=IN_SEPTEMBER)
    for minute in range(50):
        answer(agent, 5, at=IN_SEPTEMBER + timedelta(minutes=minute))
    Posting.objects.filter(person=person("李静")).update(first_day=date(2026, 10, 1))
    Posting.objects.filter(person=person("周倩")).update(last_day=date(2026, 9, 30))
    close(OCTOBER.previous)
    the_golden_month(agent)
    close(OCTOBER)


def test_grades_totals_people_and_evidence_that_changed_much_are_named(two_months: None) -> None:
    shown = page()
    for said in (
        "王芳 100.00 Grade S 82.31 Grade B −17.69 2 grades lower",
        "New on last month 李静",
        "Gone since last month 周倩",
    ):
        assert said in words(shown)
    assert "rests on far less 50 counted last month, 20 this month" in words(shown)
    for agent, month in (("王芳", "2026-10"), ("李静", "2026-10"), ("周倩", "2026-09")):
        assert f'href="/card/{month}/{person(agent).pk}/"' in shown.decode()


def test_a_supervisor_reads_of_the_own_people_only(two_months: None) -> None:
    assert "王芳" in words(page("supervisor"))
    assert "周倩" not in words(page("supervisor"))
    assert "王芳" not in words(page("other_supervisor"))


def test_the_first_month_has_nothing_to_be_compared_with(company: Company) -> None:
    the_golden_month(person("王芳"))
    close(OCTOBER)
    assert "The month before has no cards" in words(page())


def test_it_costs_few_statements(two_months: None) -> None:
    browser = visitor("hr")
    browser.get("/months/2026-10/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/months/2026-10/")
    asked_for = [query["sql"] for query in asked if "search_path" not in query["sql"]]
    assert len(asked_for) <= 15, [statement[:90] for statement in asked_for]
