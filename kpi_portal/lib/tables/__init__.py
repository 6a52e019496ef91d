"""Files of rows: bytes in, numbered rows out, no meaning attached.

`open_table` looks at what a file contains, never at what it is called: CSV in UTF-8, UTF-16 or GB18030, an XLSX
or XLS workbook, or a gzip or zip of one of them. Everything that is wrong with the file as a whole is `Refused` with a
sentence for the person who sent the file. What is wrong with a single cell is left to the reader of cells.
The file is read by a process of its own (`apart` owns it, `child` is it), which needs little time and memory to refuse.
"""

from typing import TYPE_CHECKING

from .table import Cell, ErrorCell, Percent, Row, ShownNumber, Table
from .totals import is_total

if TYPE_CHECKING:
    from .apart import Glimpse, glimpses, open_table, survey_table

OWNERS = ("Glimpse", "glimpses", "open_table", "survey_table")
__all__ = [
    "Cell",
    "ErrorCell",
    "Glimpse",
    "Percent",
    "Row",
    "ShownNumber",
    "Table",
    "glimpses",
    "is_total",
    "open_table",
    "survey_table",
]


def __getattr__(name: str) -> object:
    """What owns the child is imported by whoever owns one: the child starts in half the time without it."""
    if name not in OWNERS:
        raise AttributeError(name)
    from . import apart

    return getattr(apart, name)
