"""What the mapping page shows of a document and the facts of its file. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _

from records.imports.durations import CLOCKS
from records.imports.fields import Field, FieldType
from records.imports.profile import SINCE_UNITS

from .entries import found_in
from .facts import Facts
from .lacking import Lack, undecided_words
from .posted import CONSTANT, FIRST, JOINED, UNDECIDED, entry_to_form, native, plain_word
from .samples import Sample
from .strangers import Strangers
from .words import Word, has_words, is_rating, words_of

MOST_STEPS = 20
"""Ratings that a select offers."""
Pairs = list[tuple[str, str | Promise]]
Option = dict[str, Any]
"""One option of a select, as the filter `options` takes it."""


def options(pairs: Iterable[tuple[str, str | Promise]], chosen: str) -> list[Option]:
    """The options of a select, one of them chosen."""
    return [{"value": value, "label": label, "attrs": {"selected": value == chosen}} for value, label in pairs]


@dataclass(frozen=True)
class Row:
    """One field on the page: its columns, how they count, what they are read as."""

    field: Field
    facts: Facts
    entry: object
    origin: str
    """Why it is as it is: `remembered`, `shipped`, `recognised` by its name, or empty: chosen by hand."""
    lacks: tuple[Lack, ...] = ()
    samples: tuple[Sample, ...] = ()
    others: tuple[Field, ...] = ()
    """Instants that are mapped, from which this one may be counted."""
    strangers: Strangers | None = None

    @cached_property
    def form(self) -> dict[str, list[str]]:
        """Its part of the form."""
        own = {} if self.entry is None else entry_to_form(self.field.name, self.entry)
        return {key.removesuffix(f"-{self.field.name}"): values for key, values in own.items()}

    @property
    def mapped(self) -> bool:
        return self.entry is not None

    @property
    def stands_first(self) -> bool:
        """Mapped fields, needed ones and those that lack something stand first, the others are folded away."""
        return self.mapped or self.field.required or bool(self.lacks)

    @property
    def columns(self) -> list[list[Option]]:
        """One select a column."""
        chosen = self.form.get("column", [""])
        return [self._columns(name, first=place == 0) for place, name in enumerate(chosen)]

    @property
    def another(self) -> list[Option]:
        """A select for one column more."""
        return self._columns("", first=False)

    def _columns(self, chosen: str, *, first: bool) -> list[Option]:
        nothing = _("not imported") if first and not self.field.required else "—" if not first else _("choose a column")
        pairs: list[tuple[str, str | Promise]] = [("", nothing)]
        found = self.facts.column(chosen) if chosen not in ("", CONSTANT) else None
        pairs += [(column.name, f"{column.letter} {column.name}") for column in self.facts.by_name.values()]
        if chosen and chosen != CONSTANT and found is None:
            pairs.append((chosen, _("%(column)s (not in this file)") % {"column": chosen}))
        if first:
            pairs.append((CONSTANT, _("the same for all rows…")))
        return options(pairs, found.name if found else chosen)

    @property
    def is_constant(self) -> bool:
        return self.form.get("column") == [CONSTANT]

    @property
    def constants(self) -> list[Option]:
        """What a field of few words may be in every row; empty where it is written."""
        if not self.field.choices and self.field.type is not FieldType.BOOLEAN:
            return []
        chosen = self.form.get("value", [""])[0]
        return options(_with(self.field, [("", _("choose…")), *_meanings(self.field, 5)], chosen), chosen)

    @property
    def joins(self) -> list[Option]:
        """How several columns speak."""
        pairs = [(JOINED, _("joined to one")), (FIRST, _("the first that is filled"))]
        return options(pairs, self.form.get("join", [JOINED])[0])

    @property
    def conditions(self) -> list[tuple[list[Option], str]]:
        """Columns with the words that they must hold, and room for one more."""
        pairs = zip(self.form.get("where-column", []), self.form.get("where-words", []), strict=True)
        return [(self._columns(column, first=False), words) for column, words in [*pairs, ("", "")]]

    @property
    def units(self) -> list[Option]:
        """What the cells of an instant are."""
        named = dict(zip(SINCE_UNITS, (_("seconds since"), _("minutes since"), _("hours since"), _("days since")),
                         strict=True))  # fmt: skip
        return options([("", _("dates and times")), *named.items()], self.form.get("unit", [""])[0])

    @property
    def starts(self) -> list[Option]:
        """From when it may be counted."""
        chosen = self.form.get("since", [""])[0]
        pairs = [(one.name, one.label) for one in self.others if one.name != self.field.name]
        known = {name for name, _label in pairs}
        return options(pairs if chosen in {"", *known} else [*pairs, (chosen, chosen)], chosen)

    @property
    def clocks(self) -> list[Option]:
        """What two-part times mean."""
        named = {"hh:mm": _("12 hours 30 minutes"), "mm:ss": _("12 minutes 30 seconds")}
        pairs = [("", _("not said")), *((clock, named[clock]) for clock in CLOCKS)]
        return options(pairs, self.form.get("clock", [""])[0])

    @property
    def is_instant(self) -> bool:
        return self.field.type is FieldType.INSTANT

    @property
    def special(self) -> list[str]:
        """What it says beside its one column, in words."""
        said = []
        if "join" in self.form:
            said.append(next(str(one["label"]) for one in self.joins if one["attrs"]["selected"]))
        if "unit" in self.form:
            counted = (str(one["label"]) for one in (*self.units, *self.starts) if one["attrs"]["selected"])
            said.append(" ".join(counted))
        said += [str(one["label"]) for one in self.clocks if one["value"] and one["attrs"]["selected"]]
        pairs = zip(self.form.get("where-column", ()), self.form.get("where-words", ()), strict=True)
        return said + [_("only where %(column)s = %(words)s") % {"column": c, "words": "/".join(w.splitlines())}
                       for c, w in pairs]  # fmt: skip

    @property
    def more(self) -> list[tuple[str, str]]:
        """What this field alone says of dates and zone: carried along as it is."""
        return [(f"{key}-{self.field.name}", self.form[key][0]) for key in ("dates", "zone") if key in self.form]

    @property
    def filled(self) -> int | None:
        """Rows of the file in which its one column holds something; None where it has no single one."""
        found = found_in(self.facts, self.entry)
        return found[0].filled if len(found) == 1 else None


@dataclass(frozen=True)
class WordRow:
    """A word, in how many rows, and the select of what it means."""

    text: str
    plain: str
    rows: int
    meanings: list[Option]
    undecided: bool


@dataclass(frozen=True)
class WordTable:
    """The words found in the columns of one field."""

    field: Field
    columns: str
    rows: list[WordRow]
    others: list[Option]
    more: bool
    undecided: int


def word_tables(document: Mapping[str, Any], fields: Sequence[Field], facts: Facts) -> list[WordTable]:
    """A table for each mapped field whose words have to be understood; none where all are read by themselves and
    nobody said otherwise."""
    tables = (_word_table(field, document, facts) for field in fields if field.name in document.get("fields", {}))
    return [table for table in tables if table is not None and table.rows]


def _word_table(field: Field, document: Mapping[str, Any], facts: Facts) -> WordTable | None:
    entry = document["fields"][field.name]
    own: Mapping[str, str] = entry.get("map", {}) if isinstance(entry, Mapping) else {}
    if not own and not has_words(field):
        return None
    scale = document.get("rating_scale", 5)
    missing = {word.casefold() for word in document.get("missing", [])}
    columns = found_in(facts, entry)
    undecided = set(undecided_words(field, document, facts))
    table = {word.strip().casefold(): code for word, code in own.items()}
    rows, shown = [], set()
    for word in words_of(field, columns, scale=scale, missing=missing):
        plain = plain_word(word.text)
        if plain.casefold() not in shown:
            shown.add(plain.casefold())
            code = table.get(plain.casefold(), UNDECIDED if own else native(field, plain) or UNDECIDED)
            rows.append(_row(field, word, code, scale, undecided=word.text in undecided))
    elsewhere = [(word, code) for word, code in own.items() if word.strip().casefold() not in shown]
    rows += [_row(field, Word(word, 0, None), code, scale, undecided=False) for word, code in elsewhere]
    letters = "、".join(column.letter for column in columns)
    other = entry["other"] if isinstance(entry, Mapping) and "other" in entry else UNDECIDED
    others = options([(UNDECIDED, _("counts as an error")), *_meanings(field, scale), ("", _("no value"))], other)
    return WordTable(field, letters, rows, others, any(column.more for column in columns), len(undecided))


def _row(field: Field, word: Word, code: str, scale: int, *, undecided: bool) -> WordRow:
    pairs = _with(field, [(UNDECIDED, _("choose…")), *_meanings(field, scale), ("", _("no value"))], code)
    return WordRow(word.text, plain_word(word.text), word.rows, options(pairs, code), undecided)


def _with(field: Field, pairs: Pairs, code: str) -> Pairs:
    """The choices with this one, which may be written otherwise: kept as it is, called as what it means."""
    if any(value == code for value, _label in pairs):
        return pairs
    means = native(field, code) or code
    return [*pairs, (code, field.shown(means) if field.choices else means)]


def _meanings(field: Field, scale: int) -> Pairs:
    if field.type is FieldType.CHOICE:
        return [(code, field.shown(code)) for code in field.choices]
    if field.type is FieldType.BOOLEAN:
        return [("yes", _("yes")), ("no", _("no"))]
    steps = range(scale, -1, -max(1, scale // MOST_STEPS)) if is_rating(field) else ()
    return [(str(step), str(step)) for step in steps]
