"""How long an order may take: a table of the company's, by which orders of the desk and of files are due."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from people.models import Account, Site
from records import months
from records.models import MonthState, ServiceCalendar
from tenants.models import Company
from tests.importing import Sender
from tests.months import bring_to
from tests.refusals import refused
from tests.scoring.month_of_facts import OCTOBER
from tests.visiting import visitor
from workorders.acts import verbs
from workorders.due_times.verbs import set_due_times
from workorders.models import DueTimes, Handling, OrderEvent, WorkOrder
from workorders.registering.places import Place
from workorders.registering.verbs import Problem, Request, Resident, register

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = [[[8 * 60, 12 * 60], [13 * 60, 17 * 60]]] * 5 + [[], []]
TABLE = {"": {"normal": 16 * 60, "urgent": 4 * 60}, "给排水": {"normal": 4 * 60}}
PROFILE = """
kind = "workorders"
source = "tickets"
[fields]
number = "单号"
created_at = "创建"
completed_at = "办结"
category = "类别"
priority = "优先级"
is_emergency = "紧急"
due_at = "要求完成"
agent = "客服"
"""
HEAD = "单号,创建,办结,类别,优先级,紧急,要求完成,客服\n"


def local(*instant: int) -> datetime:
    return datetime(*instant, tzinfo=SHANGHAI).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.fixture
def table(company: Company) -> None:
    """From October on; ordinary orders by the office's hours, urgent ones by day and night."""
    ServiceCalendar.objects.create(from_first_day=date(2026, 9, 1), week=OFFICE, public_holidays=True)
    set_due_times(from_day=date(2026, 10, 1), minutes=TABLE, around_the_clock=["urgent"], by=None)


@pytest.fixture
def orders(company: Company, tmp_path: Path) -> Sender:
    profile = tmp_path / "tickets.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    return Sender(company, "workorders", tmp_path, profile)


def due(number: str) -> Any:
    event = OrderEvent.objects.filter(order__number=number, kind="due", stands=True).first()
    return event and event.until


def registered(category: str, at: datetime, *, emergency: bool = False) -> WorkOrder:
    request = Request(
        channel="app",
        site=Site.objects.get(code="CH"),
        place=Place(None, "3-2-1103"),
        problem=Problem(category, "水压偏低", emergency),
        resident=Resident(),
    )
    return register(request, take_on=False, by=Account.objects.get(username="agent"), at=at)


CASES = [
    ("给排水", "normal", False, (2026, 10, 15, 9, 0), (2026, 10, 15, 14, 0)),  # a Thursday, over noon
    ("给排水", "normal", False, (2026, 10, 15, 16, 0), (2026, 10, 16, 11, 0)),  # over night
    ("保洁", "normal", False, (2026, 10, 16, 17, 0), (2026, 10, 20, 17, 0)),  # over a week-end, to its last minute
    ("保洁", "urgent", True, (2026, 10, 17, 23, 0), (2026, 10, 18, 3, 0)),  # by day and night
    ("保洁", "low", False, (2026, 10, 15, 9, 0), None),  # the table says nothing
    ("给排水", "normal", False, (2026, 9, 30, 16, 0), None),  # before it held
]


@pytest.mark.usefixtures("table")
def test_orders_of_the_desk_and_of_a_file_are_due_alike(orders: Sender) -> None:
    row = "N-{},{:%Y-%m-%d %H:%M},,{},{},{},,A001\n"
    lines = [
        row.format(n, local(*created).astimezone(SHANGHAI), category, priority, "是" if emergency else "")
        for n, (category, priority, emergency, created, _until) in enumerate(CASES)
    ]
    orders.send(HEAD + "".join(lines))
    for n, (category, priority, emergency, created, until) in enumerate(CASES):
        expected = until and local(*until)
        assert due(f"N-{n}") == expected, lines[n]
        if priority != "low":
            assert due(registered(category, local(*created), emergency=emergency).number) == expected


@pytest.mark.usefixtures("table")
def test_the_time_that_a_file_gives_goes_before_the_table_and_is_corrected_by_the_next(orders: Sender) -> None:
    row = "N-1,2026-10-15 09:00,,给排水,normal,,{},A001\n"
    orders.send(HEAD + row.format(""))
    assert due("N-1") == local(2026, 10, 15, 14, 0)
    for day in (16, 17):
        assert "1 changed" in orders.send(HEAD + row.format(f"2026-10-{day} 18:00"))
        assert due("N-1") == local(2026, 10, day, 18, 0)
    assert "1 unchanged" in orders.send(HEAD + row.format("2026-10-17 18:00"))
    assert "1 warnings" in orders.send(HEAD + row.replace("N-1", "N-2").format("2026-10-14 18:00"))
    assert due("N-2") == local(2026, 10, 15, 14, 0)


@pytest.mark.usefixtures("table")
def test_a_new_order_that_would_be_due_in_a_final_month_waits(orders: Sender) -> None:
    bring_to(MonthState.FINAL, OCTOBER)
    row = "{},2026-09-20 09:00,{},给排水,normal,,{},A001\n"
    said = orders.send(
        HEAD
        + row.format("N-1", "", "2026-10-02 09:00")
        + row.format("N-2", "", "2026-09-22 09:00")
        + row.format("N-3", "2026-09-21 09:00", "2026-09-22 09:00")
    )
    assert "1 new" in said
    assert "2 too late" in said
    assert "1 too late" in orders.send(HEAD + row.format("N-3", "2026-09-21 09:00", "2026-10-22 09:00"))


def save(client: Client, **said: object) -> Any:
    return client.post("/orders/due-times/", {"from_day": "2026-12-01", "h0_normal": "48", **said})


def test_hr_keeps_the_table_and_orders_keep_the_time_that_they_have(company: Company) -> None:
    hr = visitor("hr")
    answer = save(hr, h0_urgent="4", around_the_clock=["urgent"], another="电梯", h1_normal="1.5")
    assert answer.status_code == 302, answer.context["form"].errors
    table = DueTimes.objects.get()
    assert table.minutes == {"": {"normal": 2880, "urgent": 240}, "电梯": {"normal": 90}}
    order = registered("电梯", local(2026, 12, 1, 8, 0))
    assert due(order.number) == local(2026, 12, 1, 9, 30)
    save(hr, h0_normal="1")
    assert due(order.number) == local(2026, 12, 1, 9, 30)
    assert Handling.objects.get(order=order).due_at == local(2026, 12, 1, 9, 30)


@pytest.mark.usefixtures("table")
def test_an_order_says_by_when_it_is_due_and_whether_that_was_kept() -> None:
    lead, created = Account.objects.get(username="agent"), local(2026, 10, 15, 9, 0)
    for done, word in ((local(2026, 10, 15, 12, 0), "in time"), (local(2026, 10, 15, 12, 1), "not in time")):
        order = registered("给排水", created)
        verbs.take_on(order, by=lead, at=created)
        verbs.promise(order, until=local(2026, 10, 15, 12, 0), by=lead, at=created)
        verbs.complete(order, note="已处理", photos=(), by=lead, at=done)
        page = visitor("agent").get(order.get_absolute_url()).content.decode()
        assert "2026-10-15 12:00" in page
        assert "promised to the resident" in page
        assert f">{word}</span>" in page


@pytest.mark.parametrize("cell", [{"h0_normal": "0"}, {"h0_normal": "721"}, {"h0_normal": "x"}, {"h1_high": "2"}])
def test_what_cannot_be_is_said_at_the_field(company: Company, cell: dict[str, str]) -> None:
    answer = save(visitor("hr"), **cell)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not DueTimes.objects.exists()


def test_a_month_that_was_computed_keeps_its_standard(company: Company) -> None:
    months.record_for(OCTOBER)
    bring_to(MonthState.COMPUTED, OCTOBER)
    with refused("computed"):
        set_due_times(from_day=OCTOBER.last_day, minutes=TABLE, around_the_clock=[], by=None)
    set_due_times(from_day=OCTOBER.last_day + timedelta(days=1), minutes=TABLE, around_the_clock=[], by=None)
