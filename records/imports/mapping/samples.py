"""What the first rows of a file become by a mapping, field by field: read by the same code that imports them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kpi_portal.lib.refusals import Refused
from records.imports.binding import Binding, bind
from records.imports.cells import Style
from records.imports.fields import Field, FieldType, Value
from records.imports.problems import CellError
from records.imports.profile import Profile
from records.imports.reading import Values, shown_value, step_for

from .entries import named_by, since
from .facts import Facts

SHOWN, LONGEST = 3, 40
LONGEST_CHAIN = 9
"""Instants counted from each other; more is a circle."""


class Sample(NamedTuple):
    """A cell, what it is read as, and whether it cannot be read."""

    cell: str
    value: str
    wrong: bool


def samples(
    document: Mapping[str, Any], fields: Sequence[Field], facts: Facts, style: Style
) -> dict[str, tuple[Sample, ...]]:
    """A few different cells of each mapped field, those that cannot be read first. Fields that cannot be read at all as
    they stand (a column that is not there) have none."""
    binding = _bound(document, fields, facts)
    steps = [(bound, step_for(bound, style)) for bound in binding.fields] if binding else []
    found: dict[str, dict[Sample, None]] = {bound.field.name: {} for bound, _step in steps}
    for row in facts.first:
        values: Values = {}
        for bound, step in steps:
            cell = shown_value(bound, row.cells)
            try:
                values[bound.field.name] = value = step(row.cells, values, lambda _warning: None)
            except CellError as problem:
                values[bound.field.name] = None
                found[bound.field.name][Sample(_short(cell), _why(problem), True)] = None
            else:
                if value is not None and cell:
                    found[bound.field.name][Sample(_short(cell), _short(said(bound.field, value)), False)] = None
    return {name: tuple(sorted(some, key=lambda one: not one.wrong)[:SHOWN]) for name, some in found.items()}


def _bound(document: Mapping[str, Any], fields: Sequence[Field], facts: Facts) -> Binding | None:
    """The fields that can be bound; a mapping that lacks something shows what there is."""
    optional = [replace(field, required=False) for field in fields]
    entries = {name: entry for name, entry in document.get("fields", {}).items() if _fits(name, document, facts)}
    try:
        return bind(Profile.from_document({**document, "fields": entries}), optional, facts.names)
    except Refused:
        return None


def _fits(name: str, document: Mapping[str, Any], facts: Facts) -> bool:
    """Whether an entry, with all that it is counted from, can be read from this file."""
    entry, depth = document["fields"].get(name), 0
    while entry is not None and depth < LONGEST_CHAIN:
        named = [facts.column(column) for column in named_by(entry)]
        if any(column is None or facts.names.count(column.name) > 1 for column in named):
            return False
        unit, start = since(entry)
        if not unit:
            return True
        entry, depth = document["fields"].get(start), depth + 1
    return False


def _why(problem: CellError) -> str:
    """What is wrong with a cell, and where on this page it is mended."""
    here = {
        "date_order": _("day or month first? Choose below how dates are read"),
        "unreadable_date": _("no date in this reading; choose below how dates are read"),
        "number_not_date": _("a plain number, no date"),
        "not_in_map": _("choose below what it means"),
        "unknown_choice": _("choose below what it means"),
        "two_part_time": _("say whether 12:30 is hours and minutes or minutes and seconds"),
    }
    return here.get(problem.code) or str(problem.messages[0])


def said(field: Field, value: Value) -> str:
    """A value as the reader says it: no code names, instants in the company's zone."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(localtime(value))
    if isinstance(value, date):
        return moment(value)
    return field.shown(str(value)) if field.type is FieldType.CHOICE else str(value)


def moment(at: date) -> str:
    """13 September 2026 21:05; the time only where there is one."""
    day = date_format(at, _("j F Y"))
    return f"{day} {at:%H:%M}" if isinstance(at, datetime) else day


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
