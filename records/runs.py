"""Who works on a run, and how others see how far it is (PROMISES 7).

A run is claimed by a lock of the worker's connection, and in a short transaction. A worker that dies loses its
connection, and with it the lock: the claim is free at once, whatever the row says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django.db import connections, transaction
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from records.models.run import Run

AnyRun = TypeVar("AnyRun", bound=Run)


@contextmanager
def claimed(model: type[AnyRun], pk: int) -> Iterator[AnyRun | None]:
    """The run, marked running and in this worker's hands alone; None if it is over or in other hands."""
    key = f"{connection.schema_name}:{model._meta.db_table}:{pk}"
    if not _ask("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", key):
        yield None
        return
    try:
        yield _claim(model, pk)
    finally:
        if connection.is_usable():
            _ask("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)


@transaction.atomic
def _claim(model: type[AnyRun], pk: int) -> AnyRun | None:
    free = model._default_manager.select_for_update(skip_locked=True, of=("self",))
    run = free.filter(pk=pk, state__in=Run.UNDER_WAY).first()
    if run is not None:
        run.state, run.attempts, run.started_at = Run.State.RUNNING, run.attempts + 1, timezone.now()
        run.save(update_fields=["state", "attempts", "started_at"])
    return run


def _ask(question: str, key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [key])
        (answer,) = cursor.fetchone()
    return bool(answer)


@contextmanager
def seen_at_once() -> Iterator[Any]:
    """A connection whose writes others see while a long transaction goes on beside it; inside a caller's transaction
    the same one, so that they are seen with its other facts."""
    if connection.in_atomic_block:
        yield connection
        return
    own = cast(Any, connections.create_connection("default"))
    own.set_tenant(connection.tenant)
    try:
        yield own
    finally:
        own.close()


def fail(run: Run, error: str) -> None:
    """Say why; it may be asked for again. A worker without a database says nothing and is taken over."""
    if connection.is_usable():
        failed = {"state": Run.State.FAILED, "error": error[:2000], "finished_at": timezone.now()}
        type(run)._default_manager.filter(pk=run.pk).update(**failed)
