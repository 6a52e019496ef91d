"""The running month on its pages, 未结算: seen by whom it concerns, never drawn as a result."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from people.models import Person
from records.models import AuditEntry
from scoring import closing
from scoring.models import ProvisionalRun
from scoring.running import month
from tenants.models import Company
from tests.months import closer
from tests.reports.test_card_page import words
from tests.scoring import month_of_facts as october
from tests.scoring.month_of_facts import CUTOFF, INSTANT, MIDDLE, MINUTE, OCTOBER, handled, person
from tests.visiting import visitor
from workorders.models import OrderEvent, WorkOrder
from workorders.truth.rows import refresh_projection

NOW = MIDDLE + timedelta(days=1)


@pytest.fixture
def agent(company: Company) -> Person:
    return person("王芳")


@pytest.fixture
def running(agent: Person) -> Iterator[Any]:
    """Her golden October on the 15th, computed."""
    october.the_golden_month(agent)
    with time_machine.travel(NOW, tick=False) as clock:
        compute()
        yield clock


def compute() -> None:
    month.run(month.request_run(month=OCTOBER, by=None, ring=False).pk)


def read(who: str, address: str) -> str:
    response = visitor(who).get(address)
    assert response.status_code == 200, (who, address, response.status_code)
    return words(response.content)


def test_its_owner_and_who_leads_read_the_card_so_far_marked_and_as_of_when(running: Any, agent: Person) -> None:
    for who in ("agent", "supervisor", "hr"):
        page = read(who, f"/card/2026-10/{agent.pk}/")
        assert "not settled" in page
        assert "2026-10-15 10:00" in page
        assert "82.46" in page  # 82.31 with what departments say, which no running month counts
        assert "46 / 50 orders" in page
        assert "Counted after the cut-off only, so that nobody can tell who said what." in page
        assert "rank " not in page
        assert "Coefficient" not in page
        assert "yuan" not in page


def test_nobody_else_sees_it(running: Any, agent: Person) -> None:
    for who in ("other_supervisor", "second_agent"):
        assert visitor(who).get(f"/card/2026-10/{agent.pk}/").status_code == 404


def test_its_facts_are_those_it_was_computed_from_even_when_more_came_in(running: Any, agent: Person) -> None:
    handled(agent, created=MIDDLE)
    page = read("agent", f"/card/2026-10/{agent.pk}/completion_rate/?show=counted")
    assert "46 / 50 orders" in page
    assert "All 53" in page
    assert "not settled" in page


def test_there_is_no_pdf_of_it(running: Any, agent: Person) -> None:
    assert visitor("agent").get(f"/card/2026-10/{agent.pk}/pdf/").status_code == 404


def test_the_way_to_it_leads_from_home_from_my_card_and_from_the_overview(running: Any, agent: Person) -> None:
    address = f"/card/2026-10/{agent.pk}/"
    assert visitor("agent").get("/card/")["Location"] == address
    assert f'href="{address}"' in visitor("agent").get("/").content.decode()
    assert 'href="/overview/2026-10/"' in visitor("supervisor").get("/").content.decode()
    overview = visitor("supervisor").get("/overview/2026-10/").content.decode()
    assert f'href="{address}"' in overview
    assert "周倩" not in overview


def test_the_button_asks_for_it_once_and_is_in_the_audit(running: Any, agent: Person) -> None:
    running.shift(month.REST)
    for _ in range(2):
        visitor("supervisor").post("/overview/2026-10/compute/", {"agent": agent.pk})
    assert ProvisionalRun.objects.filter(state="queued").count() == 1
    assert AuditEntry.objects.filter(verb="scoring.compute_running_month").count() == 1
    assert "being computed" in read("agent", f"/card/2026-10/{agent.pk}/")


def test_right_after_a_run_the_button_says_when_again(running: Any) -> None:
    response = visitor("hr").post("/overview/2026-10/compute/", follow=True)
    assert "again from 10:05 on" in words(response.content)


def test_once_computed_the_agent_sees_nothing_until_it_is_published(running: Any, agent: Person) -> None:
    running.move_to(CUTOFF + INSTANT)
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    page = read("agent", f"/card/2026-10/{agent.pk}/")
    assert "82.31" not in page
    assert "No card here yet" in page
    draft = read("supervisor", f"/card/2026-10/{agent.pk}/")
    assert "not settled" not in draft
    assert "82.31" in draft


def test_a_month_without_anything_says_so_and_what_comes(agent: Person) -> None:
    with time_machine.travel(october.START + MINUTE, tick=False):
        assert "Nothing computed yet" in read("supervisor", "/overview/2026-10/")
        compute()
        assert "Nothing was counted yet" in read("agent", f"/card/2026-10/{agent.pk}/")


# --- what costs points now -------------------------------------------------------------------------------------------


def test_an_open_order_can_be_mended_with_the_exact_gain_and_what_has_happened_is_told_apart(
    running: Any, agent: Person
) -> None:
    page = read("agent", f"/card/2026-10/{agent.pk}/")
    assert "What costs points now" in page
    assert "81.46 earned + 18.54 lost = 100.00" in page
    assert "can still be saved +7.41" in page
    assert "still open · complete it by 11-03 Tue 24:00 +2.47" in page
    assert "One of them mended makes +2.47, all 4 make +7.41." in page
    assert "a suggestion that is adopted before the month ends: +1.11" in page
    assert page.index("can be mended −7.41") < page.index("has happened −3.33")


def test_what_is_mended_is_no_longer_listed_after_the_next_run(running: Any, agent: Person) -> None:
    for order in WorkOrder.objects.filter(agent=agent, completed_at=None).exclude(state="cancelled"):
        OrderEvent.objects.create(order=order, sequence=20, kind="completed", at=NOW)
        refresh_projection([order.pk])
    running.shift(timedelta(hours=1))
    compute()
    page = read("agent", f"/card/2026-10/{agent.pk}/")
    assert "complete it by" not in page
    assert "still open" not in page


def test_what_was_done_since_is_told_as_done_and_after_the_cut_off_all_is_lost_for_good(
    running: Any, agent: Person
) -> None:
    """王芳's four open orders: one completed after the night's computation, one after the cut-off."""
    early, late = WorkOrder.objects.filter(agent=agent, completed_at=None).exclude(state="cancelled")[:2]
    OrderEvent.objects.create(order=early, sequence=20, kind="completed", at=NOW + INSTANT)
    refresh_projection([early.pk])
    page = read("agent", f"/card/2026-10/{agent.pk}/")
    assert "completed 2026-10-15 10:00, after this was computed · counts from the next computation on" in page
    running.move_to(CUTOFF)
    OrderEvent.objects.create(order=late, sequence=20, kind="completed", at=CUTOFF + INSTANT)
    refresh_projection([late.pk])
    compute()
    page = read("agent", f"/card/2026-10/{agent.pk}/")
    assert "completed after the cut-off, 2026-11-04 00:00" in page
    assert "lost for good" in page
    assert "complete it by" not in page
    assert "go on counting" not in page


def test_a_month_without_a_lost_point_says_so(agent: Person) -> None:
    for _ in range(5):
        october.answer(agent, 5)
    for _ in range(2):
        october.adopted(agent)
    with time_machine.travel(NOW, tick=False):
        compute()
        assert "Nothing has cost points this month." in read("agent", f"/card/2026-10/{agent.pk}/")


# --- the projection --------------------------------------------------------------------------------------------------


def test_the_end_of_the_month_is_projected_from_the_eighth_day_on_with_its_method(agent: Person) -> None:
    october.handled(agent, created=october.START, after=MINUTE)
    for days, told in ((6, False), (7, True), (30, True), (31, False)):
        with time_machine.travel(october.START + timedelta(days=days, hours=1), tick=False):
            compute()
            page = read("agent", f"/card/2026-10/{agent.pk}/")
        assert ("Projected end of month" in page) is told, days
        assert ("Method: every measure goes on as it did so far" in page) is told
