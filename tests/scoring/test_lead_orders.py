"""Orders that take several departments (SCORING §4, ``lead_orders``): from the desk to the card of who leads."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import import_module

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone, translation

from kpi_portal.lib.company_connection import connection
from people.models import Account, Department, Person, Posting, Site
from records.final_month_guard import MonthIsFinal
from scoring import cards
from scoring.engine.card import Line
from scoring.models import PlanVersion
from tests.months import make_final
from tests.reports.test_card_page import words
from tests.scoring.measuring import evidence, figures
from tests.scoring.month_of_facts import CUTOFF, END, INSTANT, OCTOBER, handled, person
from tests.visiting import visitor
from tests.workorders.test_acts import act
from workorders.correcting import credit_to
from workorders.models import OrderEvent, WorkOrder
from workorders.registering.places import Place
from workorders.registering.verbs import Problem, Request, Resident, register

MORNING = datetime(2026, 10, 14, 1, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FILL = import_module("workorders.migrations.0004_dispatched_to_a_department").FILL
pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def whole(code: str) -> str:
    """The choice of a department, whoever of it is free."""
    return f"d{Department.objects.get(code=code).pk}"


def worked(*to: str, done: timedelta | None = 3 * HOUR, second: timedelta = HOUR) -> WorkOrder:
    """An order of 王芳's, due four hours after it came in, dispatched on its page, the second time after ``second``."""
    agent = Account.objects.get(username="agent")
    site, problem = Site.objects.get(code="CH"), Problem("电梯", "井道进水")
    asked = Request(channel="app", site=site, place=Place(None, "1 栋"), problem=problem, resident=Resident())
    with time_machine.travel(MORNING, tick=False) as clock:
        order = register(asked, by=agent, at=MORNING)
        assert act(visitor("agent"), order, "take-on") == 302
        due = f"{timezone.localtime(MORNING + 4 * HOUR):%Y-%m-%dT%H:%M}"
        assert act(visitor("agent"), order, "promise", until=due) == 302
        for place, who in enumerate(to):
            clock.move_to(MORNING + place * second)
            assert act(visitor("agent"), order, "dispatch", who=who) == 302
        if done is not None:
            clock.move_to(MORNING + done)
            assert act(visitor("agent"), order, "complete", note="抽水，换密封") == 302
    return order


def line(name: str) -> Line:
    card = cards.card_for(person(name), OCTOBER)
    assert card is not None
    return next(each for each in cards.tree(card).lines if each.code == "lead_orders")


@pytest.fixture
def plan() -> None:
    """The preset in force for supervisors; 沈立 is one, where 王芳 and 李静 work."""
    site, since = Site.objects.get(code="CH"), date(2026, 1, 1)
    Posting.objects.create(person=person("沈立"), site=site, post="supervisor", first_day=since)
    PlanVersion.objects.filter(code="supervisor").update(state="published", valid_from=since)


def test_what_two_departments_did_together_counts_for_who_led_it(plan: None, agent: Person) -> None:
    maintenance, security, of_it = whole("maintenance"), whole("security"), f"p{person('郭强').pk}"
    in_time = worked(maintenance, security)
    late = worked(of_it, security, done=5 * HOUR)
    worked(maintenance, of_it)  # the same department, then somebody of it
    worked(security, "desk")
    for _order in range(2):  # imported, dispatched to nobody in particular
        handled(agent, ("completed", MORNING + HOUR))
    assert figures(agent, "lead_orders") == (1, 2, 2)

    make_final(OCTOBER)

    led = line("沈立")
    assert (led.numerator, led.denominator, led.points) == (Fraction(1), Fraction(2), Decimal(0))
    assert [member.agent for member in led.members] == [agent.uuid]
    page = visitor("hr").get(f"/card/2026-10/{person('沈立').pk}/lead_orders/").content
    assert {order.number for order in (in_time, late)} <= set(words(page).split())
    assert "工程部, 秩序部 · completed" in words(page)
    assert "after it was due" in words(page)
    for changed in ({"department": None}, {"department": Department.objects.get(code="security")}):
        with pytest.raises(MonthIsFinal), transaction.atomic():
            OrderEvent.objects.filter(order=in_time, kind="dispatched").update(**changed)


def test_the_second_dispatch_counts_up_to_the_cut_off_and_only_while_it_stands(agent: Person) -> None:
    two = whole("maintenance"), whole("security")
    worked(*two, done=None, second=CUTOFF - MORNING)
    worked(*two, done=None, second=CUTOFF + INSTANT - MORNING)
    assert figures(agent, "lead_orders") == (0, 1, 1)
    OrderEvent.objects.filter(kind="dispatched", at=CUTOFF).update(stands=False)
    assert figures(agent, "lead_orders") is None


def test_what_counts_for_nobody_counts_here_neither(agent: Person) -> None:
    order = worked(whole("maintenance"), whole("security"), done=None)
    with time_machine.travel(MORNING + DAY):
        visitor("supervisor").post(f"/orders/{order.pk}/exempt/", {"reason": "电梯厂家停产"})
    assert evidence(agent, "lead_orders").excluded == {"exempted": 1}


def test_a_dispatch_that_is_credited_to_somebody_else_goes_to_the_department_still(agent: Person) -> None:
    order = worked(whole("maintenance"), whole("security"))
    hr = Account.objects.get(username="hr")
    with time_machine.travel(END):
        credit_to(order, was=agent, agent=person("李静"), by=hr, reason="交接班")
    assert figures(agent, "lead_orders") is None
    assert figures(person("李静"), "lead_orders") == (1, 1, 1)


def test_what_the_desk_dispatched_before_says_its_departments_where_that_is_certain() -> None:
    maintenance, security = Department.objects.order_by("code")
    order = worked(whole("maintenance"), f"p{person('郭强').pk}", whole("security"), "desk")
    renamed = worked(whole("security"), whole("maintenance"))
    Person.objects.filter(name="郭强").update(name="郭 强")
    OrderEvent.objects.filter(order=renamed, kind="dispatched", department=maintenance).update(reason="维修部")
    OrderEvent.objects.filter(order=renamed, kind="dispatched", department=security).update(reason="保安部")
    OrderEvent.objects.update(department=None)
    with connection.cursor() as cursor:
        cursor.execute(FILL)
    assert given(order) == [None, maintenance, maintenance, security, None]
    assert given(renamed) == [None, None, maintenance]


def given(order: WorkOrder) -> list[Department | None]:
    return [event.department for event in order.events.filter(kind="dispatched").order_by("at", "sequence")]
