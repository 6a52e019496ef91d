"""A number of a workbook as what its format shows: a number, a percentage, a number with leading zeros, a day, a time
of day, an instant, a length of time."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
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
PLACES = ("0", "#", "?")
"""What stands for a digit in a format."""
PLAIN_MARKS = tuple("-+/(): ")
"""What a format shows without quotation marks."""
WORDS_OF: dict[str, Callable[[str], str]] = {
    '"': lambda token: token.strip('"'),
    "\\": lambda token: token[1:],
    "_": lambda _token: " ",
    "[": lambda _token: "",
    "*": lambda _token: "",
}
"""Begin of a piece → what it shows: words in quotation marks, one character, a blank; colours and fillings nothing."""
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


class Part(NamedTuple):
    """A piece of a format: the place of a digit (`0`, `#` or `?`), or words."""

    is_place: bool
    text: str


class Filled(NamedTuple):
    """A format that fills a whole number up with zeros, perhaps with words before, between and behind them:
    `"GD-"000000`, `000-0000`."""

    parts: tuple[Part, ...]

    def of(self, number: int) -> ShownNumber:
        """The number as people see it: the first place holds all digits that have none of their own."""
        digits, first = str(number), next(place for place, part in enumerate(self.parts) if part.is_place)
        shown: list[str] = []
        for place in range(len(self.parts) - 1, -1, -1):
            is_place, text = self.parts[place]
            if not is_place:
                shown.append(text)
                continue
            own = digits if place == first else digits[-1:]
            digits = digits[:-1]
            shown.append(own or text.strip("#?"))
        return ShownNumber(number, "".join(reversed(shown)).strip())


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
    percentage, section = False, list[str]()
    for token in TOKEN.finditer(code):
        text = token.group().casefold()
        if text == SECTION:
            break
        if ELAPSED.fullmatch(text):
            return Shows.DURATION
        if text in DATE_LETTERS:
            return Shows.INSTANT
        percentage = percentage or text == "%"
        section.append(token.group())
    return Shows.PERCENTAGE if percentage else _filled(section)


def _filled(section: list[str]) -> Format:
    """Zeros that stand for digits, beside nothing but words; a single one fills nothing up."""
    parts = [_part(token) for token in section]
    if None in parts:
        return Shows.NUMBER
    told = tuple(part for part in parts if part is not None and part.text)
    zeros = told.count(Part(True, "0"))
    words = any(not part.is_place and part.text.strip() for part in told)
    return Filled(told) if zeros > 1 or (zeros and words) else Shows.NUMBER


def _part(token: str) -> Part | None:
    """What a piece of a format stands for among digits; without text a colour, None where it is about no whole
    number."""
    if token in PLACES:
        return Part(True, token)
    if token[0] in WORDS_OF:
        return Part(False, WORDS_OF[token[0]](token))
    return Part(False, token) if token in PLAIN_MARKS or not token.isascii() else None


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
    if number < 1:
        return (MIDNIGHT + length).time() if length < timedelta(days=1) else length
    moment = _epoch(number, since_1904) + length
    return moment.date() if number.is_integer() else moment


def _epoch(number: float, since_1904: bool) -> datetime:
    """Day 0 of the count. Excel's own has a 29 February 1900 that never was."""
    if since_1904:
        return datetime(1904, 1, 1)  # noqa: DTZ001 - a cell knows no zone
    return datetime(1899, 12, 30 if number >= 60 else 31)  # noqa: DTZ001
