"""What a kind of import wants to know: its fields, each with a type, limits and the names it is found under."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import override

from kpi_portal.lib.month import Month
from kpi_portal.lib.tables import Cell

from . import cells
from .problems import CellError, Warner

Value = str | Decimal | int | bool | datetime | date | Month | timedelta | None
Reader = Callable[[Cell, cells.Style, Warner], Value]


class FieldType(StrEnum):
    """What a cell becomes."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"


READERS: dict[FieldType, Reader] = {
    FieldType.TEXT: cells.text,
    FieldType.IDENTIFIER: cells.identifier,
    FieldType.NUMBER: cells.number,
    FieldType.INTEGER: cells.integer,
    FieldType.BOOLEAN: cells.boolean,
    FieldType.INSTANT: cells.instant,
    FieldType.DAY: cells.day,
    FieldType.MONTH: cells.month,
}


LANGUAGES = ("en", "zh-hans")
"""In which columns may be headed and choices written."""
LONGEST_TEXT = 20_000
"""Characters of a text that has no limit of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind.

    `choices` maps each code to the other words accepted for it, `labels` to the word that the reader is shown, which is
    accepted too; `example` is a value as somebody would type it (what the type gives by itself needs none). `minimum`,
    `maximum` and `places` hold for numbers, `max_length` for texts. `aliases` are column names under which the field is
    recognised without a profile; `synonyms` further ones, of other systems' exports, which only propose a column to
    whoever maps a file. A field is needed by every row (`required`), or by those that give another field
    (`needed_with`); fields that may lend it their column are its `stand_ins`.
    """

    name: str
    label: str | Promise
    type: FieldType = FieldType.TEXT
    required: bool = False
    help: str | Promise = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    example: str | Promise = ""
    aliases: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    needed_with: str = ""
    stand_ins: tuple[str, ...] = ()
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    places: int | None = None
    max_length: int = LONGEST_TEXT

    def reader(self) -> Reader:
        """What reads a cell of this field, limits included; raises `CellError`."""
        if self.type is FieldType.CHOICE:
            words, shown = self.words(), ", ".join(self.shown_choices().values())
            return lambda cell, style, warn: cells.choice(cell, words, shown)
        read = READERS[self.type]
        if self.type in {FieldType.TEXT, FieldType.IDENTIFIER}:
            return _short(read, self.max_length)
        if self.type in {FieldType.NUMBER, FieldType.INTEGER}:
            return _within(read, self)
        return read

    def shown(self, code: str) -> str:
        """A code of a choice as the reader says it."""
        return self.shown_choices().get(code, code)

    def words(self) -> dict[str, str]:
        """Every accepted word of a choice, case-folded → its code."""
        found = {word.casefold(): code for code, others in self.choices.items() for word in (code, *others)}
        for language in LANGUAGES:
            with override(language):
                for code, label in self.labels.items():
                    found.setdefault(str(label).casefold(), code)
        return found

    def shown_choices(self) -> dict[str, str]:
        """Each code as the reader says it."""
        return {code: str(self.labels.get(code, code)) for code in self.choices}


class Offered(NamedTuple):
    """The company's own words for a field: what there is (`words`, most useful first), and the field of another kind
    under which they are entered. Others may be typed."""

    kind: str
    field: str
    words: Callable[[], Iterable[str]]


def _short(read: Reader, limit: int) -> Reader:
    def reader(cell: Cell, style: cells.Style, warn: Warner) -> Value:
        value = read(cell, style, warn)
        if isinstance(value, str) and len(value) > limit:
            raise CellError("too_long", limit=limit)
        return value

    return reader


def _within(read: Reader, limits: Field) -> Reader:
    def reader(cell: Cell, style: cells.Style, warn: Warner) -> Value:
        value = read(cell, style, warn)
        if isinstance(value, Decimal | int):
            _check_number(Decimal(value), limits)
        return value

    return reader


def _check_number(value: Decimal, limits: Field) -> None:
    if limits.minimum is not None and value < limits.minimum:
        raise CellError("too_small", limit=str(limits.minimum))
    if limits.maximum is not None and value > limits.maximum:
        raise CellError("too_large", limit=str(limits.maximum))
    if limits.places is not None and value != round(value, limits.places):
        raise CellError("too_precise", places=limits.places)
