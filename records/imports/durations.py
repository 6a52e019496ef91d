"""Reading a length of time: a number of units, a workbook's duration, `h:mm:ss`, or words (`2小时15分`, `1h 5m`).

`12:30` alone says nothing: it may be hours and minutes or minutes and seconds. The profile has to say which.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kpi_portal.lib.tables import Cell, Percent

from . import cells
from .cells import Style
from .problems import CellError, Warner

CLOCKS = {"hh:mm": 3600, "mm:ss": 60}
"""What a profile may say of two-part times → seconds that one of the first part has."""
DAY, HOUR, MINUTE = 86_400, 3_600, 60
THREE_PARTS = re.compile(r"(\d{1,5}):([0-5]?\d):([0-5]?\d(?:[.,]\d{1,9})?)")
TWO_PARTS = re.compile(r"(\d{1,5}):([0-5]?\d(?:[.,]\d{1,9})?)")
WORDS = {
    "天": DAY, "日": DAY, "d": DAY, "day": DAY, "days": DAY,
    "小时": HOUR, "时": HOUR, "h": HOUR, "hr": HOUR, "hrs": HOUR, "hour": HOUR, "hours": HOUR,
    "分钟": MINUTE, "分": MINUTE, "m": MINUTE, "min": MINUTE, "mins": MINUTE, "minute": MINUTE, "minutes": MINUTE,
    "秒": 1, "秒钟": 1, "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1,
}  # fmt: skip
IN_WORDS = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([^\W\d_]+)[\s,]*")


def duration(cell: Cell, style: Style, warn: Warner, *, unit: int, clock: str = "") -> timedelta:
    """A length of time, exact to the microsecond. Plain numbers count `unit` seconds each, `clock` says what a
    two-part time means. Raises `CellError`."""
    seconds = _seconds(cell, style, warn, unit, clock)
    if seconds < 0:
        raise CellError("negative_duration")
    try:
        return timedelta(microseconds=int((seconds * 1_000_000).to_integral_value(ROUND_HALF_UP)))
    except OverflowError:
        raise CellError("too_large", limit="999999999") from None


def _seconds(cell: Cell, style: Style, warn: Warner, unit: int, clock: str) -> Decimal:
    if isinstance(cell, Percent):
        raise CellError("not_a_duration")
    if isinstance(cell, date):
        raise CellError("moment_not_duration")
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
    if isinstance(cell, timedelta):
        return Decimal(cell // timedelta(microseconds=1)) / 1_000_000
    written = _written(cells.narrow(cell), clock) if isinstance(cell, str) else None
    return _number(cell, style, warn) * unit if written is None else written


def _number(cell: Cell, style: Style, warn: Warner) -> Decimal:
    try:
        return cells.number(cell, style, warn)
    except CellError as problem:
        if problem.code == "not_a_number":
            raise CellError("not_a_duration") from None
        raise


def _written(text: str, clock: str) -> Decimal | None:
    """Seconds of a text that is no plain number; None for one that may be."""
    if found := THREE_PARTS.fullmatch(text):
        return Decimal(int(found[1]) * HOUR + int(found[2]) * MINUTE) + _decimal(found[3])
    if found := TWO_PARTS.fullmatch(text):
        if clock not in CLOCKS:
            raise CellError("two_part_time", shown=text)
        first = CLOCKS[clock]
        return int(found[1]) * first + _decimal(found[2]) * (first // 60)
    return in_words(text)


def in_words(text: str) -> Decimal | None:
    """Seconds of `2小时15分` or `1h 5m`; None for any other text."""
    text, total, end = text.casefold(), Decimal(0), 0
    while found := IN_WORDS.match(text, end):
        if found[2] not in WORDS:
            return None
        total += Decimal(found[1]) * WORDS[found[2]]
        end = found.end()
    return total if end and end == len(text) else None


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
