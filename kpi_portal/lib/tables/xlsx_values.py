"""A number of a workbook as what its format shows: a number, a day, a time of day, an instant, a length of time."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum

from .table import Cell, TableError

LONGEST_NUMBER = 64
DAYS_OF_EXCEL = 2_958_466
"""The last day that Excel knows is 31 December 9999."""
MILLISECONDS = 86_400_000
BUILT_IN_INSTANTS = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
BUILT_IN_DURATION = 46
SECTION = ";"
TOKEN = re.compile(r"""\"[^\"]*+\"?|\[[^\]]*+\]?|[\\_*].|general|.""", re.IGNORECASE | re.DOTALL)
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]")
MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - of any day
DATE_LETTERS = frozenset("dmyhs")


class Shows(Enum):
    """What cells of a format show."""

    NUMBER = "number"
    INSTANT = "instant"
    DURATION = "duration"


def shows(number: int, code: str | None) -> Shows:
    """What a number format shows; `code` is its text where the workbook brings it, else the built-in one is meant."""
    if code is None:
        if number == BUILT_IN_DURATION:
            return Shows.DURATION
        return Shows.INSTANT if number in BUILT_IN_INSTANTS else Shows.NUMBER
    return _by_code(code)


def _by_code(code: str) -> Shows:
    """Its first section decides: letters of a date outside quotation marks, brackets and escapes."""
    for token in TOKEN.finditer(code):
        text = token.group().casefold()
        if text == SECTION:
            break
        if ELAPSED.fullmatch(text):
            return Shows.DURATION
        if text in DATE_LETTERS:
            return Shows.INSTANT
    return Shows.NUMBER


def value_of(raw: str, shown: Shows, *, since_1904: bool) -> Cell:
    """The value of a number cell. A whole number keeps all the digits that stand in the file. Raises `TableError`."""
    try:
        number = float(raw)
    except ValueError:
        raise TableError("damaged") from None
    if len(raw) > LONGEST_NUMBER or not math.isfinite(number):
        raise TableError("damaged")
    if shown is Shows.NUMBER:
        if not number.is_integer():
            return Decimal(repr(number))
        return int(number) if abs(number) < 1 << 53 else _exact(raw)
    return _moment(number, shown, since_1904)


def _exact(raw: str) -> int:
    """Beyond 2⁵³ a float has fewer digits than the file."""
    try:
        return int(Decimal(raw))
    except InvalidOperation:
        raise TableError("damaged") from None


def _moment(number: float, shown: Shows, since_1904: bool) -> Cell:
    """Excel's day count, to the millisecond: without a fraction a day, below 1 a time of day."""
    lowest = -DAYS_OF_EXCEL if shown is Shows.DURATION else 0
    if not lowest <= number < DAYS_OF_EXCEL:
        return int(number) if number.is_integer() else Decimal(repr(number))
    length = timedelta(milliseconds=round(number * MILLISECONDS))
    if shown is Shows.DURATION:
        return length
    if number < 1 and not since_1904:
        return (MIDNIGHT + length).time() if length < timedelta(days=1) else length
    moment = _epoch(number, since_1904) + length
    return moment.date() if number.is_integer() else moment


def _epoch(number: float, since_1904: bool) -> datetime:
    """Day 0 of the count. Excel's own has a 29 February 1900 that never was."""
    if since_1904:
        return datetime(1904, 1, 1)  # noqa: DTZ001 - a cell knows no zone
    return datetime(1899, 12, 30 if number >= 60 else 31)  # noqa: DTZ001
