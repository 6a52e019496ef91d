"""What is known of a file before anybody says what it means: its first rows, its columns and what they hold.

Plain data, so that it is kept with the batch and the page need not read the file again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any, BinaryIO

from kpi_portal.lib.tables import Cell, Row, is_total, open_table, survey_table, wire
from kpi_portal.lib.tables.table import column_key

FIRST_ROWS = 30
LONGEST_SHOWN = 200
"""Characters of a cell that are kept for the page."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Texts of a column that are written alike. Of their first and second number: how many exceed twelve, and one
    that does."""

    text: str
    count: int
    example: str
    first_beyond: tuple[int, str]
    second_beyond: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column under its heading. `more`: it holds other words beside `words`, which then are only some."""

    place: int
    name: str
    filled: int = 0
    words: Mapping[str, int] = field(default_factory=dict)
    more: bool = False
    types: Mapping[str, int] = field(default_factory=dict)
    shapes: tuple[Shape, ...] = ()

    @property
    def key(self) -> str:
        """Under which headings are compared."""
        return column_key(self.name)

    @property
    def letter(self) -> str:
        """As spreadsheet programs call it."""
        letters, number = "", self.place + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True)
class Facts:
    """One sheet under one header row. `picture` are its first rows as they stand, `first` those below the header."""

    format: str
    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    picture: tuple[Row, ...]
    columns: tuple[Column, ...]
    rows: int
    counted: int
    hidden: int

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns that can be named, in the order of the file: those with a heading, of equal ones the first."""
        named: dict[str, Column] = {}
        for column in self.columns:
            if column.name:
                named.setdefault(column.name, column)
        return named

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The same, headings compared as a profile's are."""
        return {column.key: column for column in reversed(self.by_name.values())}

    @property
    def names(self) -> tuple[str, ...]:
        """All headings in the order of the file."""
        return tuple(column.name for column in self.columns)

    @property
    def first(self) -> list[Row]:
        """The first rows below the header, as wide as it."""
        width = len(self.columns)
        below = (row for row in self.picture if row.number > self.header_row and not is_total(row.cells))
        return [Row(row.number, [*row.cells, *[None] * width][:width], row.hidden) for row in below]

    @property
    def bounded(self) -> bool:
        """Whether the file goes on behind the rows that were counted."""
        return self.rows > self.counted

    def column(self, name: str) -> Column | None:
        """The column that a profile means by this name."""
        return self.by_name.get(name) or self.by_key.get(column_key(name))

    def document(self) -> dict[str, Any]:
        """As JSON keeps it."""
        plain = {name: getattr(self, name) for name in PLAIN}
        picture = [[row.number, wire.marked(row.cells), row.hidden] for row in self.picture]
        return plain | {"picture": wire.plain(picture), "columns": [_described(column) for column in self.columns]}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Facts:
        """From what JSON kept."""
        columns = tuple(
            Column(place, name, found["filled"], dict(found["words"]), found["more"], dict(found["types"]),
                   tuple(_shape(shape) for shape in found["shapes"]))
            for place, (name, found) in enumerate(document["columns"])
        )  # fmt: skip
        picture = tuple(Row(*row) for row in wire.revived(document["picture"]))
        sheets = tuple(document["sheets"])
        return cls(**{name: document[name] for name in PLAIN} | {"sheets": sheets}, picture=picture, columns=columns)


PLAIN = ("format", "encoding", "delimiter", "sheet", "sheets", "header_row", "rows", "counted", "hidden")


def _described(column: Column) -> list[Any]:
    shapes = [[s.text, s.count, s.example, list(s.first_beyond), list(s.second_beyond)] for s in column.shapes]
    found = {"filled": column.filled, "more": column.more, "shapes": shapes}
    return [column.name, found | {"words": list(column.words.items()), "types": list(column.types.items())}]


def _shape(found: Sequence[Any]) -> Shape:
    text, count, example, first, second = found
    return Shape(text, count, example, (first[0], first[1]), (second[0], second[1]))


def glance(stream: BinaryIO, **read_as: Any) -> tuple[Row, ...]:
    """The first rows of a file as they stand, long cells cut. Raises `Refused`."""
    with open_table(stream, header_row=0, **read_as) as table:
        return pictured(islice(table.rows(), FIRST_ROWS))


def pictured(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows as they are kept for the page, long cells cut."""
    return tuple(Row(row.number, [_short(cell) for cell in row.cells], row.hidden) for row in rows)


def survey(stream: BinaryIO, picture: tuple[Row, ...], *, header_row: int, **read_as: Any) -> Facts:
    """What stands below a header row, the file read to its end. Raises `Refused`."""
    table, found = survey_table(stream, header_row=header_row, **read_as)
    columns = [[name, column] for name, column in zip(table.columns, found["columns"], strict=True)]
    about = {name: getattr(table, name) for name in ("format", "encoding", "delimiter", "sheet", "sheets")}
    counts = {name: found[name] for name in ("rows", "counted", "hidden")}
    bare = Facts.of({**about, **counts, "header_row": header_row, "picture": [], "columns": columns})
    return replace(bare, picture=picture)


def _short(cell: Cell) -> Cell:
    if cell.__class__ is not str:
        return cell
    return str(cell)[:LONGEST_SHOWN].replace("\0", "\ufffd").encode("utf-8", "replace").decode()
