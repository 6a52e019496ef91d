"""A profile edited in the browser: for each field the column that holds it, and how the source writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.tables import Cell, Table

from . import cells
from .binding import guess
from .fields import Field
from .profile import CREATABLE, Profile

PREFIX = "column-"
KEPT = "\u0001kept"
"""Choice of a field that the profile describes by more than one column; never a column's name."""
SAMPLE_ROWS = 30


@dataclass(frozen=True, slots=True)
class Start:
    """What a mapping starts from: a profile's document (remembered, sent along, or nearly empty) and the zone."""

    document: Mapping[str, Any]
    zone: str
    remembered: bool


class MappingForm(forms.Form):
    """The profile of one file."""

    zone = forms.ChoiceField(label=_("Time zone of the file"), required=False)
    dates = forms.CharField(
        label=_("Date format"),
        required=False,
        max_length=200,
        help_text=_("Only if the year does not come first, for example %d/%m/%Y %H:%M."),
    )
    missing = forms.CharField(
        label=_("Words that mean “nothing”"), required=False, max_length=200, help_text=_("Separated by blanks: ? N/A")
    )
    decimal = forms.ChoiceField(label=_("Decimal mark"), choices=((".", "."), (",", ",")))
    rating_scale = forms.IntegerField(label=_("Top of the rating scale"), min_value=2, max_value=100)
    creates = forms.MultipleChoiceField(
        label=_("May create"),
        required=False,
        choices=(("people", _("People")), ("sites", _("Sites")), ("teams", _("Teams"))),
        widget=forms.CheckboxSelectMultiple,
    )
    silent = forms.MultipleChoiceField(
        label=_("This source does not record"),
        required=False,
        choices=(("responses", _("first responses")), ("dispatches", _("dispatches"))),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, start: Start, fields: Sequence[Field], table: Table) -> None:
        self.base = dict(start.document)
        self.known = fields
        self.remembered = start.remembered
        self.table_columns = [column for column in table.columns if column]
        self._described = self.base.get("fields", {})
        self._guessed = {} if self._described else guess(fields, table.columns)
        self._samples = _samples(table)
        super().__init__(data, initial=self._initial(start.zone))
        self.fields["zone"].choices = [(name, name) for name in sorted(available_timezones())]  # type: ignore[attr-defined]
        for field in fields:
            self.fields[PREFIX + field.name] = self._choice(field)

    def _initial(self, zone: str) -> dict[str, Any]:
        base = self.base
        silent = [what for what in ("responses", "dispatches") if base.get(f"records_{what}") is False]
        dates, missing = base.get("dates", []), base.get("missing", [])
        return {
            "zone": base.get("zone") or zone,
            "dates": (dates if isinstance(dates, str) else "".join(dates[:1])),
            "missing": missing if isinstance(missing, str) else " ".join(missing),
            "decimal": base.get("decimal", "."),
            "rating_scale": base.get("rating_scale", 5),
            "creates": base.get("creates", []),
            "silent": silent,
        }

    def _choice(self, field: Field) -> forms.ChoiceField:
        initial = self._guessed.get(field.name, "")
        choices = [("", _("not imported")), *((column, column) for column in self.table_columns)]
        entry = self._described.get(field.name)
        if entry is not None:
            initial = _column_of(entry)
            if initial not in self.table_columns:
                initial = KEPT
                choices.append((KEPT, _("as in the profile")))
        return forms.ChoiceField(label=str(field.label), required=False, choices=choices, initial=initial)

    def rows(self) -> list[dict[str, Any]]:
        """The table of fields for the page; `mapped` ones stand first."""
        found = []
        for field in self.known:
            bound = self[PREFIX + field.name]
            column = bound.value() or ""
            state = "" if not column else "remembered" if self._described else "guessed"
            row = {"field": field, "bound": bound, "column": column, "state": state}
            found.append(row | {"sample": self._samples.get(column, ""), "mapped": bool(column) or field.required})
        return sorted(found, key=lambda row: not row["mapped"])

    def document(self) -> dict[str, Any]:
        """The profile's document as the form says it. Raises `Refused` when it cannot be one."""
        data = self.cleaned_data
        document = {**self.base, **{name: data[name] for name in ("zone", "decimal", "rating_scale")}}
        document["creates"] = [name for name in CREATABLE if name in data["creates"]]
        document["missing"] = data["missing"].split()
        former = self.base.get("dates", [])
        more = former[1:] if isinstance(former, list) else []
        document["dates"] = [data["dates"], *more] if data["dates"] else []
        for what in ("responses", "dispatches"):
            document[f"records_{what}"] = what not in data["silent"]
        document["fields"] = {field.name: entry for field in self.known if (entry := self._entry(field.name))}
        Profile.from_document(document)
        return document

    def _entry(self, name: str) -> Any:
        column, described = self.cleaned_data[PREFIX + name], self._described.get(name)
        if column == KEPT or (column and described is not None and _column_of(described) == column):
            return described
        return column

    def clean(self) -> dict[str, Any]:
        """Every required field has a column, and the whole is a profile."""
        data = super().clean() or {}
        for field in self.known:
            if field.required and not data.get(PREFIX + field.name) and field.name != "created_at":
                self.add_error(PREFIX + field.name, _("Every row needs this."))
        if not self.errors:
            try:
                self.document()
            except Refused as problem:
                self.add_error(None, problem)
        return data


def _column_of(entry: Any) -> str:
    """The one column of a field's entry, empty if it is described otherwise."""
    if isinstance(entry, str):
        return entry
    return str(entry.get("column", "")) if isinstance(entry, dict) else ""


def _samples(table: Table) -> dict[str, str]:
    """The first value of each column among the first rows."""
    found = dict.fromkeys(table.columns, "")
    for row in islice(table.rows(), SAMPLE_ROWS):
        for column, cell in zip(table.columns, row.cells, strict=False):
            if not found[column] and cell not in (None, ""):
                found[column] = _short(cell)
    return found


def _short(cell: Cell) -> str:
    shown = " ".join(cells.shown(cell).split())
    return shown if len(shown) <= 40 else f"{shown[:39]}…"
