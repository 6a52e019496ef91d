"""Files that come through the browser: kept with their batch, judged as often as the mapping changes, stored once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.tables import Table, open_table
from records.models import Batch, SourceProfile
from records.months import company_zone

from . import pipeline
from .binding import bind
from .collecting import Problems
from .fields import Field
from .judging import Judge
from .kinds import Kind, all_kinds, fields_of, riders, together
from .profile import Profile

if TYPE_CHECKING:
    from people.models import Account

LARGEST_UPLOAD = 50 * 1024 * 1024
PREVIEWED = 4


@transaction.atomic
def receive(file: UploadedFile[bytes], *, kind: Kind, source: str, profile: Profile | None, by: Account) -> Batch:
    """Keep an uploaded file. Raises `Refused` if it is no table at all."""
    stream: Any = file
    with open_table(stream, whole=True):
        pass
    document = profile.document if profile is not None else remembered(kind.code, source)
    file.seek(0)
    name = (file.name or "file")[:200]
    batch = Batch(kind=kind.code, source=profile.source if profile else source, file_name=name, by=by)
    batch.profile = dict(document)
    batch.file.save(name, file, save=False)
    batch.save()
    return batch


def remembered(kind: str, source: str) -> Mapping[str, Any]:
    """The mapping used last for files of this kind from this source; empty if there is none."""
    found = SourceProfile.objects.filter(kind=kind, source=source).first()
    return found.document if found else {}


@contextmanager
def table_of(batch: Batch) -> Iterator[Table]:
    """The batch's file, read as its profile says so far. Raises `Refused`."""
    document = batch.profile
    with content(batch) as stream:
        header_row, sheet = document.get("header_row", 1), document.get("sheet", "")
        with open_table(stream, header_row=header_row, sheet=sheet, encoding=document.get("encoding", "")) as table:
            yield table


@contextmanager
def content(batch: Batch) -> Iterator[BinaryIO]:
    """The bytes of the batch's file. Raises `Refused` where the store has lost it."""
    try:
        opened = batch.file.open("rb")
    except FileNotFoundError:
        raise Refused(_("The file is not kept any more; send it again."), code="file_gone") from None
    with opened:
        yield opened.file


def fields_for(batch: Batch) -> tuple[Field, ...]:
    """Every field that a file of the batch's kind may hold, those of the kinds that ride on it too."""
    kind = all_kinds()[batch.kind]
    return fields_of([kind, *riders(kind)])


def judge(batch: Batch, document: Mapping[str, Any], *, by: Account) -> pipeline.Outcome:
    """Judge the file by this mapping and remember the mapping for the source. Nothing else is stored."""
    return _run(batch, document, by=by, dry_run=True)


def store(batch: Batch, *, by: Account, skip_bad: bool = False, accept_repeats: bool = False) -> pipeline.Outcome:
    """Store the file by the mapping it was judged by: all of it, or with `skip_bad` the good rows; with
    `accept_repeats` also those that say the same as facts of other files."""
    outcome = _run(batch, batch.profile, by=by, skip_bad=skip_bad, accept_repeats=accept_repeats)
    if outcome.stored:
        values = {"document": dict(outcome.profile.document), "changed_by": by}
        SourceProfile.objects.update_or_create(kind=batch.kind, source=batch.source, defaults=values)
    return outcome


def _run(batch: Batch, document: Mapping[str, Any], *, by: Account, **asked: Any) -> pipeline.Outcome:
    request = pipeline.Request(
        kind=all_kinds()[batch.kind],
        now=timezone.now(),
        profile=Profile.from_document(document),
        by=by,
        **asked,
        waits=False,  # a thread of the web server that waits answers nobody
    )
    with content(batch) as stream:
        return pipeline.run(request, stream, batch=batch)


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows as the mapping reads them."""

    labels: list[str]
    rows: list[tuple[int, list[tuple[str, Any]]]]
    """Row number; label and value of each field."""


def preview(batch: Batch, table: Table) -> Preview | None:
    """The first good rows by the batch's mapping; None without one. Raises `Refused`."""
    if not batch.profile.get("fields"):
        return None
    profile = Profile.from_document(batch.profile)
    kinds = together(all_kinds()[batch.kind], profile.fields)
    binding = bind(profile, fields_of(kinds), table.columns)
    style = profile.style(company_zone=company_zone(), now=timezone.now())
    judge = Judge(binding, style, [kind.check for kind in kinds], Problems().add)
    bound = {one.field.name for one in binding.fields}
    shown = [field for field in fields_of(kinds) if field.name in bound]
    rows = [
        (row.number, [(str(field.label), _shown(row.values.get(field.name))) for field in shown])
        for row in islice(judge.judge(islice(table.rows(), 200)), PREVIEWED)
    ]
    return Preview([str(field.label) for field in shown], rows)


def _shown(value: Any) -> Any:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str):
        return value if len(value) <= 40 else f"{value[:39]}…"
    return value
