"""The profile of a source: which column is what (docs/import-profiles.md). TOML in files, JSON in the database."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.names import name_key
from kpi_portal.lib.refusals import Refused

from .cells import Style
from .dates import DateFormat
from .durations import CLOCKS
from .profile_keys import Keys, unusable
from .profile_reference import ENTRY, TOP

CREATABLE = ("people", "sites", "teams")
SINCE_UNITS = {"seconds_since": 1, "minutes_since": 60, "hours_since": 3600, "days_since": 86_400}
DELIMITERS = (",", ";", "\t", "|")
COLUMN_KEYS = ("column", "columns", "first_of")


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Where a field's value comes from: columns (several are joined by a blank, or with `first_filled` the first that
    is not empty speaks), or one value for all rows.

    With `since`, the cell is a duration in units of `unit` seconds, counted from the instant of that other field;
    `clock` says what its two-part times mean. `words` translates the source's words (case-folded); what it lacks
    becomes `other`, or is an error. `where` names columns and the words (case-folded) that each must hold, else the
    field is empty.
    """

    columns: tuple[str, ...] = ()
    first_filled: bool = False
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    value: str | None = None
    since: str = ""
    unit: int = 1
    clock: str = ""
    words: Mapping[str, str] | None = None
    other: str | None = None
    formats: tuple[DateFormat, ...] | None = None
    zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """How the files of one source are read. Immutable; `document` is what it was made from."""

    kind: str
    source: str
    fields: Mapping[str, FieldSource]
    title: str = ""
    sheet: str = ""
    header_row: int = 1
    encoding: str = ""
    delimiter: str = ""
    zone: ZoneInfo | None = None
    formats: tuple[DateFormat, ...] = ()
    missing: frozenset[str] = frozenset()
    decimal: str = "."
    creates: frozenset[str] = frozenset()
    staff_numbers: Mapping[str, str] = field(default_factory=dict)
    """Number and name that a row claims, in their normal form → `renamed` or `left_out`."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Of people, sites and teams: a word of the files in its normal form → whom or what it means; empty: nobody."""
    rating_scale: int = 5
    numbers_restart: str = ""
    records_responses: bool = True
    records_completions: bool = True
    records_dispatches: bool = True
    automatic_responders: frozenset[str] = frozenset()
    document: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> Profile:
        """A profile from TOML text. Raises `Refused`."""
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise unusable(_("The profile is not valid TOML: %(error)s"), error=error) from None
        return cls.from_document(document)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Profile:
        """A profile from its keys and values, as TOML or JSON gives them. Raises `Refused`."""
        read = Keys(document, "")
        read.refuse_unknown(frozenset(TOP))
        zone = read.text("zone")
        return cls(
            kind=read.text("kind", required=True),
            source=read.text("source", required=True, limit=60),
            title=read.text("title"),
            sheet=read.text("sheet"),
            header_row=read.whole("header_row", 1, 1, 1000),
            encoding=_encoding(read.text("encoding")),
            delimiter=read.one_of("delimiter", ("", *DELIMITERS)),
            zone=_zone(zone, "zone") if zone else None,
            formats=_formats(read.texts("dates"), "dates"),
            missing=frozenset(token.strip().casefold() for token in read.texts("missing")),
            decimal=read.one_of("decimal", (".", ",")),
            creates=frozenset(read.some_of("creates", CREATABLE)),
            staff_numbers=_meanings(read.words("staff_numbers")),
            names={what: _meanings(read.words(what)) for what in CREATABLE},
            rating_scale=read.whole("rating_scale", 5, 2, 100),
            numbers_restart=read.one_of("numbers_restart", ("", "monthly", "yearly")),
            records_responses=read.yes("records_responses", default=True),
            records_completions=read.yes("records_completions", default=True),
            records_dispatches=read.yes("records_dispatches", default=True),
            automatic_responders=frozenset(name.strip() for name in read.texts("automatic_responders")),
            fields=_fields(document.get("fields")),
            document=document,
        )

    def read_as(self) -> dict[str, Any]:
        """How the file is opened: options of `open_table`."""
        return read_as(self.document)

    def style(self, *, company_zone: ZoneInfo, now: datetime) -> Style:
        """How cells are read: the profile's zone, else the company's; nothing may lie after `now`."""
        return Style(
            zone=self.zone or company_zone, now=now, formats=self.formats, missing=self.missing, decimal=self.decimal
        )


def _meanings(words: Mapping[str, str] | None) -> dict[str, str]:
    return {name_key(word): meant.strip() for word, meant in (words or {}).items()}


def read_as(document: Mapping[str, Any]) -> dict[str, Any]:
    """Of a profile, complete or not: how its file is opened."""
    named = {key: document[key] for key in ("sheet", "encoding", "delimiter") if document.get(key)}
    return named | {"header_row": document.get("header_row", 1)}


def _fields(document: object) -> dict[str, FieldSource]:
    if not isinstance(document, dict) or not document:
        raise unusable(_("The profile needs a table [fields] that names a column for each field."))
    found = {name: _field_source(name, entry) for name, entry in document.items()}
    for name, source in found.items():
        if source.since and not _ends_at_an_instant(name, found):
            sentence = _(
                "[fields] %(name)s: it counts from “%(since)s”, which is not itself an instant of this profile."
            )
            raise unusable(sentence, name=name, since=source.since)
    return found


def _ends_at_an_instant(name: str, found: Mapping[str, FieldSource]) -> bool:
    """Whether counting back from this field ends at one that is not counted itself."""
    seen = set[str]()
    while name in found and name not in seen:
        seen.add(name)
        if not found[name].since:
            return True
        name = found[name].since
    return False


def _field_source(name: str, entry: object) -> FieldSource:
    if isinstance(entry, str):
        entry = {"column": entry}
    if not isinstance(entry, dict):
        sentence = _('[fields] %(name)s: write the column\'s name in quotes, or a table such as {column = "…"}.')
        raise unusable(sentence, name=name)
    read = Keys(entry, f"[fields] {name}.")
    read.refuse_unknown(frozenset(ENTRY))
    columns = next((found for key in COLUMN_KEYS if (found := read.texts(key))), [])
    value = read.text("value") if "value" in entry else None
    if sum(key in entry for key in (*COLUMN_KEYS, "value")) != 1 or not (columns or value is not None):
        sentence = _("[fields] %(name)s: give one of column, columns, first_of, or one value for all rows (value).")
        raise unusable(sentence, name=name)
    since = [key for key in SINCE_UNITS if key in entry]
    if len(since) > 1:
        raise unusable(_("[fields] %(name)s: only one of %(keys)s."), name=name, keys=", ".join(since))
    zone = read.text("zone")
    return FieldSource(
        columns=tuple(column.strip() for column in columns),
        first_filled="first_of" in entry,
        where=read.conditions("where"),
        value=value,
        since=read.text(since[0]) if since else "",
        unit=SINCE_UNITS[since[0]] if since else 1,
        clock=read.one_of("clock", ("", *CLOCKS)),
        words=read.words("map"),
        other=read.text("other") if "other" in entry else None,
        formats=_formats(read.texts("dates"), f"[fields] {name}.dates") if "dates" in entry else None,
        zone=_zone(zone, f"[fields] {name}.zone") if zone else None,
    )


def _formats(texts: list[str], key: str) -> tuple[DateFormat, ...]:
    try:
        return tuple(DateFormat.parse(text) for text in texts)
    except Refused as why:
        raise unusable("%(key)s: %(why)s", key=key, why=why) from None


def _zone(name: str, key: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        sentence = _("%(key)s: “%(name)s” is no time zone; write it like Asia/Shanghai or UTC.")
        raise unusable(sentence, key=key, name=name) from None


def _encoding(name: str) -> str:
    if not name:
        return ""
    try:
        codec = codecs.lookup(name)
    except LookupError:
        codec = None
    if codec is None or not codec._is_text_encoding:
        sentence = _("encoding: “%(name)s” is not known; write it like utf-8, gb18030 or windows-1252.")
        raise unusable(sentence, name=name)
    return codec.name
