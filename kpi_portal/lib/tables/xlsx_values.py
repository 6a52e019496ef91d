"""A number of a workbook as what its format shows: a number, a percentage, a number with leading zeros, a day, a time
of day, an instant, a length of time."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import NamedTuple

from .table import Cell, Percent, ShownNumber, TableError

LONGEST_NUMBER = 64
LONGEST_CODE = 255
"""Of a format, to spreadsheet programs; a longer one could make each cell a megabyte of zeros."""
DAYS_OF_EXCEL = 2_958_466
"""The last day that Excel knows is 31 December 9999."""
MILLISECONDS = 86_400_000
BUILT_IN_INSTANTS = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
BUILT_IN_DURATION = 46
BUILT_IN_PERCENTAGES = frozenset({9, 10})
DIGITS_SHOWN = 15
"""What Excel shows of a number: 0.1 + 0.2 is 0.3."""
LITERAL = r"""(?:"[^"]*+"|\\.|[-+/():\s])*+"""
FILLED = re.compile(rf"(?:\[[^\]]*+\])?({LITERAL})(0++)({LITERAL})")
SECTION = ";"
TOKEN = re.compile(r"""\"[^\"]*+\"?|\[[^\]]*+\]?|[\\_*].|general|.""", re.IGNORECASE | re.DOTALL)
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]")
MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - of any day
DATE_LETTERS = frozenset("dmyhs")


class Shows(Enum):
    """What cells of a format show."""

    NUMBER = "number"
    PERCENTAGE = "percentage"
    INSTANT = "instant"
    DURATION = "duration"


class Filled(NamedTuple):
    """A format that fills a whole number up with zeros, with words before and behind: `"GD-"000000`."""

    before: str
    digits: int
    behind: str

    def of(self, number: int) -> ShownNumber:
        """The number as people see it."""
        return ShownNumber(number, f"{self.before}{number:0{self.digits}d}{self.behind}")


Format = Shows | Filled


def shows(number: int, code: str | None) -> Format:
    """What a number format shows; `code` is its text where the workbook brings it, else the built-in one is meant.

    Raises `TableError` for a code that is longer than any.
    """
    if code is None:
        return _built_in(number)
    if len(code) > LONGEST_CODE:
        raise TableError("damaged")
    return _by_code(code)


def _built_in(number: int) -> Shows:
    if number == BUILT_IN_DURATION:
        return Shows.DURATION
    if number in BUILT_IN_PERCENTAGES:
        return Shows.PERCENTAGE
    return Shows.INSTANT if number in BUILT_IN_INSTANTS else Shows.NUMBER


def _by_code(code: str) -> Format:
    """Its first section decides: letters of a date, a percent sign, zeros outside quotation marks and escapes."""
    percentage, section = False, ""
    for token in TOKEN.finditer(code):
        text = token.group().casefold()
        if text == SECTION:
            break
        if ELAPSED.fullmatch(text):
            return Shows.DURATION
        if text in DATE_LETTERS:
            return Shows.INSTANT
        percentage = percentage or text == "%"
        section += token.group()
    return Shows.PERCENTAGE if percentage else _filled(section)


def _filled(section: str) -> Format:
    found = FILLED.fullmatch(section)
    if found is None or section == "0":
        return Shows.NUMBER
    before, behind = (literal.replace('"', "").replace("\\", "") for literal in (found[1], found[3]))
    return Filled(before, len(found[2]), behind)


def value_of(raw: str, shown: Format, *, since_1904: bool) -> Cell:
    """The value of a number cell. A whole number keeps all the digits that stand in the file. Raises `TableError`."""
    try:
        number = float(raw)
    except ValueError:
        raise TableError("damaged") from None
    if len(raw) > LONGEST_NUMBER or "_" in raw or not math.isfinite(number):
        raise TableError("damaged")
    if shown is Shows.PERCENTAGE:
        return Percent(_as_shown(number).scaleb(2))
    if isinstance(shown, Shows) and shown is not Shows.NUMBER:
        return _moment(number, shown, since_1904)
    if not number.is_integer():
        return _as_shown(number)
    whole = int(number) if abs(number) < 1 << 53 else _exact(raw)
    return shown.of(whole) if isinstance(shown, Filled) and whole >= 0 else whole


def _as_shown(number: float) -> Decimal:
    """Without the noise of binary fractions behind the digits that a spreadsheet program shows."""
    return Decimal(f"{number:.{DIGITS_SHOWN}g}")


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
        return int(number) if number.is_integer() else _as_shown(number)
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
