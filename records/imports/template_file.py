"""Workbooks to fill in: a sheet per kind with headings in the reader's language, drop-downs for closed lists and for
the company's own, an example row that is never imported, and a sheet that explains every column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.utility import xl_col_to_name

from .describing import form_of
from .examples import example_of, marked, shown_example
from .fields import LANGUAGES, Field, FieldType
from .kinds import Kind, fields_of, riders

ROWS = 5_000
"""As far down as drop-downs and formats are prepared."""
FIRST, EXAMPLE = 2, 1
"""Rows, counted from 0: where entries begin, and where the example stands."""
WIDTH = 20
MARKED = frozenset({FieldType.TEXT, FieldType.IDENTIFIER, FieldType.MONTH})
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
NOTES = frozenset({"Explanations", "填写说明"})
"""What the sheet of explanations is called, in each language."""
SOURCE = "template"
"""Where the rows of filled templates are from: the same number in two of them is the same thing."""
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
NUMBER_FORMATS = {
    FieldType.DAY: "yyyy-mm-dd",
    FieldType.INSTANT: "yyyy-mm-dd hh:mm",
    FieldType.NUMBER: "General",
    FieldType.INTEGER: "0",
}
"""All others are text: a number that names something keeps its zeros."""


def write_template(stream: BinaryIO, kinds: Sequence[Kind]) -> None:
    """A workbook with a sheet for each of these kinds, in the active language."""
    book = _Book(stream, kinds)
    for kind in kinds:
        book.write_sheet(kind)
    book.write_notes()
    book.close()


def sheet_name(kind: Kind) -> str:
    """The kind's name as spreadsheet programs take it."""
    return NOT_IN_A_NAME.sub(" ", str(kind.label))[:31]


def template_fields(kind: Kind) -> tuple[Field, ...]:
    """The columns of a kind's sheet: its own and those of the kinds that ride on it."""
    return fields_of([kind, *riders(kind)])


def is_filled_template(kind: Kind, headings: Sequence[str], sheets: Sequence[str]) -> bool:
    """Whether a file is the kind's template, filled in: it has the sheet of explanations and these headings, in either
    language; those that are not needed may be missing."""
    if not NOTES & set(sheets):
        return False
    for language in LANGUAGES:
        with override(language):
            labels = {str(field.label) for field in template_fields(kind)}
            needed = {str(field.label) for field in kind.fields if field.required}
        if needed <= set(filter(None, headings)) <= labels:
            return True
    return False


class _Book:
    """One workbook while it is written."""

    def __init__(self, stream: BinaryIO, kinds: Sequence[Kind]) -> None:
        self._book = xlsxwriter.Workbook(stream, OPTIONS)
        self._kinds = kinds
        self._sheets = {kind.code: self._book.add_worksheet(sheet_name(kind)) for kind in kinds}
        self._notes = self._book.add_worksheet(_("Explanations"))
        self._lists = self._book.add_worksheet("Lists")
        self._lists.hide()
        self._listed = 0
        self._heading = self._format(bold=True, text_wrap=True, valign="top", bottom=1)
        self._needed = self._format(bold=True, text_wrap=True, valign="top", bottom=1, bg_color="#FFF2CC")

    def _format(self, **properties: Any) -> Any:
        return self._book.add_format(properties)

    def write_sheet(self, kind: Kind) -> None:
        """Headings, formats, drop-downs and the example of one kind."""
        sheet, offered = self._sheets[kind.code], kind.offered()
        sheet.freeze_panes(1, 0)
        for column, field in enumerate(template_fields(kind)):
            sheet.set_column(column, column, WIDTH, self._format(num_format=NUMBER_FORMATS.get(field.type, "@")))
            sheet.write_string(0, column, str(field.label), self._needed if field.required else self._heading)
            sheet.write_comment(0, column, _note(field), {"x_scale": 2.2, "y_scale": 1.6})
            self._write_example(sheet, column, field)
            choice = self._choice(field, offered.get(field.name))
            if choice is not None:
                sheet.data_validation(FIRST, column, ROWS, column, choice)

    def _write_example(self, sheet: Any, column: int, field: Field) -> None:
        properties = {"italic": True, "font_color": "#7F7F7F", "bg_color": "#F2F2F2"}
        style = self._format(num_format=NUMBER_FORMATS.get(field.type, "@"), **properties)
        value = example_of(field) if field.required or field.example else ""
        if column == 0 or (field.required and field.type in MARKED):
            value = marked(value)  # the first column may be deleted, needed ones may not
        if value == "":
            sheet.write_blank(EXAMPLE, column, None, style)
        elif isinstance(value, str):
            sheet.write_string(EXAMPLE, column, value, style)
        else:
            sheet.write(EXAMPLE, column, value, style)

    def _choice(self, field: Field, offered: Any) -> dict[str, Any] | None:
        """What may be chosen: closed lists refuse everything else, the company's own are only proposed."""
        if field.choices:
            return {"validate": "list", "source": self._list(list(field.shown_choices().values()))}
        if field.type is FieldType.BOOLEAN:
            return {"validate": "list", "source": [_("yes"), _("no")]}
        if offered is None:
            return None
        source = self._column(offered.kind, offered.field) or self._list(list(offered.words()))
        return {"validate": "list", "source": source, "show_error": False} if source else None

    def _column(self, code: str, name: str) -> str:
        """What is entered in another sheet of the same workbook; empty where there is none."""
        kind = next((one for one in self._kinds if one.code == code), None)
        if kind is None:
            return ""
        names = [field.name for field in template_fields(kind)]
        letter = xl_col_to_name(names.index(name))
        return f"='{sheet_name(kind)}'!${letter}${FIRST + 1}:${letter}${ROWS}"

    def _list(self, words: Sequence[str]) -> str:
        """A range of the hidden sheet that holds these words; empty for none."""
        if not words:
            return ""
        letter = xl_col_to_name(self._listed)
        self._lists.write_column(0, self._listed, words)
        self._listed += 1
        return f"=Lists!${letter}$1:${letter}${len(words)}"

    def write_notes(self) -> None:
        """What each column means, sheet by sheet."""
        notes, wrapped = self._notes, self._format(text_wrap=True, valign="top")
        notes.set_column(0, 1, WIDTH, wrapped)
        notes.set_column(2, 4, 2 * WIDTH, wrapped)
        row = 0
        for sentence in _how_to():
            notes.write_string(row, 0, sentence)
            row += 1
        for kind in self._kinds:
            notes.write_string(row + 1, 0, sheet_name(kind), self._format(bold=True, font_size=14))
            notes.write_row(row + 2, 0, _note_heads(), self._heading)
            row += 3
            for field in template_fields(kind):
                notes.write_row(row, 0, _note_cells(field))
                row += 1

    def close(self) -> None:
        """Write it out."""
        self._book.close()


def _how_to() -> list[str]:
    return [
        _("Fill in from row 3 on. Row 2 is an example; it is left out when the file is imported."),
        _("Columns with a yellow heading are needed in every row; the others may stay empty."),
        _("Do not rename the headings. Columns that you do not need may be deleted."),
        _("Nothing is stored before you have seen what is in the file."),
    ]


def _note_heads() -> list[str]:
    return [_("Column"), _("Needed"), _("Form"), _("Example"), _("Meaning")]


def _note_cells(field: Field) -> list[str]:
    needed = _("yes") if field.required else ""
    return [str(field.label), needed, form_of(field), shown_example(field), str(field.help)]


def _note(field: Field) -> str:
    """What stands beside a heading when somebody points at it."""
    example = shown_example(field)
    said = [
        _("Needed in every row.") if field.required else _("May stay empty."),
        str(field.help),
        form_of(field),
        f"{_('Example:')} {example}" if example else "",
    ]
    return "\n".join(filter(None, said))
