"""The example row of a template: how it is marked, what stands in it. By its mark it is known and never imported."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from kpi_portal.lib.tables import Row

from .fields import Field, FieldType

MARKS = ("Example:", "示例：", "示例:")
"""How a cell of the row begins, in each language; people write the colon in two ways."""
AMONG = 20
"""The first rows of a file, among which an example may stand."""

Example = str | Decimal | date | datetime
DAY = date(2026, 10, 19)
INSTANT = datetime(2026, 10, 19, 14, 2, tzinfo=UTC)
"""As clocks show it; a workbook knows no zone."""


def is_example(row: Row) -> bool:
    """Whether this is the example row of a template."""
    return row.number <= AMONG and any(isinstance(cell, str) and cell.startswith(MARKS) for cell in row.cells)


def example_of(field: Field) -> Example:
    """A value as somebody would type it; empty for a text of which none is known."""
    if field.example:
        text = str(field.example)
        return Decimal(text) if field.type in {FieldType.NUMBER, FieldType.INTEGER} else text
    if field.type is FieldType.CHOICE:
        return next(iter(field.shown_choices().values()))
    of_type: dict[FieldType, Example] = {
        FieldType.INSTANT: INSTANT,
        FieldType.DAY: DAY,
        FieldType.MONTH: f"{DAY:%Y-%m}",
        FieldType.BOOLEAN: _("yes"),
        FieldType.INTEGER: Decimal(1),
        FieldType.NUMBER: Decimal(1),
    }
    return of_type.get(field.type, "")


def shown_example(field: Field) -> str:
    """The same as a text."""
    value = example_of(field)
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def marked(value: Example) -> str:
    """What stands in the first cell of the row."""
    return f"{_('Example:')} {value}".strip()
