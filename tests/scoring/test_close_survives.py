"""A close ends exactly once, whatever happens to its workers and however often it is asked for (PROMISES 7)."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from kpi_portal.celery import app
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from people.models import Account
from records import ledger, months
from records.models import LedgerEntry, MonthRecord, OutboxMessage
from scoring import closing
from scoring.models import Card, CardFacts, CloseSchedule, CloseStep, MonthClose
from scoring.rechecking import recheck
from tenants.models import Company
from tests.months import closer
from tests.portal import LivePortal
from tests.scoring.month_of_facts import SHANGHAI, handled, person
from tests.waiting import wait_until

KILLED, RUNG, ASKED = Month(2026, 7), Month(2026, 8), Month(2026, 9)


@pytest.fixture
def portal(live_portal: LivePortal, settings: Any) -> Iterator[LivePortal]:
    """Acme in a database of its own, with a few orders in each month; test and worker sign with one key."""
    settings.LEDGER_KEY_FILE = live_portal.home / "ledger.key"
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    for month in (KILLED, RUNG, ASKED):
        start, _end = month.bounds(SHANGHAI)
        for day in range(3):
            handled(person("王芳"), created=start + timedelta(days=day))
    yield live_portal
    connection.set_schema_to_public()


def closes_in_ledger(month: Month) -> int:
    return LedgerEntry.objects.filter(kind="close", month=str(month)).count()


def is_sound(month: Month) -> bool:
    """One version of one card for each agent, one ledger entry, all of it verifiable."""
    cards = Card.objects.filter(month__first_day=month.first_day)
    versions = set(cards.values_list("version", flat=True))
    assert (cards.count(), versions, closes_in_ledger(month)) == (3, {1}, 1)
    assert not recheck(month).problems
    return ledger.verify().is_sound


def test_a_worker_killed_in_the_middle_and_started_again_leaves_one_version_of_each_card(portal: LivePortal) -> None:
    worker = portal.run_worker()
    with transaction.atomic(), connection.cursor() as cursor, ThreadPoolExecutor(1) as hr:
        cursor.execute("LOCK TABLE scoring_card IN SHARE MODE")  # the worker can read cards but not freeze one
        run = hr.submit(_elsewhere, _request, KILLED).result()
        scored = CloseStep.objects.filter(close=run, step=CloseStep.Step.SCORING)
        wait_until(scored.exists, what="the worker to come to freezing the cards")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert not Card.objects.filter(close=run).exists()
    assert not CardFacts.objects.exists()
    OutboxMessage.objects.update(due_at=timezone.now())
    portal.run_worker()
    wait_until(lambda: MonthClose.objects.get(pk=run).is_over, what="another worker to take over")
    assert MonthClose.objects.get(pk=run).attempts == 2
    assert is_sound(KILLED)


def test_a_task_delivered_five_times_closes_once(portal: LivePortal) -> None:
    portal.run_worker()
    run = closing.request_close(month=RUNG, by=closer())
    message = OutboxMessage.objects.get(key=f"close:{run.pk}")
    with app.connection_for_write(portal.environment["KPI_REDIS_URL"]) as broker:
        for _ in range(5):
            app.send_task(
                message.task, args=[message.pk], headers={"_schema_name": connection.schema_name}, connection=broker
            )
    wait_until(lambda: OutboxMessage.objects.get(pk=message.pk).done_at, what="the promise to be kept")
    assert is_sound(RUNG)


def test_two_people_who_press_at_once_get_one_close(portal: LivePortal) -> None:
    with ThreadPoolExecutor(4) as people:
        runs = list(people.map(lambda _: _elsewhere(_request_and_run, ASKED), range(4)))
    assert len(set(runs)) == 1
    assert is_sound(ASKED)


def test_a_month_closes_by_itself_once_however_often_the_fleet_is_rung(portal: LivePortal) -> None:
    record = months.record_for(Month.of(timezone.now(), SHANGHAI).previous)
    MonthClose.objects.create(month=record, state=MonthClose.State.FAILED)  # so that the cut-off stays as it is set
    MonthRecord.objects.filter(pk=record.pk).update(cutoff_at=record.ends_at)
    CloseSchedule.objects.create(is_on=True, wait=0, at=time(0, 1), set_by=closer(), set_at=record.starts_at)
    portal.run_worker()
    with app.connection_for_write(portal.environment["KPI_REDIS_URL"]) as broker:
        for _ in range(5):
            app.send_task("scoring.close_on_schedule", headers={"_schema_name": "public"}, connection=broker)
    wait_until(
        lambda: MonthClose.objects.filter(month=record, state=MonthClose.State.DONE).exists(),
        what="the scheduled close",
    )
    assert MonthClose.objects.get(scheduled__isnull=False).requested_by == closer()
    assert is_sound(record.month)


def _request(month: Month) -> int:
    return closing.request_close(month=month, by=Account.objects.get(username="hr")).pk


def _request_and_run(month: Month) -> int:
    run = closing.request_close(month=month, by=Account.objects.get(username="hr"), ring=False)
    closing.run_close(run.pk)
    return run.pk


def _elsewhere(act: Callable[[Month], int], month: Month) -> int:
    """Done in this thread's own connection, which starts in ``public``."""
    try:
        connection.set_tenant(Company.objects.get(schema_name="acme"))
        return act(month)
    finally:
        connections.close_all()
