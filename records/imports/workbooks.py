"""A workbook of several tables, such as the one with which a company is set up: each sheet is a file of its kind, run
through the one pipeline after those that it refers to, all in one transaction. Its batch has a part for every sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.tables import Glimpse, glimpses, open_table
from kpi_portal.lib.tables.table import NAMES_ONLY, column_key
from records import audit
from records.models import Batch

from . import pipeline
from .binding import identity_profile
from .context import Counts
from .examples import is_example
from .fields import LANGUAGES
from .kinds import Kind, all_kinds
from .profile import Profile
from .result import keep_result
from .template_file import NOTES, sheet_name, template_fields

if TYPE_CHECKING:
    from people.models import Account

CODE = "company"
"""What stands for a kind in the batch of a workbook, in addresses and in the command."""
LABEL = _("Set-up workbook")
LEAST_SHEETS = 2
"""From so many sheets with the names of kinds on, a workbook is one of several tables."""
FIRST_ROWS, MOST_SHEETS = 30, 100
"""Of a workbook that are looked at before it is run."""
SUMMED = ("rows", "created", "changed", "unchanged", "rejected", "warned", "late")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, its headings, and what its rows are."""

    name: str
    kind: Kind
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for; as `pipeline.Request`, for all sheets alike."""

    by: Account
    now: datetime
    source: str = CODE
    dry_run: bool = False
    skip_bad: bool = False
    accept_repeats: bool = False
    waits: bool = True
    watch: pipeline.Watch = field(default_factory=pipeline.Unwatched)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a workbook: of each sheet in the order in which they were run, and the sheets nobody knows."""

    batch: Batch
    stored: bool
    sheets: tuple[pipeline.Outcome, ...]
    unknown: tuple[str, ...]

    @property
    def counts(self) -> Counts:
        """Of all sheets together."""
        return sum((sheet.counts for sheet in self.sheets), Counts())


def setup_kinds() -> list[Kind]:
    """What a company is set up with, in the order in which the kinds refer to each other."""
    return [all_kinds()[code] for code in settings.KPI_SETUP_SHEETS]


def is_one(file: Path | BinaryIO) -> bool:
    """Whether a file is a workbook of several tables, by the names of its sheets. Raises `Refused`."""
    with open_table(file, header_row=NAMES_ONLY) as table:
        named = {kind.code for name in table.sheets if (kind := _named(name)) is not None}
    return len(named) >= LEAST_SHEETS


@transaction.atomic
def receive(file: UploadedFile[bytes], *, by: Account) -> Batch:
    """Keep an uploaded workbook. Raises `Refused` where a sheet may not be imported by who sends it."""
    stream: Any = file
    sheets, _unknown = _sheets(stream)
    _refuse_forbidden(sheets, by)
    file.seek(0)
    name = (file.name or "file")[:200]
    batch = Batch(kind=CODE, source=CODE, file_name=name, by=by)
    batch.file.save(name, file, save=False)
    batch.save()
    return batch


def run(asked: Asked, file: Path | BinaryIO, *, batch: Batch | None = None) -> Outcome:
    """Read, judge and store every sheet, all or nothing; rows with errors are left out for the others' sake, so that
    each of them is judged. Raises `Refused` where a sheet cannot be read, or holds what the asker may not import."""
    sheets, unknown = _sheets(file)
    _refuse_forbidden(sheets, asked.by)
    batch = _described(batch or Batch(), asked, file)
    with transaction.atomic():
        pipeline.one_at_a_time(waits=asked.waits)
        pipeline.refuse_settled(batch)
        batch.save()
        batch.parts.all().delete()
        with transaction.atomic():
            foresight = pipeline.foreseen_cards()
            outcomes = tuple(_run_sheet(sheet, asked, file, batch) for sheet in sheets)
            good = not any(outcome.problems.bad_rows or outcome.problems.stopped for outcome in outcomes)
            stored = not asked.dry_run and (good or asked.skip_bad)
            moved = foresight.moved()
            transaction.set_rollback(not stored)
        state = Batch.State.STORED if stored else Batch.State.JUDGED if good or asked.dry_run else Batch.State.REFUSED
        for outcome in () if stored else outcomes:
            _keep_judged(outcome, state)
        batch.detail = {"unknown": list(unknown), "moved": moved}
        _keep(batch, state, outcomes)
        if stored:
            audit.record(by=asked.by, verb="records.import", subject=batch, detail=_summary(batch, outcomes))
    return Outcome(batch, stored, outcomes, unknown)


def _sheets(file: Path | BinaryIO) -> tuple[list[Sheet], tuple[str, ...]]:
    """The sheets with rows in the order in which they refer to each other, and the names of those that are no kind's.
    Raises `Refused` for a workbook without any."""
    seen = glimpses(file, rows=FIRST_ROWS, sheets=MOST_SHEETS, header_row=1)
    kinds = {one.sheet: kind for one in seen if (kind := _named(one.sheet)) is not None}
    filled = [
        Sheet(one.sheet, kinds[one.sheet], _columns(one)) for one in seen if one.sheet in kinds and _is_filled(one)
    ]
    if not filled:
        raise Refused(_("No sheet of this workbook has a row to import."), code="no_rows")
    order = {kind.code: place for place, kind in enumerate(setup_kinds())}
    filled.sort(key=lambda sheet: order[sheet.kind.code])
    return filled, tuple(one.sheet for one in seen if one.sheet not in kinds and one.sheet not in NOTES)


def _named(name: str) -> Kind | None:
    """The kind whose sheet is called like this, in either language."""
    key = column_key(name)
    for kind in setup_kinds():
        for language in LANGUAGES:
            with override(language):
                if key in (column_key(sheet_name(kind)), column_key(kind.code)):
                    return kind
    return None


def _is_filled(seen: Glimpse) -> bool:
    """Whether a row is to be imported; what stands behind many examples is looked at when the sheet is run."""
    return seen.problem is not None or len(seen.rows) == FIRST_ROWS or any(not is_example(row) for row in seen.rows)


def _columns(seen: Glimpse) -> tuple[str, ...]:
    if seen.table is None:
        assert seen.problem is not None
        raise seen.problem
    return seen.table.columns


def _refuse_forbidden(sheets: Sequence[Sheet], by: Account) -> None:
    """Each sheet asks what its kind asks: the roles of whoever imports must hold all of it."""
    for sheet in sheets:
        if not by.has_perm(sheet.kind.verb):
            sentence = _("The sheet “%(sheet)s” may not be imported with your roles. Delete it, or ask who may.")
            raise Refused(sentence, code="sheet_forbidden", params={"sheet": sheet.name})


def _run_sheet(sheet: Sheet, asked: Asked, file: Path | BinaryIO, batch: Batch) -> pipeline.Outcome:
    request = pipeline.Request(
        kind=sheet.kind,
        now=asked.now,
        profile=_profile(sheet, asked),
        by=asked.by,
        skip_bad=True,
        accept_repeats=asked.accept_repeats,
        watch=asked.watch,
        foresees=False,
    )
    part = Batch(part_of=batch, file=batch.file.name, file_name=f"{batch.file_name} · {sheet.name}"[:200])
    return pipeline.run(request, file, batch=part)


def _profile(sheet: Sheet, asked: Asked) -> Profile:
    """Headings are as in the template. Raises `Refused`, with the sheet's name, where a needed one is missing."""
    fields, kind = template_fields(sheet.kind), sheet.kind
    try:
        found = identity_profile(kind.code, fields, sheet.columns, source=asked.source, required=kind.fields)
    except Refused as why:
        params = {"sheet": sheet.name, "why": why}
        raise Refused(_("Sheet “%(sheet)s”: %(why)s"), code=why.code, params=params) from None
    return Profile.from_document({**found.document, "sheet": sheet.name})


def _described(batch: Batch, asked: Asked, file: Path | BinaryIO) -> Batch:
    batch.kind, batch.source = CODE, asked.source
    batch.skip_bad, batch.by = asked.skip_bad, batch.by or asked.by
    batch.file_name = batch.file_name or Path(getattr(file, "name", "") or str(file)).name[:200]
    batch.file_sha256 = pipeline.checksum(file)
    return batch


def _keep_judged(outcome: pipeline.Outcome, state: Batch.State) -> None:
    """The transaction took the part of a sheet back with its rows; what was found in it is kept."""
    part = outcome.batch
    part.pk, part._state.adding = None, True
    part.detail = {}
    keep_result(part, state, outcome.result)


def _keep(batch: Batch, state: Batch.State, outcomes: Sequence[pipeline.Outcome]) -> None:
    batch.state = state
    batch.stored_at = timezone.now() if state is Batch.State.STORED else None
    for name in SUMMED:
        setattr(batch, name, sum(getattr(outcome.batch, name) for outcome in outcomes))
    batch.save()


def _summary(batch: Batch, outcomes: Sequence[pipeline.Outcome]) -> dict[str, Any]:
    counted = {name: getattr(batch, name) for name in ("source", "file_name", "file_sha256", *SUMMED)}
    return {**counted, "sheets": [outcome.batch.kind for outcome in outcomes]}
