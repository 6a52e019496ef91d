"""What a mapping still lacks before its file can be understood: each in a sentence, at its place on the page, with the
button that mends it where one is evident. Checking is never blocked by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.imports.fields import Field, FieldType

from . import date_readings
from .date_readings import Reading
from .entries import DATED, columns_of, dated_columns, found_in, named_by, since
from .facts import Column, Facts
from .posted import native, plain_word
from .proposing import are_numbers, are_two_part
from .words import has_words, words_of

DAYS = {"0000/0/0", "0000-0-0", "0000.0.0", "0000年0月0日", "0/0/0000", "0-0-0000", "0.0.0000", "0/0/0", "00000000"}
CLOCKS = {"0:0", "0:0:0", "0时0分", "0:0 AM", "0:0:0 AM"}


@dataclass(frozen=True, slots=True)
class Fix:
    """A button: it says which columns the field takes, joined where they are several."""

    label: str | Promise
    field: str
    columns: tuple[str, ...]

    @property
    def value(self) -> str:
        """As the button posts it."""
        return "\n".join((self.field, *self.columns))


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing. `place` is the part of the page where it is: a field's name, `dates` or `words`."""

    place: str
    name: str | Promise
    sentence: str | Promise
    fix: Fix | None = None
    hint: str = ""
    blocks: bool = False
    """Whether the mapping cannot even be laid over the file; anything else shows at the rows."""


def lacks(document: Mapping[str, Any], fields: Sequence[Field], facts: Facts) -> list[Lack]:
    """Everything that is missing, in the order of the page."""
    mapped: Mapping[str, Any] = document.get("fields", {})
    found = [lack for field in fields for lack in _of_field(field, mapped, fields, facts)]
    found += [*_dates(document, fields, facts)]
    return found + [lack for field in fields if (lack := _words(field, document, facts)) is not None]


def _of_field(field: Field, mapped: Mapping[str, Any], fields: Sequence[Field], facts: Facts) -> list[Lack]:
    if field.name not in mapped:
        if field.required:
            return [_unmapped(field, mapped, facts)]
        return [_needed(field, mapped, fields)] if field.needed_with in mapped else []
    entry = mapped[field.name]
    gone = [name for name in named_by(entry) if facts.column(name) is None]
    if gone:
        sentence = _("The file has no column “%(column)s”.") % {"column": gone[0]}
        return [Lack(field.name, field.label, sentence, blocks=True)]
    twice = [c.name for c in map(facts.column, named_by(entry)) if c is not None and facts.names.count(c.name) > 1]
    if twice:
        named = {"column": twice[0]}
        sentence = _("The file has several columns “%(column)s”: give them different names, or take another.") % named
        return [Lack(field.name, field.label, sentence, blocks=True)]
    if isinstance(entry, Mapping) and not named_by(entry) and not str(entry.get("value", "")).strip():
        return [Lack(field.name, field.label, _("Say what stands in every row."))]
    return _instant(field, entry, mapped, facts) if field.type is FieldType.INSTANT else []


def _unmapped(field: Field, mapped: Mapping[str, Any], facts: Facts) -> Lack:
    sentence = _("No column yet; every row needs this.")
    bare = Lack(field.name, field.label, sentence, blocks=True)
    parts = _parted(mapped, facts) if field.type is FieldType.INSTANT else None
    if parts is None:
        return bare
    day, clock = parts
    hint = _("It seems to be in two columns: %(day)s and %(clock)s.") % {"day": day.name, "clock": clock.name}
    return replace(bare, fix=Fix(_("Join these two"), field.name, (day.name, clock.name)), hint=hint)


def _parted(mapped: Mapping[str, Any], facts: Facts) -> tuple[Column, Column] | None:
    """A column of days with one of times of day right behind it, neither of them in use."""
    used = {name for entry in mapped.values() for name in named_by(entry)}
    for day, clock in zip(facts.columns, facts.columns[1:], strict=False):
        if day.name and clock.name and not {day.name, clock.name} & used and _is_day(day) and _is_clock(clock):
            return day, clock
    return None


def _is_day(column: Column) -> bool:
    days = column.types.get("day", 0) + column.types.get("instant", 0)
    return 2 * (days + sum(shape.count for shape in column.shapes if shape.text in DAYS)) > column.filled


def _is_clock(column: Column) -> bool:
    clocks = column.types.get("clock", 0) + column.types.get("length", 0)
    return 2 * (clocks + sum(shape.count for shape in column.shapes if shape.text in CLOCKS)) > column.filled


def _needed(field: Field, mapped: Mapping[str, Any], fields: Sequence[Field]) -> Lack:
    other = next(one for one in fields if one.name == field.needed_with)
    sentence = _("Needed with “%(other)s”: no column yet.") % {"other": other.label}
    for one in fields:
        if one.name in field.stand_ins and one.name in mapped and (columns := columns_of(mapped[one.name])):
            label = _("Take the column of “%(other)s”") % {"other": one.label}
            return Lack(field.name, field.label, sentence, Fix(label, field.name, tuple(columns[:1])))
    return Lack(field.name, field.label, sentence)


def _instant(field: Field, entry: object, mapped: Mapping[str, Any], facts: Facts) -> list[Lack]:
    columns, (unit, start) = found_in(facts, entry), since(entry)
    if unit:
        if start not in mapped:
            sentence = _("It is counted from an instant that has no column.")
            return [Lack(field.name, field.label, sentence, blocks=True)]
        clock = isinstance(entry, Mapping) and entry.get("clock")
        if not clock and any(are_two_part(column) for column in columns):
            sentence = _("Say whether 12:30 is hours and minutes or minutes and seconds.")
            return [Lack(field.name, field.label, sentence)]
    elif len(columns) == 1 and are_numbers(columns[0]) and not date_readings.readings(columns):
        sentence = _("These are plain numbers: say what they count, minutes for example, and from when.")
        return [Lack(field.name, field.label, sentence)]
    return []


def _dates(document: Mapping[str, Any], fields: Sequence[Field], facts: Facts) -> list[Lack]:
    columns = dated_columns([field for field in fields if field.type in DATED], document.get("fields", {}), facts)
    found = date_readings.readings(columns)
    if not found:
        return []
    now = chosen(document, columns)
    name = _("How dates are read")
    if now is None:
        sentence = _("“%(example)s” can be read in more than one way: choose.") % {"example": found[0].example}
        return [Lack("dates", name, sentence)]
    if now.unread and any(reading.unread < now.unread for reading in found):
        unread = {"count": now.unread, "witness": now.witness}
        return [Lack("dates", name, _("%(count)s cells, such as “%(witness)s”, cannot be read so.") % unread)]
    return []


def chosen(document: Mapping[str, Any], columns: Sequence[Column]) -> Reading | None:
    """What the formats of the document make of the file; None without any that fit it."""
    formats = document.get("dates", [])
    return date_readings.reading_of([formats] if isinstance(formats, str) else formats, columns)


def _words(field: Field, document: Mapping[str, Any], facts: Facts) -> Lack | None:
    undecided = undecided_words(field, document, facts)
    if not undecided:
        return None
    sentence: str | Promise = _("It is not said what “%(word)s” means.") % {"word": undecided[0]}
    if len(undecided) > 1:
        more = {"word": undecided[0], "count": len(undecided)}
        sentence = _("It is not said what %(count)s words mean, “%(word)s” among them.") % more
    return Lack(f"words-{field.name}", field.label, sentence)


def undecided_words(field: Field, document: Mapping[str, Any], facts: Facts) -> list[str]:
    """Words found in the columns of a field that neither its table nor the field itself reads."""
    entry = document.get("fields", {}).get(field.name)
    if entry is None or not has_words(field) or (isinstance(entry, Mapping) and "other" in entry):
        return []
    table = entry.get("map") if isinstance(entry, Mapping) else None
    known = {word.strip().casefold() for word in table or ()}
    missing = {word.casefold() for word in document.get("missing", [])}
    words = words_of(field, found_in(facts, entry), scale=document.get("rating_scale", 5), missing=missing)
    return [
        word.text
        for word in words
        if plain_word(word.text).casefold() not in known and (table is not None or native(field, word.text) is None)
    ]
