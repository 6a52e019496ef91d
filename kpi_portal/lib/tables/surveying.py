"""What the columns of a file hold, counted in one pass: how many cells are filled, which words stand in them, of which
types they are, and in which shapes the texts come that might be dates. No meaning is attached here.

Bounded in rows and words, so that neither time nor answer grows with the file; it says where it stopped counting.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from .table import Cell, ErrorCell, Percent, ShownNumber, Table
from .totals import is_total

ROWS = 100_000
WORDS = 200
"""Different words of a column; one that has more is a column of names or texts."""
LONGEST_WORD, SAMPLES = 60, 3
SHAPES = 12
LONGEST_SHAPE = 40
UNPROMISING = 40
"""Filled cells without anything like a date, after which a column is no longer looked at for one."""

LETTER = re.compile(r"[A-Za-z]")
DIGITS = re.compile(r"\d+")
MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
HALF = re.compile(r"\b[ap]\.?m\.?(?![a-z])", re.IGNORECASE)
DATE_LIKE = re.compile(
    r"(?:\d{1,8}\D.*\d|[a-z]{3,9}\.? \d.*\d)(?:\s*[ap]\.?m\.?|[日时分秒z])?|\d{5}|\d{8}|\d{10}|\d{13,14}",
    re.DOTALL | re.IGNORECASE,
)


def survey(table: Table) -> dict[str, Any]:
    """`{"rows": n, "bounded": bool, "hidden": n, "columns": [{…}, …]}`; the rows behind the bound are read, not
    counted."""
    columns = [_Column() for _ in table.columns]
    count = hidden = 0
    rows = table.rows()
    for row in islice(rows, ROWS):
        count += 1
        hidden += row.hidden
        if is_total(row.cells):
            continue
        for column, cell in zip(columns, row.cells, strict=False):
            if cell is not None and cell != "":
                column.add(cell)
    beyond = deque(enumerate(rows, 1), maxlen=1)
    total = count + (beyond[0][0] if beyond else 0)
    found = [column.found() for column in columns]
    return {"rows": total, "counted": count, "hidden": hidden, "columns": found}


def shape_of(text: str) -> str:
    """A text with its figures made alike: `03/11/2026 9:14` is `0/0/0000 0:0`; names of months are `Mon`."""
    alike = DIGITS.sub(_zeros, text)
    return HALF.sub("AM", MONTH.sub("Mon", alike)) if LETTER.search(alike) else alike


def _zeros(figures: re.Match[str]) -> str:
    length = figures.end() - figures.start()
    return "0" if length < 3 else "0" * length


class _Column:
    """One column while it is counted."""

    def __init__(self) -> None:
        self.filled = 0
        self.words: Counter[str] = Counter()
        self.more = False
        self.types: Counter[str] = Counter()
        self.shapes: dict[str, _Shape] = {}
        self.promising = True

    def add(self, cell: Cell) -> None:
        """A filled cell."""
        is_text = cell.__class__ is str
        text = cell.strip() if isinstance(cell, str) else shown(cell)
        if not text:
            return
        self.filled += 1
        self.types["text" if is_text else _type(cell)] += 1
        self._count(text)
        if is_text and self.promising:
            self._shape(text)

    def _count(self, text: str) -> None:
        if text in self.words:
            self.words[text] += 1
        elif len(text) > LONGEST_WORD or len(self.words) >= WORDS:
            self.more = True
        else:
            self.words[text] = 1

    def _shape(self, text: str) -> None:
        if len(text) <= LONGEST_SHAPE and DATE_LIKE.fullmatch(text):
            shape = shape_of(text)
            if shape not in self.shapes:
                self.shapes[shape] = _Shape(text)
            self.shapes[shape].add(text)
        self.promising = len(self.shapes) <= SHAPES and (bool(self.shapes) or self.filled < UNPROMISING)

    def found(self) -> dict[str, Any]:
        """As the wire carries it: pairs, because a mapping of one key might be taken for a cell."""
        return {
            "filled": self.filled,
            "words": [[harmless(word), count] for word, count in self._telling()],
            "more": self.more,
            "types": sorted(self.types.items()),
            "shapes": [[harmless(shape), *one.found()] for shape, one in self.shapes.items()] if self.promising else [],
        }

    def _telling(self) -> list[tuple[str, int]]:
        """The words, most frequent first; of a column of texts that hardly repeat a few will do."""
        often = self.words.most_common()
        few = self.more and 2 * sum(count for _word, count in often) < self.filled
        return often[:SAMPLES] if few else often


class _Shape:
    """Texts that are written alike; of their first two numbers, which exceed twelve and so are no month."""

    def __init__(self, example: str) -> None:
        self.example = example
        self.count = 0
        self.beyond: list[list[Any]] = [[0, ""], [0, ""]]

    def add(self, text: str) -> None:
        self.count += 1
        for beyond, number in zip(self.beyond, DIGITS.findall(text), strict=False):
            if int(number) > 12:
                beyond[0] += 1
                beyond[1] = beyond[1] or text

    def found(self) -> list[Any]:
        return [self.count, harmless(self.example), *([count, harmless(text)] for count, text in self.beyond)]


def shown(cell: Cell) -> str:
    """A cell that is no text, as whoever looks at the sheet sees it."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="milliseconds" if cell.microsecond else "auto")
    if isinstance(cell, ShownNumber):
        return cell.shown
    return f"{cell:f}%" if isinstance(cell, Percent) else str(cell)


def harmless(text: str) -> str:
    """Without what a database keeps in no text."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


_TYPES: tuple[tuple[type, str], ...] = (
    (ErrorCell, "error"),
    (str, "text"),
    (bool, "yes_or_no"),
    (datetime, "instant"),
    (date, "day"),
    (time, "clock"),
    (timedelta, "length"),
    (int, "number"),
    (Decimal, "number"),
)


def _type(cell: Cell) -> str:
    return next(name for kind, name in _TYPES if isinstance(cell, kind))
