"""What is proposed where nobody has said anything yet: the columns that were recognised, how their cells count, what
their words mean, how their dates are read. All of it is preselected on the page, none of it is final."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kpi_portal.lib.names import NOTHING
from records.imports import cells, durations
from records.imports.fields import Field, FieldType

from . import date_readings
from .entries import columns_of, dated_columns, found_in, since
from .facts import Column, Facts
from .headings import Match, unit_of
from .posted import native, plain_word
from .words import has_words, is_machine, is_number, is_rating, words_of

SCALES = (5, 10, 100)
LARGEST_LENGTH = 10_000_000
"""Plain numbers of a column up to this may be lengths of time; instants as numbers are larger."""
LENGTHS = re.compile(r"0+:0(?::0)?(?:[.,]0+)?")
RECORDED = {"responses": "responded_at", "dispatches": "dispatched_at"}
"""What a source may never record → the field that would hold it."""
UNSAYING = re.compile(
    r"[\s_\-－—.()（）]*(?:\d[\d\s_\-年月日.至~]*|export(?:ed)?|导出|明细|数据|副本)[\s_\-.()（）]*$", re.IGNORECASE
)


def source_of(file_name: str) -> str:
    """The system that a file is probably from: its name without ending, dates and words that say nothing."""
    stem = re.sub(r"(?:\.(?:csv|txt|tsv|xlsx?|gz|zip))+$", "", file_name, flags=re.IGNORECASE)
    stem = re.sub(r"^[\d\s_\-年月日.]+", "", stem)
    former = None
    while former != stem:
        former, stem = stem, UNSAYING.sub("", stem)
    return " ".join(stem.split())[:60]


def start(
    kind: str, source: str, fields: Sequence[Field], matches: Mapping[str, Match], facts: Facts
) -> dict[str, Any]:
    """A document for a file that nothing is known about but its content."""
    document: dict[str, Any] = {"kind": kind, "source": source, "fields": {}}
    if facts.header_row != 1:
        document["header_row"] = facts.header_row
    former = dict(document)
    document["fields"] = {name: match.column for name, match in matches.items()}
    document = completed(document, former, fields, facts)
    names = {field.name for field in fields}
    for what, field in RECORDED.items():
        if field in names and field not in document["fields"]:
            document[f"records_{what}"] = False
    return document


def completed(
    document: Mapping[str, Any], former: Mapping[str, Any], fields: Sequence[Field], facts: Facts
) -> dict[str, Any]:
    """The document, with proposals for the fields whose columns are others than in the `former` one."""
    found = dict(document)
    mapped, before = dict(document["fields"]), former.get("fields", {})
    fresh = [f for f in fields if f.name in mapped and columns_of(mapped[f.name]) != columns_of(before.get(f.name))]
    columns = {field.name: found_in(facts, mapped[field.name]) for field in fresh}
    found |= _missing(found, [field for field in fresh if field.type is not FieldType.TEXT], columns)
    found |= _scale(found, fresh, columns)
    for field in fresh:
        mapped[field.name] = _proposed(field, mapped, columns[field.name], found)
    found["fields"] = mapped
    return found | _dates(found, fields, facts) | _machines(found, fresh, columns)


def with_new_words(document: Mapping[str, Any], fields: Sequence[Field], facts: Facts) -> dict[str, Any]:
    """A known document, with proposals for the words of this file that its tables lack."""
    mapped = dict(document["fields"])
    for field in fields:
        entry = mapped.get(field.name)
        if has_words(field) and isinstance(entry, Mapping) and "map" in entry and "other" not in entry:
            known = {word.strip().casefold() for word in entry["map"]}
            words = words_of(
                field, found_in(facts, entry), scale=document.get("rating_scale", 5), missing=_tokens(document)
            )
            proposed = {plain_word(word.text): word.proposal for word in words if word.proposal is not None}
            new = {word: code for word, code in proposed.items() if word.casefold() not in known}
            mapped[field.name] = {**entry, "map": {**entry["map"], **new}} if new else entry
    return {**document, "fields": mapped}


def _proposed(field: Field, mapped: Mapping[str, Any], columns: list[Column], document: Mapping[str, Any]) -> Any:
    entry = mapped[field.name]
    plain = {"column": entry} if isinstance(entry, str) else {k: v for k, v in entry.items() if k not in WORDS}
    if field.type is FieldType.INSTANT:
        return _counted(field, plain, mapped, columns)
    if has_words(field):
        table = _table(field, columns, document)
        plain |= {"map": table} if table else {}
    return plain["column"] if list(plain) == ["column"] else plain


def _counted(field: Field, entry: dict[str, Any], mapped: Mapping[str, Any], columns: list[Column]) -> Any:
    """The entry, counted from the creation where its cells are lengths of time."""
    possible = len(columns) == 1 and field.name != CREATED and CREATED in mapped and not since(entry)[0]
    if possible and (unit := counted_in(columns[0])):
        return entry | {unit: CREATED}
    return entry["column"] if list(entry) == ["column"] else entry


WORDS = ("map", "other")
CREATED = "created_at"


def _table(field: Field, columns: list[Column], document: Mapping[str, Any]) -> dict[str, str]:
    """What the words of the columns are proposed to mean; empty where the field reads all of them by itself."""
    words = words_of(field, columns, scale=document.get("rating_scale", 5), missing=_tokens(document))
    if all(native(field, word.text) is not None for word in words):
        return {}
    return {plain_word(word.text): word.proposal for word in words if word.proposal is not None}


def _tokens(document: Mapping[str, Any]) -> set[str]:
    return {word.casefold() for word in document.get("missing", [])}


def counted_in(column: Column) -> str:
    """The unit in which a column of lengths of time counts: as its heading says, or seconds where the cells say their
    parts themselves; empty for a column of instants, and for numbers of which nobody says what they count."""
    lengths = column.types.get("length", 0) + column.types.get("clock", 0)
    lengths += sum(shape.count for shape in column.shapes if LENGTHS.fullmatch(shape.text))
    told = sum(rows for word, rows in column.words.items() if durations.in_words(word) is not None)
    if 2 * lengths > column.filled or 2 * told > sum(column.words.values()):
        return unit_of(column.name) or "seconds_since"
    return unit_of(column.name) if are_numbers(column) else ""


def are_numbers(column: Column) -> bool:
    """Whether the cells are plain numbers, too small for instants."""
    if not column.filled or not column.words:
        return False
    if column.types.get("number", 0) * 2 > column.filled:
        return True
    return all(is_number(word) and len(word) <= 8 for word in column.words)


def are_two_part(column: Column) -> bool:
    """Whether cells such as 12:30 need to be told what their parts are."""
    return any(shape.text in {"0:0", "000:0"} for shape in column.shapes)


def _missing(document: Mapping[str, Any], fields: list[Field], columns: Mapping[str, list[Column]]) -> dict[str, Any]:
    known = document.get("missing", [])
    cellwords = (word for field in fields for column in columns[field.name] for word in column.words)
    more = [word for word in dict.fromkeys(cellwords) if word.casefold() in NOTHING and word not in known]
    return {"missing": [*known, *more]} if more and not isinstance(known, str) else {}


def _scale(document: Mapping[str, Any], fields: list[Field], columns: Mapping[str, list[Column]]) -> dict[str, Any]:
    """The top of the scale where the ratings of the file exceed the one that is set."""
    words = (w for field in fields if is_rating(field) for column in columns[field.name] for w in column.words)
    numbers = [Decimal(cells.narrow(word)) for word in words if is_number(word)]
    highest, now = max(numbers, default=Decimal(0)), document.get("rating_scale", 5)
    return {"rating_scale": next((s for s in SCALES if s >= highest), now)} if highest > now else {}


def _dates(document: Mapping[str, Any], fields: Sequence[Field], facts: Facts) -> dict[str, Any]:
    if document.get("dates"):
        return {}
    found = date_readings.readings(dated_columns(fields, document["fields"], facts))
    reading = date_readings.decided(found)
    return {"dates": list(reading.formats)} if reading else {}


def _machines(document: Mapping[str, Any], fields: list[Field], columns: Mapping[str, list[Column]]) -> dict[str, Any]:
    known = document.get("automatic_responders", [])
    names = (name for field in fields if field.name == "responder" for c in columns[field.name] for name in c.words)
    more = [name for name in names if is_machine(name) and name not in known]
    return {"automatic_responders": [*known, *more]} if more and not isinstance(known, str) else {}
