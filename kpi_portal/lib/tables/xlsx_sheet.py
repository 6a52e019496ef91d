"""The cells of one sheet while its XML goes by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from . import limits
from .table import Cell, ErrorCell, Row, TableError
from .xlsx_parts import Text, Workbook
from .xlsx_values import Format, Shows, value_of

DIGITS = "0123456789"


class _Columns(dict[str, int]):
    """Letters → number of the column, each worked out once."""

    def __missing__(self, name: str) -> int:
        number = number_of(name)
        if not 1 <= number <= limits.SHEET_COLUMNS:
            raise TableError("damaged")
        self[name] = number
        return number


def number_of(name: str) -> int:
    """`AB` → 28; 0 for what is no column."""
    number = 0
    for letter in name.upper() if len(name) <= 3 and name.isascii() and name.isalpha() else "":
        number = number * 26 + ord(letter) - 64
    return number


def letters(number: int) -> str:
    """28 → `AB`."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


class Sheet:
    """Told of each element by `read_xml`; finished rows that have a value lie in `rows` until they are taken."""

    def __init__(self, book: Workbook) -> None:
        self.rows: list[Row] = []
        self.text = Text(lambda: self._row)
        self.starts = {"row": self._begin_row, "c": self._begin_cell, "v": self._want, "f": self._formula}
        self.starts |= {"is": self._begin_inline, "t": self._want_inline, "rPh": self._begin_phonetic}
        self.ends = {"row": self._end_row, "c": self._end_cell, "v": self._end_value}
        self.ends |= {"is": self._end_inline, "t": self._rest, "rPh": self._end_phonetic}
        self._book = book
        self._columns = _Columns()
        self._cells: list[Cell] = []
        self._row = self._column = self._widest = self._characters = 0
        self._type = self._style = ""
        self._value: str | None = None
        self._inline = self._phonetic = self._is_formula = self._hidden = False

    # --- rows ---

    def _begin_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        self._go_to(self._row + 1 if given is None else _row_number(given))
        self._column = 0
        self._hidden = attributes.get("hidden", "0") in {"1", "true"}

    def _go_to(self, row: int) -> None:
        if not self._row < row <= limits.SHEET_ROWS:
            raise TableError("damaged")
        self._row = row

    def _end_row(self) -> None:
        if not self._cells:
            return
        if any(cell is not None and cell != "" for cell in self._cells):
            self.rows.append(Row(self._row, self._cells, self._hidden))
        self._cells = []

    # --- cells ---

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        self._column = self._column + 1 if given is None else self._columns[given.rstrip(DIGITS)]
        if self._column > self._widest or self._row * self._widest > limits.WORKBOOK_CELLS:
            self._refuse_too_far()
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._value = None
        self._is_formula = False

    def _refuse_too_far(self) -> None:
        self._widest = max(self._widest, self._column)
        if self._widest > limits.SHEET_COLUMNS:
            raise TableError("damaged")
        if self._row * self._widest > limits.WORKBOOK_CELLS:
            raise TableError("too_many_cells", cell=f"{letters(self._widest)}{self._row}")

    def _end_cell(self) -> None:
        if self._value is None or self._value == "":
            if self._is_formula and self._type != "str":
                raise TableError("formulas_without_values", cell=f"{letters(self._column)}{self._row}")
            return
        cell = self._cell(self._value)
        missing = self._column - len(self._cells)
        if missing == 1:
            self._cells.append(cell)
        else:
            self._cells.extend([None] * missing)
            self._cells[self._column - 1] = cell
        if isinstance(cell, str):
            self._characters += len(cell)
            if self._characters > limits.WORKBOOK_CHARACTERS:
                raise TableError("too_much_text", limit=limits.WORKBOOK_CHARACTERS)

    def _cell(self, raw: str) -> Cell:
        reader = READERS.get(self._type)
        if reader is not None:
            return reader(raw)
        if self._type == "s":
            return self._shared(raw)
        if self._type != "n":
            raise TableError("damaged")
        return value_of(raw, self._shows(), since_1904=self._book.since_1904)

    def _shows(self) -> Format:
        try:
            return self._book.formats[int(self._style)] if self._style else Shows.NUMBER
        except (ValueError, IndexError):
            return Shows.NUMBER

    def _shared(self, raw: str) -> str:
        if raw.strip(DIGITS) or len(raw) > 9 or int(raw) >= len(self._book.strings):
            raise TableError("damaged")
        return self._book.strings[int(raw)]

    # --- what is in a cell ---

    def _want(self, _: dict[str, str]) -> None:
        self.text.wanted = True

    def _end_value(self) -> None:
        self._value = self.text.take()

    def _formula(self, _: dict[str, str]) -> None:
        self._is_formula = True

    def _begin_inline(self, _: dict[str, str]) -> None:
        self._inline = True

    def _want_inline(self, _: dict[str, str]) -> None:
        self.text.wanted = self._inline and not self._phonetic

    def _rest(self) -> None:
        self.text.wanted = False

    def _end_inline(self) -> None:
        self._inline = False
        self._value = self.text.take()

    def _begin_phonetic(self, _: dict[str, str]) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False


def _row_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else 0


def _iso(raw: str) -> Cell:
    """A date as strict workbooks write it; text where it is none."""
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return raw
    if moment.tzinfo is not None:
        return raw
    return moment.date() if len(raw) == len("2026-10-01") else moment


def _boolean(raw: str) -> bool:
    return raw.strip() in {"1", "true"}


READERS: dict[str, Callable[[str], Cell]] = {"str": str, "inlineStr": str, "b": _boolean, "e": ErrorCell, "d": _iso}
