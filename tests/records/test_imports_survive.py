"""A file is checked and stored by the worker once, or not at all, whatever happens to it (PROMISES 7, 12)."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connections, transaction

from kpi_portal.celery import app
from kpi_portal.lib.company_connection import connection
from people.models import Account
from records.imports import running, uploads
from records.models import AuditEntry, Batch, ImportRun, OutboxMessage
from tenants.models import Company
from tests.portal import LivePortal
from tests.waiting import wait_until
from workorders.models import WorkOrder

ROWS = 1_200


@pytest.fixture
def portal(live_portal: LivePortal) -> Iterator[LivePortal]:
    """Acme in a database of its own."""
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    yield live_portal
    connection.set_schema_to_public()


def sent(name: str, first: int = 0) -> Batch:
    """A file of 1,200 orders that was uploaded and mapped."""
    rows = "".join(f"{name}-{number},2026-10-06 09:00\n" for number in range(first, first + ROWS))
    fields = {"number": "number", "created_at": "created"}
    profile = {"kind": "workorders", "source": name, "zone": "Asia/Shanghai", "fields": fields}
    batch = Batch(kind="workorders", source=name, file_name=f"{name}.csv", profile=profile, by=administrator())
    batch.file.save(f"{name}.csv", ContentFile(f"number,created\n{rows}".encode()))
    return batch


def administrator() -> Account:
    return Account.objects.get(username="administrator")


def stored(name: str) -> int:
    return WorkOrder.objects.filter(source=name).count()


def over(run: ImportRun) -> Callable[[], bool]:
    return lambda: ImportRun.objects.get(pk=run.pk).is_over


@contextmanager
def held(statement: str) -> Iterator[None]:
    """Something that the worker has to wait for, until the end of the block."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        yield


def asked_elsewhere(batch: Batch, *confirmed: str) -> ImportRun:
    """Asked for and committed, whatever this connection holds."""
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(_in_a_thread, lambda: uploads.store(batch, by=administrator(), confirmed=confirmed))
        run: ImportRun = asked.result()
    return run


def rung(portal: LivePortal, run: ImportRun, times: int = 1) -> ImportRun:
    """The worker of the portal is rung: the test's own broker is another."""
    message = OutboxMessage.objects.get(key=f"import:{run.pk}")
    with app.connection_for_write(portal.environment["KPI_REDIS_URL"]) as broker:
        for _ in range(times):
            app.send_task(
                message.task, args=[message.pk], headers={"_schema_name": connection.schema_name}, connection=broker
            )
    return run


def _in_a_thread(act: Callable[[], Any]) -> Any:
    try:
        connection.set_tenant(Company.objects.get(schema_name="acme"))
        return act()
    finally:
        connections.close_all()


def test_a_worker_killed_while_storing_leaves_nothing_and_another_stores_everything(portal: LivePortal) -> None:
    worker, batch = portal.run_worker(), sent("KILLED")
    with held("LOCK TABLE workorders_workorder IN SHARE MODE"):
        run = rung(portal, asked_elsewhere(batch))
        comparing = ImportRun.objects.filter(pk=run.pk, step=ImportRun.Step.COMPARING)
        wait_until(comparing.exists, what="the worker to have read the file")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert (stored("KILLED"), Batch.objects.get(pk=batch.pk).state) == (0, "uploaded")
    portal.run_worker()
    rung(portal, run)
    wait_until(over(run), what="another worker to take over")
    run.refresh_from_db()
    assert (run.state, run.attempts, run.rows) == ("done", 2, ROWS)
    assert (stored("KILLED"), Batch.objects.get(pk=batch.pk).state) == (ROWS, "stored")


def test_delivered_five_times_it_is_stored_once(portal: LivePortal) -> None:
    portal.run_worker()
    batch = sent("RUNG")
    run = rung(portal, uploads.store(batch, by=administrator()), times=5)
    promise = OutboxMessage.objects.filter(key=f"import:{run.pk}", done_at__isnull=False)
    wait_until(promise.exists, what="the promise to be kept")
    assert stored("RUNG") == ROWS
    assert AuditEntry.objects.filter(verb="records.import", subject_id=str(batch.pk)).count() == 1


def test_two_people_who_press_at_once_get_one_run(portal: LivePortal) -> None:
    batch = sent("ASKED")
    with ThreadPoolExecutor(4) as people:
        asked = list(people.map(lambda _: _in_a_thread(lambda: uploads.store(batch, by=administrator()).pk), range(4)))
    assert len(set(asked)) == 1
    assert running.work(asked[0]).state == "done"
    assert stored("ASKED") == ROWS


def test_a_file_waits_for_the_one_before_it_and_follows_by_itself(portal: LivePortal) -> None:
    portal.run_worker()
    first, second = sent("FIRST"), sent("SECOND")
    with held("LOCK TABLE workorders_workorder IN SHARE MODE"):
        before = rung(portal, asked_elsewhere(first))
        reading = ImportRun.objects.filter(pk=before.pk, step=ImportRun.Step.COMPARING)
        wait_until(reading.exists, what="the first file to be under way")
        after = asked_elsewhere(second)
        with ThreadPoolExecutor(1) as another_worker:
            tried = another_worker.submit(_in_a_thread, lambda: running.work(after.pk)).result()
        assert (tried.state, tried.attempts) == ("queued", 1)
    wait_until(over(after), what="the second file to follow")
    assert (stored("FIRST"), stored("SECOND")) == (ROWS, ROWS)


def test_a_run_that_is_cancelled_stores_nothing_and_may_be_asked_for_again(portal: LivePortal) -> None:
    portal.run_worker()
    batch = sent("STOPPED")
    with held("LOCK TABLE records_batch IN SHARE MODE"):  # the worker has claimed it and cannot begin
        run = rung(portal, asked_elsewhere(batch))
        claimed = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.RUNNING)
        wait_until(claimed.exists, what="the worker to begin")
        with ThreadPoolExecutor(1) as other:
            other.submit(_in_a_thread, lambda: running.cancel(run, by=administrator())).result()
    wait_until(over(run), what="the worker to stop")
    run.refresh_from_db()
    assert (run.state, stored("STOPPED")) == ("stopped", 0)
    again = rung(portal, uploads.store(Batch.objects.get(pk=batch.pk), by=administrator()))
    wait_until(over(again), what="the second attempt")
    assert stored("STOPPED") == ROWS


def test_a_run_that_waits_is_cancelled_at_once(portal: LivePortal) -> None:
    run = uploads.store(sent("WAITING"), by=administrator())
    running.cancel(run, by=administrator())
    assert running.work(run.pk).state == "stopped"
    assert stored("WAITING") == 0


def test_what_nobody_foresaw_ends_with_a_sentence_and_a_way_on(
    portal: LivePortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = sent("BROKEN")
    run = uploads.store(batch, by=administrator())
    with monkeypatch.context() as broken:  # a context of its own: undoing everything would move the files as well
        broken.setattr("records.imports.pipeline.PORTION", None)
        broken.setattr("records.imports.pipeline.TOLD_EVERY", 0)
        assert running.work(run.pk).state == "failed"
    assert "出错" in ImportRun.objects.get(pk=run.pk).error or "wrong" in ImportRun.objects.get(pk=run.pk).error
    again = uploads.store(Batch.objects.get(pk=batch.pk), by=administrator())
    assert (running.work(again.pk).state, stored("BROKEN")) == ("done", ROWS)
