"""Work promised inside a transaction and done after it (PROMISES 7).

An activity writes its promise with its facts; after the commit the task is rung by name. If the broker loses the ring,
the sweeper rings again: at most ``SWEEP_AFTER`` later. A task takes its promise, does the work, and keeps it; a second
delivery finds it kept or taken and does nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from records.models import OutboxMessage

SWEEP_AFTER = timedelta(seconds=1.5 * settings.KPI_SWEEP_EVERY)
GIVE_UP_AFTER = 20
RETRY_AFTER = timedelta(seconds=3 * settings.KPI_SWEEP_EVERY)


def promise(
    *, task: str, key: str, payload: dict[str, Any], ring_now: bool = True, after: timedelta | None = None
) -> OutboxMessage:
    """Write down that ``task`` will be done for ``payload``; ring it once the transaction commits.

    ``ring_now=False`` is for who does the work at once without a worker: the sweeper rings if that came to nothing.
    ``after``: not before then; the sweeper rings.
    ``key`` is unique: promising the same again is the same promise, and makes a kept one due anew only under a new key.
    """
    message, _ = OutboxMessage.objects.get_or_create(
        key=key, defaults={"task": task, "payload": payload, "due_at": timezone.now() + (after or SWEEP_AFTER)}
    )
    if ring_now and after is None:
        transaction.on_commit(lambda: ring(message), robust=True)
    return message


def ring(message: OutboxMessage) -> None:
    """Send the task's message; an unreachable broker is the sweeper's business."""
    current_app.send_task(
        message.task, args=[message.pk], headers={"_schema_name": connection.schema_name}, retry=False
    )


@contextmanager
def taken(message_id: int) -> Iterator[OutboxMessage | None]:
    """The promise while its work is done, locked against a second delivery; None if kept or in other hands.

    Leaving without an error keeps the promise. An error is noted, the promise is due again later, the error goes on.
    """
    try:
        with transaction.atomic():
            message = (
                OutboxMessage.objects.select_for_update(skip_locked=True)
                .filter(pk=message_id, done_at__isnull=True)
                .first()
            )
            yield message
            if message:
                message.done_at = timezone.now()
                message.error = ""
                message.save(update_fields=["done_at", "error"])
    except Exception as problem:
        OutboxMessage.objects.filter(pk=message_id).update(
            error=f"{type(problem).__name__}: {problem}"[:2000], due_at=timezone.now() + RETRY_AFTER
        )
        raise


def waiting(message_id: int) -> OutboxMessage | None:
    """The promise if it is not kept yet, without holding it: for work that guards itself and takes long."""
    return OutboxMessage.objects.filter(pk=message_id, done_at__isnull=True).first()


def promised(key: str) -> OutboxMessage | None:
    """The promise of this key if it is not kept yet."""
    return OutboxMessage.objects.filter(key=key, done_at__isnull=True).first()


def keep(message: OutboxMessage) -> None:
    """The work of a promise read by ``waiting`` is done."""
    OutboxMessage.objects.filter(pk=message.pk).update(done_at=timezone.now(), error="")


def keep_promised(key: str) -> None:
    """The work of this promise is done, by whomever."""
    OutboxMessage.objects.filter(key=key, done_at__isnull=True).update(done_at=timezone.now(), error="")


def sweep() -> int:
    """Ring every promise of this company that is due; returns how many."""
    now = timezone.now()
    due = OutboxMessage.objects.filter(done_at__isnull=True, due_at__lte=now, attempts__lt=GIVE_UP_AFTER)
    rung = 0
    for message in due.order_by("id")[:500]:
        claimed = OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts).update(
            attempts=message.attempts + 1, due_at=now + RETRY_AFTER
        )
        if claimed:
            ring(message)
            rung += 1
    return rung
