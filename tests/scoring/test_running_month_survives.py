"""The running month by a real worker: killed, it leaves the cards of the run before; started again, the new ones."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from records import months
from records.models import OutboxMessage
from scoring.models import ProvisionalCard, ProvisionalFacts, ProvisionalRun
from scoring.running import month as running_month
from tenants.models import Company
from tests.portal import LivePortal
from tests.scoring.month_of_facts import handled, person
from tests.waiting import wait_until


@pytest.fixture
def portal(live_portal: LivePortal) -> Iterator[LivePortal]:
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    yield live_portal
    connection.set_schema_to_public()


def _ask() -> int:
    try:
        connection.set_tenant(Company.objects.get(schema_name="acme"))
        month = months.month_containing(timezone.now())
        return running_month.request_run(month=month, by=None).pk
    finally:
        connections.close_all()


def _is_done(run: int) -> bool:
    return ProvisionalRun.objects.get(pk=run).is_over


def test_a_killed_worker_leaves_the_old_cards_whole_and_the_next_one_brings_the_new(portal: LivePortal) -> None:
    handled(person("王芳"), created=timezone.now() - timedelta(minutes=30), after=timedelta(minutes=1))
    worker = portal.run_worker()
    first = _ask_elsewhere()
    wait_until(lambda: _is_done(first), what="the first run")
    old = set(ProvisionalCard.objects.values_list("pk", flat=True))
    facts = ProvisionalFacts.objects.count()
    assert old
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE scoring_provisionalcard IN SHARE MODE")  # it can read, not replace
        second = _ask_elsewhere()
        wait_until(lambda: ProvisionalRun.objects.get(pk=second).attempts == 1, what="the worker to begin")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert set(ProvisionalCard.objects.values_list("pk", flat=True)) == old
    assert ProvisionalFacts.objects.count() == facts
    OutboxMessage.objects.update(due_at=timezone.now())
    portal.run_worker()
    wait_until(lambda: _is_done(second), what="another worker to take over")
    assert set(ProvisionalCard.objects.values_list("run", flat=True)) == {second}
    assert ProvisionalRun.objects.get(pk=second).attempts == 2
    assert ProvisionalCard.objects.count() == len(old)


def _ask_elsewhere() -> int:
    """On a connection of its own, as somebody else's request."""
    with ThreadPoolExecutor(1) as hr:
        return hr.submit(_ask).result()
