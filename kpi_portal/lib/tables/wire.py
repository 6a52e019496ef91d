"""What the reading process writes and its owner reads: one JSON text a line, so that nothing a file holds can be more
than a value on this side.

    {"table": {…}}                       first: the columns and how the file was taken
    {"rows": [[number, [cell, …]], …]}   as often as needed; a third item, true, says that the row is hidden
    {"survey": {…}}                      instead of the rows, where they were only to be looked at
    {"sheet": name, "table": …, "rows": …}   instead of all that, for each sheet of which the first rows were asked;
    {"sheet": name, "why": [code, {…}]}      where it cannot be read
    {"end": true}                        last
    {"refused": code, "params": {…}}     instead of any of them: a `TableError`
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .table import Cell, ErrorCell, Percent, Row, ShownNumber, Table, TableError

PORTION_CHARACTERS = 256 * 1024
HEAD = ("columns", "format", "encoding", "sheet", "delimiter", "sheets")


_WORDS: dict[type, Callable[[Any], dict[str, Any]]] = {
    Percent: lambda value: {"percent": str(value)},
    Decimal: lambda value: {"decimal": str(value)},
    datetime: lambda value: {"instant": value.isoformat()},
    date: lambda value: {"day": value.isoformat()},
    time: lambda value: {"clock": value.isoformat()},
    timedelta: lambda value: {"length": [value.days, value.seconds, value.microseconds]},
}
"""What JSON has no word for, under its own."""


def _plain(value: object) -> dict[str, Any]:
    return _WORDS[type(value)](value)


_VALUES: dict[str, Callable[[Any], Cell]] = {
    "percent": Percent,
    "shown": lambda parts: ShownNumber(*parts),
    "decimal": Decimal,
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "clock": time.fromisoformat,
    "length": lambda parts: timedelta(*parts),
    "error": ErrorCell,
}


def _cell(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        [(name, value)] = found.items()
        if name in _VALUES:
            return _VALUES[name](value)
    return found


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def head(table: Table) -> bytes:
    """The line about the table itself."""
    return _line(_encode({"table": {name: getattr(table, name) for name in HEAD}}))


def portions(table: Table) -> Iterator[bytes]:
    """The lines of its rows, each about a quarter of a megabyte."""
    texts: list[str] = []
    length = 0
    for row in table.rows():
        text = _encode(_as_list(row, table))
        texts.append(text)
        length += len(text)
        if length > PORTION_CHARACTERS:
            yield _portion(texts)
            texts.clear()
            length = 0
    if texts:
        yield _portion(texts)


def _as_list(row: Row, table: Table) -> list[object]:
    number, cells, hidden = row
    told: list[object] = [number, cells if table.format == "csv" else marked(cells)]
    return [*told, True] if hidden else told


def marked(cells: Iterable[Cell]) -> list[object]:
    """Cells as `plain` takes them: JSON writes subclasses of its own types as these, whoever wants more has to say."""
    return [_MARKS[type(cell)](cell) if type(cell) in _MARKS else cell for cell in cells]


_MARKS: dict[type, Callable[[Any], dict[str, Any]]] = {
    ErrorCell: lambda cell: {"error": str(cell)},
    ShownNumber: lambda cell: {"shown": [int(cell), cell.shown]},
}


def _portion(texts: list[str]) -> bytes:
    return _line('{"rows":[' + ",".join(texts) + "]}")


def plain(cells: object) -> Any:
    """Marked cells as JSON holds them, to be kept; `revived` takes them back."""
    return json.loads(_encode(cells))


def revived(kept: object) -> Any:
    """Cells out of what `plain` made of them."""
    return json.loads(json.dumps(kept), object_hook=_cell)


def survey(found: dict[str, Any]) -> bytes:
    """The line that says what the columns hold, see `surveying`."""
    return _line(_encode({"survey": found}))


def glimpse(sheet: str, table: Table, rows: Iterable[Row]) -> bytes:
    """The line of a sheet's head and its first rows."""
    about = {name: getattr(table, name) for name in HEAD}
    return _line(_encode({"sheet": sheet, "table": about, "rows": [_as_list(row, table) for row in rows]}))


def closed_sheet(sheet: str, problem: TableError) -> bytes:
    """The line of a sheet that cannot be read."""
    return _line(_encode({"sheet": sheet, "why": [problem.code, problem.params]}))


def end() -> bytes:
    """The line that says that there is no more."""
    return _line('{"end":true}')


def refusal(problem: TableError) -> bytes:
    """The line that says why not."""
    return _line(_encode({"refused": problem.code, "params": problem.params}))


def _line(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass") + b"\n"


def read(line: bytes) -> dict[str, Any]:
    """A line. Raises the `TableError` that it holds."""
    message: dict[str, Any] = json.loads(line, object_hook=_cell)
    if "refused" in message:
        raise TableError(message["refused"], **message["params"])
    return message


def rows_of(message: dict[str, Any]) -> Iterator[Row]:
    """The rows of a portion."""
    return (Row(*row) for row in message["rows"])
