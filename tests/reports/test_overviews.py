"""The supervisor's month."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Site
from scoring import closing
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from tenants.models import Company
from tests.months import closer, publisher
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MIDDLE, MINUTE, OCTOBER, START, handled, order, person
from tests.visiting import visitor


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


def test_without_any_cards_it_is_the_month_that_runs(company: Company) -> None:
    assert "The month so far" in words(visitor("supervisor").get("/overview/", follow=True).content)


def test_the_overview_asks_a_constant_number_of_questions(published: Card) -> None:
    supervisor = visitor("supervisor")
    with CaptureQueriesContext(connection) as asked:
        supervisor.get("/overview/2026-10/")
    assert len([query for query in asked.captured_queries if "search_path" not in query["sql"]]) <= 15


def test_a_lowest_grade_and_a_fall_of_ten_points_are_something_to_look_at(company: Company) -> None:
    september = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
    handled(person("李静"), ("completed", september + 20 * MINUTE, person("李静")), created=september)
    order(("dispatched", MIDDLE + MINUTE, person("李静")))
    for month in (OCTOBER.previous, OCTOBER):
        closing.run_close(closing.request_close(month=month, by=closer(), ring=False).pk)
    then, now = Card.objects.filter(agent=person("李静"), is_trial=False).order_by("month__first_day")
    assert (now.grade, then.grade) == ("D", "A")
    page = words(visitor("hr").get("/overview/2026-10/").content)
    assert f"李静 total {now.total} grade D" in page
    assert f"李静 −{then.total - now.total} on last month fall" in page
    assert "fall" not in words(visitor("hr").get("/overview/2026-09/").content)


def test_ranks_say_among_whom_where_people_are_scored_by_several_plans(company: Company) -> None:
    handled(person("王芳"), ("completed", MIDDLE + 20 * MINUTE, person("王芳")))
    for site_kind in ("residential", "commercial"):
        Site.objects.filter(code="YQ").update(kind=site_kind)
        with time_machine.travel(START):
            offices = PlanVersion.objects.get(code="commercial")
            if offices.state == PlanVersion.State.DRAFT:
                versions.publish_plan(
                    plan=offices, valid_from=OCTOBER, by=publisher(), whom=versions.For(site_kind="commercial")
                )
        closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
        page = words(visitor("hr").get("/overview/2026-10/").content)
        assert ("no. 1 Standard residential" in page) is (site_kind == "commercial")
        assert "dashed: all by Standard residential" in page  # whoever is seen, it is that plan's people
