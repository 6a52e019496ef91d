"""The first rows of every sheet of a workbook, read by one process: which one it is about shows before any is read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from . import wire
from .opening import open_here
from .table import NAMES_ONLY, TableError


def every_sheet(stream: BinaryIO, options: dict[str, Any], *, rows: int, sheets: int) -> Iterator[bytes]:
    """A line of `wire` for each visible sheet that has cells, at most so many; a text is one sheet without a name.

    A sheet that cannot be read says so in its own line. Raises `TableError` where the file as a whole cannot.
    """
    with open_here(stream, header_row=NAMES_ONLY) as book:
        names = book.sheets[:sheets] or ("",)
    empty = 0
    for name in names:
        try:
            with open_here(stream, **options, sheet=name) as table:
                yield wire.glimpse(name, table, list(islice(table.rows(), rows)))
        except TableError as problem:
            if not name:
                raise
            if problem.code != "no_sheet":
                yield wire.closed_sheet(name, problem)
            else:  # as the second and third of many a workbook
                empty += 1
    if empty == len(names):
        raise TableError("no_sheet")
    yield wire.end()
