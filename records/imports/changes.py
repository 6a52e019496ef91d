"""What one import changed, for ever: each row that it added or changed, with the values before and now (IMPORTS §4).

Read from what is stored, not from what was said when it was: a row names its import, a changed one what it said before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.paginator import Page
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kpi_portal.lib.instants import written
from kpi_portal.lib.paging import numbered
from records.models import Batch, Fact

ROWS = 50
OWN = frozenset(
    {
        "id", "uuid", "source", "revision", "stands", "voided_at", "batch", "recorded_at", "recorded_by", "reason",
        "salt", "is_presumed", "password", "last_login", "links_given", "date_joined",
    }
)  # fmt: skip
"""Columns that say nothing of the row itself."""


class Line(NamedTuple):
    """One field: its name, what it said before (empty for a new row), what it says."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row."""

    what: str
    is_new: bool
    lines: tuple[Line, ...]
    href: str = ""


@dataclass(frozen=True)
class Section:
    """The rows of one table: what they are called, and how a page of them is made."""

    code: str
    label: str
    rows: models.QuerySet[Any] | Sequence[Any]
    told: Callable[[list[Any]], list[Change]]

    @property
    def number(self) -> int:
        """How many rows there are."""
        return self.rows.count() if isinstance(self.rows, models.QuerySet) else len(self.rows)

    def page(self, number: str | None) -> tuple[Page[Any], list[Change]]:
        """One page of them."""
        page = numbered(self.rows, number, ROWS)
        return page, self.told(list(page))


def sections(batch: Batch) -> list[Section]:
    """The tables of which the batch (of a workbook: its sheets) added or changed rows."""
    batches = list(batch.parts.all()) or [batch]
    found = [section for one in batches for section in (*_of_rooms(one), *_added(one), *_changed(one))]
    return [section for section in found if section.number]


def _of_rooms(batch: Batch) -> Iterable[Section]:
    """Tables that keep their past in a way of their own."""
    for path in settings.KPI_CHANGES_OF_IMPORTS.values():
        yield from import_string(path)(batch)


def _added(batch: Batch) -> Iterable[Section]:
    for model in apps.get_models():
        if _names_its_import(model):
            rows = model._default_manager.filter(batch=batch).order_by("pk").select_related(*_related(model))
            yield Section(f"{model._meta.label_lower}-{batch.pk}", str(model._meta.verbose_name_plural), rows, _told)


def _names_its_import(model: type[models.Model]) -> bool:
    """Tables of the rooms above with a column ``batch``; the books' own are about the file, not from it."""
    apart = {"records", *settings.KPI_CHANGES_OF_IMPORTS}
    return model._meta.app_label not in apart and any(
        field.name == "batch" and field.related_model is Batch for field in model._meta.concrete_fields
    )


def _told(rows: list[Any]) -> list[Change]:
    before = _revisions_before(rows)
    return [_change(row, before.get((row.source, row.number, row.revision - 1)) if before else None) for row in rows]


def _revisions_before(rows: list[Any]) -> Mapping[tuple[str, str, int], Any]:
    """Of facts that this import corrected, the revision before each."""
    corrected = [row for row in rows if isinstance(row, Fact) and row.revision > 1]
    if not corrected:
        return {}
    model = type(corrected[0])
    numbers = {row.number for row in corrected}
    found = model._default_manager.filter(source=corrected[0].source, number__in=numbers)
    return {(row.source, row.number, row.revision): row for row in found.select_related(*_related(model))}


def _change(row: models.Model, before: models.Model | None) -> Change:
    lines = [
        Line(str(field.verbose_name), "" if before is None else shown(before, field), shown(row, field))
        for field in _own(type(row))
    ]
    told = [line for line in lines if (line.before != line.now if before is not None else line.now)]
    return Change(str(row), before is None, tuple(told))


def _changed(batch: Batch) -> Iterable[Section]:
    """Rows of plain tables whose former values the batch keeps."""
    former: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for label, key, values in batch.detail.get("former", ()):
        former.setdefault(label, []).append((key, values))
    for label, rows in former.items():
        model = apps.get_model(label)
        name = _("%(what)s: changed") % {"what": model._meta.verbose_name_plural}
        yield Section(f"{label.lower()}-{batch.pk}-changed", name, rows, _former(model))


def _former(model: type[models.Model]) -> Callable[[list[Any]], list[Change]]:
    def told(rows: list[tuple[int, dict[str, Any]]]) -> list[Change]:
        present = model._default_manager.select_related(*_related(model)).in_bulk([key for key, _values in rows])
        return [_against(present[key], values) for key, values in rows if key in present]

    return told


def _against(row: models.Model, values: Mapping[str, Any]) -> Change:
    lines = []
    for field in _own(type(row)):
        if field.attname in values:
            before = _worded(field, values[field.attname])
            if before != shown(row, field):
                lines.append(Line(str(field.verbose_name), before, shown(row, field)))
    return Change(str(row), is_new=False, lines=tuple(lines))


def _worded(field: Any, value: Any) -> str:
    """A former value as it is kept: a key as the row that it names."""
    if value is None or value == "":
        return "—"
    if field.is_relation:
        named = field.related_model._default_manager.filter(pk=value).first()
        return str(named or value)
    return str(dict(field.flatchoices)[value]) if value in dict(field.flatchoices) else _said(field.to_python(value))


def shown(row: models.Model, field: Any) -> str:
    """What a column says, in words."""
    if field.flatchoices:
        return str(getattr(row, f"get_{field.name}_display")())
    return _said(getattr(row, field.name))


def _said(value: Any) -> str:
    """A value as people write it; seconds of an instant only where there are any."""
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return written(value) + (f"{value::%S}" if value.second else "")
    return str(value)


def _own(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.name not in OWN and not field.generated]


def _related(model: type[models.Model]) -> list[str]:
    return [field.name for field in _own(model) if isinstance(field, models.ForeignKey)]
