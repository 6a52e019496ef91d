"""Recognising by headings: which column is which field, which row holds the headings, what kind of file it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from kpi_portal.lib.tables import Row
from kpi_portal.lib.tables.table import column_key, column_name
from records.imports.binding import names_of
from records.imports.fields import Field
from records.imports.kinds import Kind, fields_of, riders

HEADER_AMONG = 20
"""The first rows of a file among which the headings are looked for."""
LONGEST_HEADING = 60
ASIDE = re.compile(r"[(（\[【].*?[)）\]】]|^[*＊\s]+|[*＊:：\s]+$")
UNITS = {
    "seconds_since": re.compile(r"\bin seconds\b|\(s(?:ec(?:onds?)?)?\)|[(（_-]秒(?:数)?[)）]?$|\bseconds$|秒数$"),
    "minutes_since": re.compile(r"\bin minutes\b|\(m(?:in(?:ute)?s?)?\)|[(（_-]分钟?[)）]?$|\bminutes$|分钟数?$"),
    "hours_since": re.compile(r"\bin h(?:ou)?rs\b|\(h(?:(?:ou)?rs?)?\)|[(（_-]小?时[)）]?$|\bhours$|小时数?$"),
    "days_since": re.compile(r"\bin days\b|\(d(?:ays?)?\)|[(（_-][天日][)）]?$|\bdays$|天数$"),
}
"""Heading → unit in which its cells count."""


class Match(NamedTuple):
    """A column that is recognised. `unit` is the key of a profile where the heading says in what its cells count."""

    column: str
    unit: str = ""


def unit_of(heading: str) -> str:
    """`minutes_since` for a heading such as `First reply time in minutes` or `响应时长（分钟）`; else empty."""
    key = column_key(heading).strip()
    return next((unit for unit, pattern in UNITS.items() if pattern.search(key)), "")


@lru_cache(maxsize=4_000)
def core(heading: str) -> str:
    """A heading without asides, marks of required columns and units."""
    key = column_key(heading)
    for pattern in UNITS.values():
        key = pattern.sub(" ", key)
    return " ".join(ASIDE.sub(" ", key).split())


def recognise(fields: Sequence[Field], headings: Iterable[str]) -> dict[str, Match]:
    """Field → column: first those that are called exactly as the field may be, then those that are it but for asides;
    each column once."""
    names = [name for name in headings if name]
    found: dict[str, Match] = {}
    for key in (column_key, core):
        by_key = {key(name): name for name in reversed(names)}
        taken = {match.column for match in found.values()}
        for field in fields:
            if field.name not in found:
                column = next((by_key[name] for name in _keys(field, cores=key is core) if name in by_key), None)
                if column is not None and column not in taken:
                    found[field.name] = Match(column, unit_of(column))
                    taken.add(column)
    return {field.name: found[field.name] for field in fields if field.name in found}


def _keys(field: Field, *, cores: bool) -> list[str]:
    key = core if cores else column_key
    return [key(name) for name in (*names_of(field), *field.synonyms)]


class Recognised(NamedTuple):
    """A kind as a guess for a file: how many of its `headings` are recognised, how many needed fields are missing."""

    kind: Kind
    matches: dict[str, Match]
    headings: int
    missing: int

    @property
    def score(self) -> int:
        """The more the likelier."""
        return len(self.matches) - self.missing


def likely_kinds(kinds: Sequence[Kind], headings: Sequence[str]) -> list[Recognised]:
    """Every kind with what it recognises, the likeliest first."""
    named = [heading for heading in headings if heading]
    found = [_recognised(kind, named) for kind in kinds]
    return sorted(found, key=lambda one: -one.score)


def _recognised(kind: Kind, headings: list[str]) -> Recognised:
    fields = fields_of([kind, *riders(kind)])
    matches = recognise(fields, headings)
    missing = sum(field.required and field.name not in matches for field in fields)
    return Recognised(kind, matches, len(headings), missing)


def header_row_of(rows: Sequence[Row], kinds: Sequence[Kind]) -> int:
    """The row that looks most like headings: the one of which most cells are headings that some kind knows, else the
    first that is as wide as the table. 1 where there are no rows."""
    among = rows[:HEADER_AMONG]
    if not among:
        return 1
    known = _all_keys(kinds)
    best = max(among, key=lambda row: (_known(row, known), -row.number))
    if _known(best, known) > 1:
        return best.number
    width = max(_width(row) for row in among)
    return next(row.number for row in among if _width(row) * 2 > width)


def headings_known(rows: Sequence[Row], kinds: Sequence[Kind]) -> int:
    """How many headings that some kind knows stand in the row of these that has most of them."""
    known = _all_keys(kinds)
    return max((_known(row, known) for row in rows[:HEADER_AMONG]), default=0)


def _all_keys(kinds: Sequence[Kind]) -> set[str]:
    return {key for kind in kinds for field in fields_of([kind, *riders(kind)]) for key in _keys(field, cores=True)}


def _known(row: Row, known: set[str]) -> int:
    texts = {core(column_name(cell)) for cell in row.cells if isinstance(cell, str) and len(cell) <= LONGEST_HEADING}
    return len(texts & known)


def _width(row: Row) -> int:
    return sum(cell is not None and cell != "" for cell in row.cells)
