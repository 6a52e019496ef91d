"""An empty workbook to fill in for a kind: headings, and a sheet that explains each of them."""

from __future__ import annotations

from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from .fields import Field, FieldType
from .kinds import Kind, fields_of, riders

ROWS = 5_000
WIDTH = 18


def write_template(stream: BinaryIO, kind: Kind) -> None:
    """Headings as the labels in the active language, texts formatted as text, drop-downs for choices."""
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False})
    page, notes = book.add_worksheet(str(kind.label)[:31]), book.add_worksheet(_("Notes"))
    bold, as_text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    notes.write_row(0, 0, [_("Column"), _("Needed"), _("Meaning"), _("Allowed")], bold)
    page.freeze_panes(1, 0)
    for column, field in enumerate(fields_of([kind, *riders(kind)])):
        page.write_string(0, column, str(field.label), bold)
        page.set_column(column, column, WIDTH, as_text)
        if field.type is FieldType.CHOICE:
            page.data_validation(1, column, ROWS, column, {"validate": "list", "source": list(field.choices)})
        needed = _("yes") if field.required else ""
        notes.write_row(
            column + 1, 0, [str(field.label), needed, str(field.help) or _described(field), _allowed(field)]
        )
    notes.set_column(0, 3, 2 * WIDTH)
    book.close()


def _described(field: Field) -> str:
    described = {
        FieldType.INSTANT: _("Date and time, such as 2026-10-19 14:02:00."),
        FieldType.DAY: _("A day, such as 2026-10-19."),
        FieldType.MONTH: _("A month, such as 2026-10."),
        FieldType.NUMBER: _("A number."),
        FieldType.INTEGER: _("A whole number."),
        FieldType.BOOLEAN: _("yes or no"),
    }
    return described.get(field.type, "")


def _allowed(field: Field) -> str:
    if field.choices:
        return "; ".join(" = ".join([code, *others]) for code, others in field.choices.items())
    if field.minimum is not None or field.maximum is not None:
        return f"{'' if field.minimum is None else field.minimum}–{'' if field.maximum is None else field.maximum}"
    return ""
