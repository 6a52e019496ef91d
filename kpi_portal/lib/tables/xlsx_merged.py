"""Merged cells of a sheet: what stands in one speaks for every row that it covers, as whoever looks at the sheet sees
it. Among the column names they are refused: nobody could say which column is meant."""

from __future__ import annotations

import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from . import limits, unpacking
from .table import Cell, Row, TableError
from .xlsx_sheet import letters, number_of

MERGED = re.compile(rb"mergeCell\s([^<>]*+)")
RANGE = re.compile(rb"""\bref\s{0,9}=\s{0,9}["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']""")
LONGEST_MERGED = 200
TALLEST_HEADER = 4
"""Rows over which a heading may reach down to the row that holds the headings."""


class Merged(NamedTuple):
    """A range of merged cells, rows and columns counted from 1, both ends included."""

    first_row: int
    left: int
    last_row: int
    right: int


def read_merged(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> list[Merged]:
    """All of a sheet. They are listed behind the rows: the part is looked through for them, each byte once."""
    found: list[Merged] = []
    rest = b""
    for chunk in unpacking.parts(archive, member):
        text = rest + chunk
        end = 0
        for mention in MERGED.finditer(text):
            if mention.end() == len(text):
                break  # it may go on in the next chunk
            end = mention.end()
            one = RANGE.search(mention.group(1)[:LONGEST_MERGED])
            if one:
                found.append(Merged(int(one[2]), _column(one[1]), int(one[4]), _column(one[3])))
        if len(found) > limits.MERGED_CELLS:
            raise TableError("damaged")
        rest = text[max(end, len(text) - LONGEST_MERGED) :]
    return found


def _column(name: bytes) -> int:
    return number_of(name.decode())


def row_of_headings(rows: Iterable[Row], wanted: int, merged: Iterable[Merged]) -> Row:
    """The row with the column names, with those that reach down to it from a row above in one column. Raises
    `TableError` where there is none, or where other merged cells are among them."""
    until: deque[Row] = deque(maxlen=TALLEST_HEADER)
    for row in rows:
        until.append(row)
        if row.number >= wanted:
            break
    if not until or until[-1].number < wanted:
        raise TableError("no_header", row=wanted)
    *above, header = until
    refuse_merged_header(merged, header.number)
    cells = list(header.cells)
    standing = {row.number: row for row in above}
    for one in merged:
        if _is_tall(one, header.number) and one.first_row in standing:
            cells.extend([None] * (one.left - len(cells)))
            cells[one.left - 1] = cells[one.left - 1] or _at(standing[one.first_row], one.left)
    return header._replace(cells=cells)


def _is_tall(one: Merged, header: int) -> bool:
    """Whether a merged cell is a heading of one column that ends in the row of the headings."""
    return one.left == one.right and header - TALLEST_HEADER < one.first_row < header == one.last_row


def refuse_merged_header(merged: Iterable[Merged], header: int) -> None:
    """Raises `TableError` where the row with the column names has merged cells, other than those that end in it."""
    for one in merged:
        if one.first_row <= header <= one.last_row and not _is_tall(one, header):
            cells = f"{letters(one.left)}{one.first_row}:{letters(one.right)}{one.last_row}"
            raise TableError("merged_header", cells=cells)


def speaking_for_all(rows: Iterable[Row], merged: Sequence[Merged]) -> Iterator[Row]:
    """The rows, with the value of a merged cell in each row that it covers; `merged` in the order of first rows.

    A row that has nothing of its own is none: a cell merged down to the end of the sheet makes no records. Raises
    `TableError` where few cells would speak for more than a sheet should hold.
    """
    upcoming = iter(merged)
    following = next(upcoming, None)
    covering: dict[int, tuple[int, Cell]] = {}
    spoken = 0
    for row in rows:
        while following is not None and following.first_row <= row.number:
            value = _at(row, following.left) if following.first_row == row.number else None
            covering.pop(following.left, None)
            if value is not None:
                covering[following.left] = (following.last_row, value)
            following = next(upcoming, None)
        spoken += sum(len(value) if isinstance(value, str) else 1 for _last, value in covering.values())
        if spoken > limits.MERGED_CHARACTERS:
            raise TableError("too_much_text", limit=limits.MERGED_CHARACTERS)
        yield row._replace(cells=_filled(row, covering)) if covering else row


def _at(row: Row, column: int) -> Cell:
    return row.cells[column - 1] if column <= len(row.cells) else None


def _filled(row: Row, covering: dict[int, tuple[int, Cell]]) -> list[Cell]:
    cells = list(row.cells)
    for column, (last_row, value) in list(covering.items()):
        if row.number > last_row:
            del covering[column]
        else:
            cells.extend([None] * (column - len(cells)))
            cells[column - 1] = value
    return cells
