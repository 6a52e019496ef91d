"""A file from end to end: open, bind, judge, store, all or nothing; then what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.tables import Row, Table, open_table
from records import audit
from records.models import Batch
from records.months import company_zone

from .binding import Binding, bind, identity_profile
from .collecting import Problems, TooManyErrors
from .context import Counts, ImportContext
from .judging import Judge, JudgedRow
from .kinds import Kind, fields_of, riders, together
from .profile import Profile
from .profile_keys import unusable
from .result import Result, keep_result

if TYPE_CHECKING:
    from people.models import Account

PORTION = 5_000
"""Rows judged before they are handed on: bounds memory, keeps COPY busy."""
TOLD_EVERY = 500
"""Rows between two words to whoever watches."""
PORTION_CHARACTERS = 8_000_000
"""Of the rows read for a portion: long texts make it shorter."""


class Watch(Protocol):
    """Who wants to know how far a file is. May raise, which ends it: then nothing is stored."""

    def rows(self, number: int) -> None:
        """So many rows were read."""

    def comparing(self, number: int) -> None:
        """All were read; they are compared with what is known, and stored."""


class Unwatched:
    """Nobody does."""

    def rows(self, number: int) -> None:
        """So many rows were read."""

    def comparing(self, number: int) -> None:
        """All were read."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for. Without a profile the columns must be called like the fields; `source` then names where
    the file is from. `now` is the instant after which everything lies in the future."""

    kind: Kind
    now: datetime
    profile: Profile | None = None
    source: str = "file"
    by: Account | None = None
    dry_run: bool = False
    skip_bad: bool = False
    accept_repeats: bool = False
    waits: bool = True
    """For another file of the company that is on its way in; else that is a refusal."""
    watch: Watch = field(default_factory=Unwatched)
    foresees: bool = True
    """Whether the outcome says which cards of closed months come out otherwise; a workbook says it for all sheets."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file. `stored` is False for a dry run, and for a file with errors that were not to be skipped."""

    batch: Batch
    stored: bool
    result: Result
    binding: Binding
    profile: Profile
    read_as: str

    @property
    def counts(self) -> Counts:
        """What became of the rows."""
        return self.result.counts

    @property
    def problems(self) -> Problems:
        """What is wrong with some."""
        return self.result.problems


def run(request: Request, file: Path | BinaryIO, *, batch: Batch | None = None) -> Outcome:
    """Read, judge and store a file in one transaction; without `batch` one is made for it. Who is killed on the way
    leaves nothing behind: neither rows nor a batch that is half way.

    Raises `Refused` when the file cannot be read at all, or when it is not its turn; problems of rows are in the
    outcome.
    """
    with opened(file, request.profile) as table:
        kinds, profile, binding = _bound(request, table)
        batch = _described(batch or Batch(), request, profile, file)
        is_new, problems = batch.pk is None, Problems()
        with transaction.atomic():
            one_at_a_time(waits=request.waits)
            refuse_settled(batch)
            with transaction.atomic():
                batch.save()
                context = ImportContext(batch, profile, request.now, company_zone(), binding, problems)
                context.accept_repeats = request.accept_repeats
                foresight = foreseen_cards() if request.foresees else None
                counts, rows = _stored(kinds, table, context, request.watch)
                result = Result(counts, rows, problems, context.telling.collect(batch, problems.rows_with_errors))
                moved = foresight.moved() if foresight else []
                stored = not request.dry_run and not problems.stopped and (request.skip_bad or not problems.bad_rows)
                transaction.set_rollback(not stored)
            if stored:
                batch.detail = {"former": context.former, "moved": moved}
                keep_result(batch, Batch.State.STORED, result)
                audit.record(by=request.by, verb="records.import", subject=batch, detail=_summary(batch))
            else:
                if is_new:
                    batch.pk, batch._state.adding = None, True
                batch.detail |= {"moved": moved}
                refused = bool(problems.bad_rows) and not request.dry_run
                keep_result(batch, Batch.State.REFUSED if refused else Batch.State.JUDGED, result)
        return Outcome(batch, stored, result, binding, profile, _read_as(table))


class Foresight(Protocol):
    """How the cards of closed months come out before something is done, to be asked what is otherwise after it."""

    def moved(self) -> list[dict[str, Any]]:
        """Cards that come out otherwise, as JSON holds them."""
        ...


def foreseen_cards() -> Foresight:
    """As they come out now. The room of the cards is above this one."""
    found: Foresight = import_string(settings.KPI_FORESIGHT)()
    return found


def opened(file: Path | BinaryIO, profile: Profile | None) -> AbstractContextManager[Table]:
    """The file's table, read as the profile says. Raises `Refused`."""
    return open_table(file) if profile is None else open_table(file, **profile.read_as())


def _bound(request: Request, table: Table) -> tuple[list[Kind], Profile, Binding]:
    possible = [request.kind, *riders(request.kind)]
    profile = request.profile or identity_profile(
        request.kind.code, fields_of(possible), table.columns, source=request.source, required=request.kind.fields
    )
    if profile.kind != request.kind.code:
        sentence = _("This profile is for files of the kind “%(found)s”, not “%(wanted)s”.")
        raise unusable(sentence, found=profile.kind, wanted=request.kind.code)
    kinds = together(request.kind, profile.fields)
    return kinds, profile, bind(profile, fields_of(kinds), table.columns)


def _stored(kinds: Sequence[Kind], table: Table, context: ImportContext, watch: Watch) -> tuple[Counts, int]:
    """Judge and store portion by portion: what became of the rows, and how many there were."""
    style = context.profile.style(company_zone=context.zone, now=context.now)
    judge = Judge(context.binding, style, [kind.check for kind in kinds], context.problems.add)
    storings = [kind.open(context) for kind in kinds]
    rows = _Counted(table.rows(), watch)
    judged = judge.judge(rows)
    try:
        for portion in _portions(judged, rows):
            for storing in storings:
                storing.take([row for row in portion if row.number not in context.bad_rows])
        watch.comparing(rows.count)
        context.telling.left_out(judge.left_out)
        for storing in storings:
            storing.settle()
        counts = sum((storing.finish() for storing in storings), Counts())
    except TooManyErrors:
        return Counts(), rows.count
    for rider in riders(kinds[0]):
        rider.follow(context)
    return counts, rows.count


class _Counted:
    """Rows on their way through, counted."""

    def __init__(self, rows: Iterator[Row], watch: Watch) -> None:
        self._rows, self._watch = rows, watch
        self.count = self.characters = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            self.characters += sum(len(cell) for cell in row.cells if isinstance(cell, str))
            if self.count % TOLD_EVERY == 0:
                self._watch.rows(self.count)
            yield row


def _portions(judged: Iterator[JudgedRow], rows: _Counted) -> Iterator[list[JudgedRow]]:
    portion: list[JudgedRow] = []
    begun = 0
    for row in judged:
        portion.append(row)
        if len(portion) == PORTION or rows.characters - begun > PORTION_CHARACTERS:
            yield portion
            portion, begun = [], rows.characters
    if portion:
        yield portion


def one_at_a_time(*, waits: bool) -> None:
    """Two files of one company follow each other: the second sees what the first stored."""
    name = "hashtextextended(current_schema() || '.records.imports', 0)"
    with connection.cursor() as cursor:
        if waits:
            cursor.execute(f"SELECT pg_advisory_xact_lock({name})")
            return
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({name})")
        if cursor.fetchone() != (True,):
            sentence = _("Another file is being checked or stored right now. Try again in a moment.")
            raise Refused(sentence, code="not_its_turn")


def refuse_settled(batch: Batch) -> None:
    """Whoever came first has stored it: nothing of that may be overwritten."""
    state = Batch.objects.filter(pk=batch.pk).values_list("state", flat=True).first()
    if batch.pk is not None and state in (None, Batch.State.STORED, Batch.State.UNDONE):
        raise Refused(_("This import was stored, undone or discarded meanwhile."), code="settled")


def _described(batch: Batch, request: Request, profile: Profile, file: Path | BinaryIO) -> Batch:
    """The batch with what is known before reading."""
    batch.kind = request.kind.code
    batch.source = profile.source
    batch.profile = dict(profile.document)
    batch.skip_bad = request.skip_bad
    batch.by = batch.by or request.by
    batch.file_name = batch.file_name or Path(getattr(file, "name", "") or str(file)).name[:200]
    batch.file_sha256 = checksum(file)
    return batch


def checksum(file: Path | BinaryIO) -> str:
    if isinstance(file, Path):
        with file.open("rb") as stream:
            return checksum(stream)
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _summary(batch: Batch) -> dict[str, object]:
    counted = ("rows", "created", "changed", "unchanged", "rejected", "warned", "late")
    return {name: getattr(batch, name) for name in ("kind", "source", "file_name", "file_sha256", *counted)}


def _read_as(table: Table) -> str:
    """How the file was taken, for people: `CSV, UTF-8` or `XLSX, sheet “Tickets”`."""
    if table.format == "csv":
        return f"CSV, {table.encoding}"
    return gettext("%(format)s, sheet “%(sheet)s”") % {"format": table.format.upper(), "sheet": table.sheet}
