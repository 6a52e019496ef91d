"""The running month, 未结算 (SCORING §5): a close of this instant, stored apart from every card that counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.models import DepartmentRating, TrainingAttendance, TrainingSession
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting
from records import months, outbox
from records.models import LedgerEntry, MonthRecord, OutboxMessage, ServiceCalendar
from records.models.run import Run
from scoring import cards, closing
from scoring.engine.fingerprint import fingerprint_of
from scoring.models import Card, CardFacts, MonthClose, ProvisionalCard, ProvisionalFacts, ProvisionalRun
from scoring.rechecking import recheck
from scoring.running import month as running_month
from scoring.running import nights
from tenants.models import Company
from tests.long_run import examples
from tests.months import closer
from tests.refusals import refused
from tests.scoring import month_of_facts as october
from tests.scoring.month_of_facts import CUTOFF, END, INSTANT, MIDDLE, MINUTE, OCTOBER, START, handled, person
from workorders.models import OrderEvent, WorkOrder
from workorders.truth.rows import refresh_projection

pytestmark = pytest.mark.usefixtures("company")


def compute(now: datetime, month: Month = OCTOBER) -> ProvisionalRun:
    with time_machine.travel(now, tick=False):
        return running_month.run(running_month.request_run(month=month, by=None, ring=False).pk)


def closed_at(instant: datetime) -> None:
    """Close the month as if the instant were its end and its cut-off."""
    record = months.record_for(OCTOBER)
    MonthClose.objects.create(month=record, state=Run.State.FAILED)  # so that the cut-off stays as it is set here
    MonthRecord.objects.filter(pk=record.pk).update(cutoff_at=instant, ends_at=min(record.ends_at, instant))
    with time_machine.travel(instant + 2 * INSTANT, tick=False):
        closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)


@contextmanager
def undone() -> Iterator[None]:
    """What is done within leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def so_far() -> dict[int, tuple[str, Any]]:
    return {card.agent_id: (fingerprint_of(card.frozen), card.frozen) for card in ProvisionalCard.objects.all()}


def closed() -> dict[int, tuple[str, Any]]:
    return {card.agent_id: (card.fingerprint, card.frozen) for card in Card.objects.current()}


def facts_of(model: Any) -> dict[tuple[int, str], list[Any]]:
    return {(row.card.agent_id, row.indicator): list(row) for row in model.objects.select_related("card")}


@pytest.mark.parametrize("instant", [MIDDLE + timedelta(days=3), END, CUTOFF])
def test_it_is_to_the_byte_what_a_close_of_that_instant_makes(agent: Person, other: Person, instant: datetime) -> None:
    october.the_golden_month(agent)
    if instant < CUTOFF:  # what departments say is in no running month, so that nobody can tell who said it
        DepartmentRating.objects.all().delete()
    handled(other, ("completed", MIDDLE + timedelta(days=20)), created=MIDDLE + timedelta(days=2))
    handled(other, created=END - MINUTE)
    compute(instant)
    closed_at(instant)
    assert so_far() == closed()
    assert facts_of(ProvisionalFacts) == facts_of(CardFacts)


LATE = st.integers(0, 34 * 24 * 60)
"""Minutes from the month's begin, to beyond its cut-off."""
ORDERS = st.lists(st.tuples(LATE, st.integers(1, 4000), st.one_of(st.none(), st.integers(1, 20000))), max_size=5)


@settings(max_examples=examples(8, long=60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    orders=ORDERS,
    ratings=st.lists(st.tuples(LATE, st.integers(1, 5)), max_size=8),
    at=LATE.filter(bool),
    office=st.booleans(),
)
def test_whatever_happened_and_whenever_it_is_asked_it_is_the_close_of_that_instant(
    agent: Person,
    orders: list[tuple[int, int, int | None]],
    ratings: list[tuple[int, int]],
    at: int,
    office: bool,
) -> None:
    instant = min(START + at * MINUTE, CUTOFF)
    with undone():
        if office:
            ServiceCalendar.objects.create(
                from_first_day=OCTOBER.first_day, around_the_clock=False, week=[[[540, 1080]]] * 7
            )
        for created, answered, completed in orders:
            begin = START + created * MINUTE
            done = () if completed is None else (("completed", begin + completed * MINUTE),)
            handled(agent, *done, created=begin, after=answered * MINUTE)
        for minute, rating in ratings:
            october.answer(agent, rating, at=START + minute * MINUTE)
        compute(instant)
        closed_at(instant)
        assert so_far() == closed()


def test_what_is_dated_after_now_is_left_out_of_every_kind(agent: Person) -> None:
    october.the_golden_month(agent)
    now, later = MIDDLE + timedelta(days=1), MIDDLE + timedelta(days=2)
    compute(now)
    before = so_far()
    still_open = WorkOrder.objects.filter(agent=agent, completed_at=None).exclude(state="cancelled").first()
    assert still_open is not None
    OrderEvent.objects.create(order=still_open, sequence=20, kind="completed", at=later)
    refresh_projection([still_open.pk])
    handled(agent, created=later)
    october.answer(agent, 1, at=later)
    october.check(agent, "fail", at=later, final=later)
    october.check(agent, "fail", at=MIDDLE, final=later)
    october.adopted(agent, at=later)
    session = TrainingSession.objects.create(number=october.number(), title="夜班", held_at=later, has_exam=True)
    TrainingAttendance.objects.create(number=october.number(), session=session, agent=agent, status="missed")
    compute(now)
    assert _figures(so_far()) == _figures(before)


def _figures(cards: dict[int, tuple[str, Any]]) -> dict[int, list[tuple[object, ...]]]:
    """What was measured, without what says why something is left out."""
    return {
        agent: [
            (line["code"], line["numerator"], line["denominator"], line["points"])
            for section in frozen["sections"]
            for line in section["lines"]
        ]
        for agent, (_fingerprint, frozen) in cards.items()
    }


# --- apart from the cards --------------------------------------------------------------------------------------------


def test_it_is_no_version_no_entry_of_the_ledger_no_export_and_nothing_to_check_again(agent: Person) -> None:
    october.the_golden_month(agent)
    entries = LedgerEntry.objects.count()
    compute(MIDDLE + timedelta(days=1))
    assert ProvisionalCard.objects.filter(agent=agent, total__isnull=False).exists()
    assert not Card.objects.exists()
    assert LedgerEntry.objects.count() == entries
    assert cards.export(OCTOBER)["cards"] == []
    assert not recheck(OCTOBER).problems
    assert MonthRecord.objects.get(first_day=OCTOBER.first_day).service_hours is None


def test_each_run_replaces_the_rows_of_the_one_before(agent: Person) -> None:
    compute(MIDDLE)
    handled(agent, created=MIDDLE)
    second = compute(MIDDLE + timedelta(days=1))
    assert set(ProvisionalCard.objects.values_list("run", flat=True)) == {second.pk}
    assert ProvisionalCard.objects.filter(agent=agent).count() == 1
    Posting.objects.filter(person=agent).delete()
    WorkOrder.objects.all().delete()
    compute(MIDDLE + timedelta(days=2))
    assert not ProvisionalCard.objects.filter(agent=agent).exists()


def test_once_the_month_is_computed_the_real_card_takes_over(agent: Person, company: Company) -> None:
    compute(END + timedelta(days=1))
    with time_machine.travel(CUTOFF + INSTANT, tick=False):
        closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
        assert not ProvisionalCard.objects.standing().exists()
        with refused("not_running"):
            running_month.request_run(month=OCTOBER, by=None)
    compute(CUTOFF + timedelta(days=1), OCTOBER.next)
    assert not ProvisionalCard.objects.filter(month__first_day=OCTOBER.first_day).exists()


def test_a_run_that_a_close_overtakes_stores_nothing(agent: Person) -> None:
    with time_machine.travel(CUTOFF + INSTANT, tick=False):
        waiting = running_month.request_run(month=OCTOBER, by=None, ring=False)
        closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
        assert running_month.run(waiting.pk).state == Run.State.DONE
    assert not ProvisionalCard.objects.exists()


def test_a_month_that_has_just_begun_has_cards_without_a_total(agent: Person) -> None:
    compute(START)
    assert {card.total for card in ProvisionalCard.objects.all()} == {None}


def test_between_its_end_and_its_cut_off_the_cut_off_is_now_and_after_it_the_cut_off(agent: Person) -> None:
    assert compute(END + timedelta(days=1)).as_of == END + timedelta(days=1)
    assert compute(CUTOFF + timedelta(days=1)).as_of == CUTOFF


def test_days_that_are_no_month_yet_or_long_gone_are_not_computed() -> None:
    with time_machine.travel(MIDDLE, tick=False):
        for month in (OCTOBER.next, OCTOBER.plus(-2)):
            with refused("not_running"):
                running_month.request_run(month=month, by=None)


def test_a_year_whose_holidays_are_not_known_is_said_by_the_run(agent: Person) -> None:
    ServiceCalendar.objects.create(
        from_first_day=Month(2040, 1).first_day,
        around_the_clock=False,
        public_holidays=True,
        week=[[[540, 1080]]] * 7,
    )
    with time_machine.travel(datetime(2040, 1, 20, tzinfo=MIDDLE.tzinfo), tick=False):
        asked = running_month.request_run(month=Month(2040, 1), by=None, ring=False)
        with refused("holidays_unknown"):
            running_month.run(asked.pk)
    asked.refresh_from_db()
    assert asked.state == Run.State.FAILED
    assert "2040" in asked.error


# --- who asks, and when ----------------------------------------------------------------------------------------------


def test_whoever_asks_while_it_is_computed_gets_that_run_and_soon_after_it_is_refused() -> None:
    hr = Account.objects.get(username="hr")
    with time_machine.travel(MIDDLE, tick=False) as clock:
        first = running_month.request_run(month=OCTOBER, by=hr, ring=False)
        assert running_month.request_run(month=OCTOBER, by=hr, ring=False) == first
        running_month.run(first.pk)
        with refused("too_soon"):
            running_month.request_run(month=OCTOBER, by=hr)
        clock.shift(running_month.REST)
        assert running_month.request_run(month=OCTOBER, by=hr, ring=False) != first


def is_due(company: Company, now: datetime) -> bool:
    """As the fleet asks, from the public schema."""
    connection.set_schema_to_public()
    try:
        return company.schema_name in nights.due(now)
    finally:
        connection.set_tenant(company)


def test_each_company_is_due_once_a_night_by_its_own_clock(company: Company) -> None:
    two_in_shanghai = datetime(2026, 10, 13, 18, 0, tzinfo=MIDDLE.tzinfo)
    with time_machine.travel(two_in_shanghai - MINUTE, tick=False):
        nights.ask(two_in_shanghai - MINUTE)
        running_month.run(ProvisionalRun.objects.get().pk)
    assert is_due(company, two_in_shanghai)
    with time_machine.travel(two_in_shanghai, tick=False):
        nights.ask(two_in_shanghai)
        nights.ask(two_in_shanghai)
    assert not is_due(company, two_in_shanghai + timedelta(hours=23))
    assert is_due(company, two_in_shanghai + timedelta(hours=24))
    assert ProvisionalRun.objects.filter(month__first_day=OCTOBER.first_day).count() == 2


def test_what_a_night_promises_the_worker_keeps_once(company: Company) -> None:
    with time_machine.travel(MIDDLE, tick=False):
        nights.ask(MIDDLE)
        message = OutboxMessage.objects.get(task="scoring.compute_running_month")
        assert running_month.run(message.payload["run"]) == running_month.run(message.payload["run"])
    assert outbox.waiting(message.pk) is None
    assert ProvisionalRun.objects.get().attempts == 1
    assert ProvisionalCard.objects.filter(agent=person("王芳")).count() == 1
