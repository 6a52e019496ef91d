"""Who works on a close (PROMISES 7): a lock held by the worker's connection, and a claim in a short transaction.

A worker that dies loses its connection, and with it the lock: the claim is free at once, whatever the row says.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from scoring.models import MonthClose

UNDER_WAY = (MonthClose.State.QUEUED, MonthClose.State.RUNNING)


@contextmanager
def claimed(close_id: int) -> Iterator[MonthClose | None]:
    """The run, marked running and in this worker's hands alone; None if it is done or in other hands."""
    key = f"{connection.schema_name}:close:{close_id}"
    if not _ask("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", key):
        yield None
        return
    try:
        yield _claim(close_id)
    finally:
        if connection.is_usable():
            _ask("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)


@transaction.atomic
def _claim(close_id: int) -> MonthClose | None:
    run = (
        MonthClose.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("month")
        .filter(pk=close_id, state__in=UNDER_WAY)
        .first()
    )
    if run is not None:
        run.state, run.attempts, run.started_at = MonthClose.State.RUNNING, run.attempts + 1, timezone.now()
        run.save(update_fields=["state", "attempts", "started_at"])
    return run


def _ask(question: str, key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [key])
        (answer,) = cursor.fetchone()
    return bool(answer)
