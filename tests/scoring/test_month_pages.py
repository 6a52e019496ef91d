"""Pages of months, plans, targets and adjustments, as people of each role use them."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from kpi_portal.lib.month import Month
from people.models import Person
from records.models import MonthState, OutboxMessage
from scoring import closing, publishing
from scoring.models import Adjustment, Card, MonthClose, Target
from tenants.models import Company
from tests.months import closer, publisher, second_hr
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MIDDLE, MINUTE, OCTOBER, SHANGHAI, handled, order, person, the_golden_month
from tests.visiting import visitor
from workorders.models import WorkOrder

pytestmark = pytest.mark.usefixtures("company")
NEXT = Month.of(datetime.now(UTC), SHANGHAI).next
"""A month whose targets are set freely, whenever the test runs."""


@pytest.fixture
def hr(company: Company) -> Client:
    return visitor("hr")


@pytest.fixture
def supervisor(company: Company) -> Client:
    return visitor("supervisor")


@pytest.fixture
def agent(company: Company) -> Person:
    return person("王芳")


def close() -> MonthClose:
    return closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)


def test_hr_sees_the_next_step_of_each_month_as_one_button(hr: Client) -> None:
    page = hr.get("/months/").content.decode()
    assert 'action="/months/2026-10/close/"' in page


def test_a_month_of_long_ago_that_has_orders_can_be_closed_from_its_page(hr: Client, agent: Person) -> None:
    handled(agent, created=datetime(2023, 5, 10, 4, tzinfo=UTC))
    assert 'action="/months/2023-05/close/"' in hr.get("/months/").content.decode()
    assert hr.get("/months/2023-05/").status_code == 200
    assert hr.get("/months/2023-04/").status_code == 404
    hr.post("/months/2023-05/close/")
    assert MonthClose.objects.get().month.month == Month(2023, 5)


def test_a_supervisor_sees_the_months_without_buttons(supervisor: Client) -> None:
    assert "/close/" not in supervisor.get("/months/").content.decode()


def test_pressing_close_asks_the_worker_and_shows_the_progress(hr: Client) -> None:
    page = hr.post("/months/2026-10/close/", follow=True).content.decode()
    assert 'hx-get="/months/2026-10/progress/"' in page
    assert OutboxMessage.objects.filter(task="scoring.close_month").count() == 1


def test_the_progress_is_fetched_until_the_close_is_done(hr: Client) -> None:
    run = closing.request_close(month=OCTOBER, by=closer())
    assert "hx-trigger" in hr.get("/months/2026-10/progress/").content.decode()
    closing.run_close(run.pk)
    assert hr.get("/months/2026-10/progress/")["HX-Refresh"] == "true"


def test_the_page_says_what_a_second_close_changed(hr: Client, agent: Person) -> None:
    close()
    handled(agent)
    close()
    page = hr.get("/months/2026-10/").content.decode()
    assert "王芳" in page
    assert "/months/2026-10/publish/" in page


def test_publishing_and_making_final_say_first_what_will_happen(hr: Client) -> None:
    run = close()
    assert "3 agents will see their cards" in hr.get("/months/2026-10/publish/").content.decode()
    hr.post("/months/2026-10/publish/")
    assert "queue" in hr.get("/months/2026-10/finalise/").content.decode()
    second_hr()
    visitor("hr2").post("/months/2026-10/finalise/")
    run.month.refresh_from_db()
    assert run.month.state == MonthState.FINAL


def test_a_step_that_cannot_be_taken_says_why(hr: Client) -> None:
    close()
    page = hr.post("/months/2026-10/finalise/", follow=True).content.decode()
    assert "only a published month becomes final" in page


def test_agents_read_the_plan_they_are_scored_by(company: Company) -> None:
    page = visitor("agent").get("/plans/", follow=True).content.decode()
    assert "premium" not in page
    assert page.count("/plans/") > 1


def test_a_supervisor_sets_and_clears_targets_of_her_people_only(supervisor: Client, agent: Person) -> None:
    other = person("周倩")
    mine, theirs = f"t-{agent.pk}-completion_rate", f"t-{other.pk}-completion_rate"
    page = supervisor.get(f"/targets/{NEXT}/agent/").content.decode()
    assert mine in page
    assert theirs not in page
    supervisor.post(f"/targets/{NEXT}/agent/", {mine: "99", theirs: "99"})
    assert [(target.agent, str(target.value)) for target in Target.objects.filter(stands=True)] == [(agent, "99.0000")]
    supervisor.post(f"/targets/{NEXT}/agent/", {mine: ""})
    assert not Target.objects.filter(stands=True).exists()


@pytest.mark.parametrize("typed", ["many", "80", "1e9", "NaN", "98.12345"])
def test_a_target_that_cannot_be_stays_typed_with_its_error(supervisor: Client, agent: Person, typed: str) -> None:
    name = f"t-{agent.pk}-completion_rate"
    page = supervisor.post(f"/targets/{NEXT}/agent/", {name: typed}).content.decode()
    assert f'value="{typed}"' in page
    assert f"{name}-error" in page
    assert not Target.objects.exists()


def test_an_adjustment_is_entered_and_withdrawn(supervisor: Client, agent: Person) -> None:
    entry = {"agent": agent.pk, "kind": "bonus", "points": "1.00", "text": "业主表扬信"}
    supervisor.post("/adjustments/2026-10/new/", entry)
    made = Adjustment.objects.get()
    assert "业主表扬信" in supervisor.get("/adjustments/2026-10/").content.decode()
    supervisor.post(f"/adjustments/2026-10/{made.pk}/withdraw/", {"reason": "重复"})
    made.refresh_from_db()
    assert (made.stands, made.reason) == (False, "重复")


def test_a_bonus_with_a_minus_is_refused_at_its_field(supervisor: Client, agent: Person) -> None:
    entry = {"agent": agent.pk, "kind": "bonus", "points": "-1.00", "text": "业主表扬信"}
    page = supervisor.post("/adjustments/2026-10/new/", entry).content.decode()
    assert "A bonus has more than 0 points." in page
    assert not Adjustment.objects.exists()


def test_a_deduction_needs_no_sign_and_the_caps_stand_at_the_field(supervisor: Client, agent: Person) -> None:
    entry = {"agent": agent.pk, "kind": "deduction", "points": "2", "text": "未按时回访"}
    assert "At most 5 added, 10 taken, and 3 either way" in supervisor.get("/adjustments/2026-10/new/").content.decode()
    supervisor.post("/adjustments/2026-10/new/", entry)
    assert Adjustment.objects.get().points == -2


def test_another_teams_supervisor_cannot_touch_the_entry(supervisor: Client, agent: Person) -> None:
    entry = {"agent": agent.pk, "kind": "bonus", "points": "1.00", "text": "业主表扬信"}
    supervisor.post("/adjustments/2026-10/new/", entry)
    made = Adjustment.objects.get()
    assert visitor("other_supervisor").get(f"/adjustments/2026-10/{made.pk}/withdraw/").status_code == 404


def test_a_published_month_takes_no_adjustment_and_says_so(supervisor: Client, agent: Person) -> None:
    close()
    publishing.publish_month(month=OCTOBER, by=publisher())
    entry = {"agent": agent.pk, "kind": "bonus", "points": "1.00", "text": "业主表扬信"}
    assert "2026-10 is published" in supervisor.post("/adjustments/2026-10/new/", entry).content.decode()


def test_orders_that_nobody_is_credited_with_are_told_before_and_after_the_close(company: Company) -> None:
    the_golden_month(person("王芳"))
    order = WorkOrder.objects.create(number="GD-900", created_at=datetime(2026, 10, 6, 1, tzinfo=UTC))
    page = words(visitor("hr").get("/months/2026-10/").content)
    assert "1 order of this month has no agent and counts for nobody. Show them" in page
    listed = words(visitor("hr").get("/orders/?created=2026-10&nobodys=true").content)
    assert order.number in listed
    assert "王芳" not in listed
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    assert "1 order of this month has no agent" in words(visitor("hr").get("/months/2026-10/").content)


def test_whoever_publishes_sees_how_the_month_came_out(company: Company) -> None:
    handled(person("王芳"), ("completed", MIDDLE + 20 * MINUTE, person("王芳")))
    order(("dispatched", MIDDLE, person("李静")))
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    administrator = visitor("administrator")
    refused = administrator.post("/settings/plan_checks/", {"publish_checks": "warn", "wished_grades": "S 10, A 95"})
    assert "add up to more than 100" in words(refused.content)
    administrator.post("/settings/plan_checks/", {"publish_checks": "warn", "wished_grades": "S 10，A 20%、D 5"})
    page = words(visitor("hr").get("/months/2026-10/publish/").content)
    cards = Card.objects.current().filter(is_trial=False)
    lowest = cards.get(agent=person("李静"))
    assert f"Cards {cards.count()} Mean total" in page  # nobody had a card the month before
    assert "Without a total 1" in page
    assert "Grade D 1 50.0 5 0" in page
    assert f"李静 – {lowest.total} Grade D" in page


def test_a_step_that_nobody_took_is_not_called_done(company: Company) -> None:
    handled(person("王芳"))
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    publishing.publish_month(month=OCTOBER, by=publisher())
    page = visitor("hr").get("/months/2026-10/").content.decode()
    steps = re.findall(r'<li(?: class="(done)"| aria-current="(step)")?>\s*([\w /]+?)\s*</li>', page)
    assert ("", "", "In review 0 / 3") in steps
    assert ("done", "", "Computed") in steps
    assert ("", "step", "Published") in steps
