"""What a row says that did not stand before, as lines for the reader (IMPORTS §4): field, old value, new value."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import prefetch_related_objects

from .telling import Line

Pair = tuple[models.Model, models.Model]
"""A row of a table as it was, and as it will be."""


def differences(pairs: Sequence[Pair], columns: Collection[str]) -> list[list[Line]]:
    """For each pair the columns that differ. Related rows are asked for once for all pairs."""
    if not pairs:
        return []
    fields = [field for field in pairs[0][0]._meta.concrete_fields if field.attname in columns]
    related = [field.name for field in fields if field.is_relation]
    prefetch_related_objects([row for pair in pairs for row in pair], *related)
    return [_lines(before, after, fields) for before, after in pairs]


def _lines(before: models.Model, after: models.Model, fields: Sequence[Any]) -> list[Line]:
    return [
        (f"{after._meta.label_lower}.{field.name}", _word(before, field), _word(after, field))
        for field in fields
        if getattr(before, field.attname) != getattr(after, field.attname)
    ]


def _word(row: models.Model, field: Any) -> str | None:
    """A value as JSON holds it: what is named by its name, an instant or a day by its digits."""
    value = getattr(row, field.name)
    if value is None or value in ("", []):
        return None
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
