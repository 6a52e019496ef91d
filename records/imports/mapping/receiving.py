"""A file comes in: what it is, is found out, and a mapping is proposed. Nothing else need be said at its upload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.tables import Row, glimpses
from records.imports.fields import Field
from records.imports.kinds import Kind, all_kinds, fields_of, riders
from records.imports.profile import Profile, read_as
from records.models import Batch

from .facts import FIRST_ROWS, Facts, glance, pictured, survey
from .headings import header_row_of, headings_known, likely_kinds
from .known import fitting
from .proposing import source_of, start, with_new_words

if TYPE_CHECKING:
    from people.models import Account

TALLEST_HEADER = 4
"""Rows that headings may be spread over."""
MOST_SHEETS = 8
"""Of a workbook that are looked at for the one with the rows."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the sender said beside the file; usually nothing."""

    kind: str = ""
    source: str = ""
    profile: Profile | None = None


@transaction.atomic
def receive(file: UploadedFile[bytes], *, kinds: Sequence[Kind], told: Told, by: Account) -> Batch:
    """Keep an uploaded file with a mapping to start from. Raises `Refused` if it is no table at all."""
    stream: Any = file
    name = (file.name or "file")[:200]
    if told.profile is not None:
        document, origin = dict(told.profile.document), "profile"
        facts = read(stream, document)
    else:
        among = [kind for kind in kinds if kind.code == told.kind] or kinds
        facts = found_out(stream, among)
        document, origin = _proposed(facts, among, told.source or source_of(name) or "file", told.source)
    file.seek(0)
    batch = Batch(kind=document["kind"], source=document["source"], file_name=name, by=by, profile=document)
    batch.detail = {"origin": origin, "read_as": read_as(document), "facts": facts.document()}
    batch.file.save(name, file, save=False)
    batch.save()
    return batch


def found_out(stream: BinaryIO, kinds: Sequence[Kind]) -> Facts:
    """The sheet and the row with the headings, found by what stands there; and what is below them."""
    found = glimpses(stream, rows=FIRST_ROWS, sheets=MOST_SHEETS, header_row=0)
    pictures = {one.sheet: pictured(one.rows) for one in found if one.problem is None}
    if not pictures and found[0].problem:
        raise found[0].problem
    sheet = max(pictures, key=lambda name: headings_known(pictures[name], kinds))
    return _survey(stream, pictures[sheet], kinds, sheet)


def _survey(stream: BinaryIO, picture: tuple[Row, ...], kinds: Sequence[Kind], sheet: str) -> Facts:
    """Headings over several rows, merged downwards, stand in the last of these."""
    options = {"sheet": sheet} if sheet else {}
    first = header_row_of(picture, kinds)
    for row in range(first, first + TALLEST_HEADER):
        try:
            return survey(stream, picture, header_row=row, **options)
        except Refused as problem:
            merged = problem
            if problem.code != "merged_header":
                raise
    raise merged


def read(stream: BinaryIO, document: Mapping[str, Any]) -> Facts:
    """The file as a document says that it is read. Raises `Refused`."""
    asked = read_as(document)
    picture = glance(stream, **{key: value for key, value in asked.items() if key != "header_row"})
    return survey(stream, picture, **asked)


def _proposed(facts: Facts, kinds: Sequence[Kind], source: str, said: str) -> tuple[dict[str, Any], str]:
    """The mapping to start from, and where it is from."""
    known, origin = fitting(facts.names, [kind.code for kind in kinds], said)
    if known:
        document = with_new_words({**known, **({"source": said} if said else {})}, fields_for(known["kind"]), facts)
    else:
        likely = likely_kinds(kinds, facts.names)[0]
        fields = fields_of([likely.kind, *riders(likely.kind)])
        document, origin = start(likely.kind.code, source, fields, likely.matches, facts), "proposed"
    return as_found(document, facts), origin


def as_found(document: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """The document, with sheet and header row as they were found in this file."""
    found = {key: value for key, value in document.items() if key not in {"sheet", "header_row"}}
    if facts.header_row != 1:
        found["header_row"] = facts.header_row
    if len(facts.sheets) > 1 and facts.sheet != facts.sheets[0]:
        found["sheet"] = facts.sheet
    return found


def fields_for(kind: str) -> tuple[Field, ...]:
    """Every field that a file of this kind may hold, those of the kinds that ride on it too."""
    found = all_kinds()[kind]
    return fields_of([found, *riders(found)])
