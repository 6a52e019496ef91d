"""A file is checked and stored by the worker (PROMISES 7): asked for on a page, seen as it goes on, cancelled there.

The truth of it is its run's row. What a run stores and that it is done are one transaction: whoever is killed leaves
nothing or everything, and another delivery goes on. Two files of one company follow each other.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.canonical import sha256_hex
from kpi_portal.lib.refusals import Refused
from records import audit, outbox
from records.models import Batch, ImportRun, SourceProfile
from records.runs import claimed, fail, seen_at_once

from . import pipeline, undoing, workbooks
from .content import content
from .kinds import all_kinds
from .profile import Profile

if TYPE_CHECKING:
    from people.models import Account

logger = logging.getLogger("kpi_portal.records")

Act, State = ImportRun.Act, ImportRun.State
GIVE_UP_AFTER = 5
"""Attempts that end with the database gone; until then another delivery takes over."""
LOOKS_EVERY = 0.5
"""Seconds between two looks at the run's row: how far it is goes out, whether somebody cancelled comes in."""


class Cancelled(Exception):
    """Somebody does not want it any more."""


class CardsUnseen(Refused):
    """Storing would move other cards of closed months than those that were shown."""

    def __init__(self, moved: list[dict[str, Any]]) -> None:
        sentence = _(
            "Other cards of closed months change than those shown. They are shown now; look at them and store."
        )
        super().__init__(sentence, code="cards_unseen")
        self.moved = moved


def ask(batch: Batch, act: ImportRun.Act, *, by: Account, confirmed: tuple[str, ...] = ()) -> ImportRun:
    """Have a file checked or stored; who asks while a run is under way gets that one.

    ``confirmed``: what a person agreed to (``skip_bad``, ``accept_repeats``, ``seen_cards``, or the digest of the cards
    that a program has seen to change). Raises `Refused` for a
    file that was stored or undone, or whose bytes are lost, for a mapping that cannot be read, and where cards of
    closed months change that nobody has seen.
    """
    undoing.refuse_one_sheet(batch)
    if batch.kind != workbooks.CODE:
        Profile.from_document(batch.profile)
    with content(batch):
        pass  # it is there
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        if batch.state in (Batch.State.STORED, Batch.State.UNDONE):
            raise Refused(_("This import was stored, undone or discarded meanwhile."), code="settled")
        if act == Act.STORE and batch.detail.get("moved") and "seen_cards" not in confirmed:
            raise Refused(_("Cards of closed months would change; say that you have seen which."), code="cards_unseen")
        asked = {"act": act, "requested_by": by, "confirmed": list(confirmed), "language": translation.get_language()}
        run, _made = ImportRun.objects.get_or_create(batch=batch, state__in=ImportRun.UNDER_WAY, defaults=asked)
        outbox.promise(task="records.run_import", key=_promise_of(run), payload={"run": run.pk})
    return run


def under_way(batch: Batch) -> ImportRun | None:
    """The run that goes on or waits."""
    return batch.runs.filter(state__in=ImportRun.UNDER_WAY).first()


@transaction.atomic
def cancel(run: ImportRun, *, by: Account) -> None:
    """Stop a run: at once where it waits, else within a portion of rows. One that is over stays what it is."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.is_over:
        return
    run.cancelled_by = by
    if run.state == State.QUEUED:
        run.state, run.finished_at = State.STOPPED, timezone.now()
        outbox.keep_promised(_promise_of(run))
    run.save(update_fields=["cancelled_by", "state", "finished_at"])
    audit.record(by=by, verb="records.cancel_import", subject=run.batch, detail={"file": run.batch.file_name})


def work(pk: int) -> ImportRun:
    """Do the work of a run, unless it is over or somebody else is at it; then ring the next that waits."""
    with claimed(ImportRun, pk) as run:
        if run is None:
            return ImportRun.objects.get(pk=pk)
        with translation.override(run.language):
            _attempt(run)
    run.refresh_from_db()
    if run.is_over:
        outbox.keep_promised(_promise_of(run))
        _ring_the_next()
    return run


def _attempt(run: ImportRun) -> None:
    try:
        with _watched(run) as watch, transaction.atomic():
            _do(run, watch)
            run.state, run.finished_at, run.error = State.DONE, timezone.now(), ""
            run.save(update_fields=["state", "finished_at", "error"])
    except Cancelled:
        ImportRun.objects.filter(pk=run.pk).update(state=State.STOPPED, finished_at=timezone.now())
    except Refused as refusal:
        _refused(run, refusal)
    except Exception as problem:
        if isinstance(problem, OperationalError) and run.attempts < GIVE_UP_AFTER:
            raise
        _broken(run)
    except BaseException:  # Ctrl-C, SIGTERM: nobody else is asked to go on
        fail(run, str(_("It was interrupted.")))
        raise


def _refused(run: ImportRun, refusal: Refused) -> None:
    """A file whose turn it is not waits for the one before it; what nobody has seen is shown."""
    if refusal.code == "not_its_turn":
        ImportRun.objects.filter(pk=run.pk).update(state=State.QUEUED)
        return
    if isinstance(refusal, CardsUnseen):
        batch = Batch.objects.get(pk=run.batch_id)
        batch.detail["moved"] = refusal.moved
        batch.save(update_fields=["detail"])
    fail(run, str(refusal))


def _broken(run: ImportRun) -> None:
    logger.exception("run %s of an import failed", run.pk)
    fail(run, str(_("Something went wrong in the portal; whoever operates it finds the reason in the log.")))


def _do(run: ImportRun, watch: Watch) -> None:
    """Judge the file by the mapping that is kept, and store it where that was asked for. Raises `CardsUnseen`."""
    batch, seen = run.batch, run.batch.detail.get("moved", [])
    with content(batch) as stream:
        outcome = _run(run, watch, stream)
    if outcome.stored and batch.detail["moved"] != seen and sha256_hex(batch.detail["moved"]) not in run.confirmed:
        raise CardsUnseen(batch.detail["moved"])
    if outcome.stored and isinstance(outcome, pipeline.Outcome) and batch.key_id is None:
        values = {
            "document": dict(outcome.profile.document),
            "headings": outcome.binding.headings(),
            "changed_by": run.requested_by,
        }
        SourceProfile.objects.update_or_create(kind=batch.kind, source=batch.source, defaults=values)


def _run(run: ImportRun, watch: Watch, stream: BinaryIO) -> pipeline.Outcome | workbooks.Outcome:
    batch = run.batch
    if run.requested_by is not None and run.requested_by_id == batch.by_id:
        run.requested_by.through_key = batch.key
    if batch.kind == workbooks.CODE:
        return workbooks.run(workbooks.Asked(source=batch.source, **_asked(run, watch)), stream, batch=batch)
    profile = Profile.from_document(batch.profile)
    request = pipeline.Request(kind=all_kinds()[batch.kind], profile=profile, **_asked(run, watch))
    return pipeline.run(request, stream, batch=batch)


def _asked(run: ImportRun, watch: Watch) -> dict[str, Any]:
    return {
        "now": timezone.now(),
        "by": run.requested_by,
        "dry_run": run.act == Act.CHECK,
        "skip_bad": "skip_bad" in run.confirmed,
        "accept_repeats": "accept_repeats" in run.confirmed,
        "waits": False,  # a worker that waits works for nobody
        "watch": watch,
    }


class Watch:
    """Where the pipeline says how far it is, and hears that it shall stop."""

    def __init__(self, run: ImportRun, through: Any) -> None:
        self._run, self._through = run, through
        self._looked_at = 0.0

    def rows(self, number: int) -> None:
        """So many rows were read. Raises `Cancelled`."""
        now = time.monotonic()
        if now - self._looked_at >= LOOKS_EVERY:
            self._looked_at = now
            self.say("rows = %s", number)

    def comparing(self, number: int) -> None:
        """All rows were read. Raises `Cancelled`."""
        self.say("rows = %s, step = %s", number, ImportRun.Step.COMPARING.value)

    def say(self, what: str, *values: object) -> None:
        """Write it into the run's row. Raises `Cancelled`."""
        table = ImportRun._meta.db_table
        with self._through.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {what} WHERE id = %s RETURNING cancelled_by_id IS NOT NULL",
                [*values, self._run.pk],
            )
            (cancelled,) = cursor.fetchone()
        if cancelled:
            raise Cancelled


@contextmanager
def _watched(run: ImportRun) -> Iterator[Watch]:
    with seen_at_once() as through:
        watch = Watch(run, through)
        watch.say("rows = %s, step = %s", 0, ImportRun.Step.READING.value)
        yield watch


def _ring_the_next() -> None:
    """Whoever waited for this one is next, without the sweeper's half minute."""
    queued = ImportRun.objects.filter(state=State.QUEUED).order_by("pk").first()
    message = queued and outbox.promised(_promise_of(queued))
    if message:
        outbox.ring(message)


def _promise_of(run: ImportRun) -> str:
    return f"import:{run.pk}"
