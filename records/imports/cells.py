"""Reading one cell: as text, number, yes or no, choice, day, month or instant (`durations` reads lengths of time).

Every reader takes the cell, the `Style` of the profile and somebody to warn; it returns the value, or raises
`CellError`. Empty cells do not get here: `is_missing` is asked first. No reader asks a clock or a database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from kpi_portal.lib.month import Month
from kpi_portal.lib.names import tidy
from kpi_portal.lib.tables import Cell, ErrorCell, Percent, ShownNumber

from .dates import DateFormat, check_year, located, parse_number, parse_text
from .problems import CellError, Warn, Warner

SCIENTIFIC = re.compile(r"[+-]?\d+(?:(?:[.,]\d+)?[eE]\+|[.,]\d+[eE])\d+")
PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
CUT_MONTH = re.compile(r"\d{4}\.1")
"""2026.1: a spreadsheet program makes that of January and of October, which is 2026.10."""
MONTH = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*月?|(\d{4})(\d{2})")
FORCED = re.compile(r'="((?:[^"]|"")*)"')
"""How exports keep spreadsheet programs from taking a text for a number."""
APOSTROPHE = re.compile(r"'(?=[-=+@|%\t\d])")
"""The same by hand: what follows would be a number or a formula."""
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
"""What a spreadsheet program writes into a CSV where a formula failed."""
YES = frozenset({"yes", "y", "true", "t", "1", "是", "对", "有", "√", "✓", "通过", "合格"})
NO = frozenset({"no", "n", "false", "f", "0", "否", "不", "无", "×", "✗", "未通过", "不合格"})
DIGITS_EXCEL_KEEPS = 15
EXACT_IN_A_WORKBOOK = 1 << 53
"""From here on neighbouring whole numbers are one number to a spreadsheet program."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a source writes: zone of its naive times, date formats, tokens for “nothing”, decimal mark; and the
    instant after which everything lies in the future."""

    zone: ZoneInfo
    now: datetime
    formats: tuple[DateFormat, ...] = ()
    missing: frozenset[str] = frozenset()
    decimal: str = "."


def is_missing(cell: Cell, style: Style) -> bool:
    """Empty, blanks only, or one of the profile's tokens (case does not count)."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return bool(style.missing) and shown(cell) in style.missing
    if not cell or cell.isspace():
        return True
    return bool(style.missing) and cell.strip().casefold() in style.missing


def shown(cell: Cell) -> str:
    """The cell as its sender saw it, for messages and error files."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="milliseconds" if cell.microsecond else "auto")
    if isinstance(cell, ShownNumber):
        return cell.shown
    if isinstance(cell, timedelta):
        return _hours(cell)
    return f"{cell:f}%" if isinstance(cell, Percent) else str(cell)


def _hours(length: timedelta) -> str:
    """A length of time as a workbook shows it: `26:10:00`, `-0:30:00`."""
    seconds = abs(length).total_seconds()
    minutes, rest = divmod(int(seconds), 60)
    sign = "-" if length < timedelta(0) else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _plain(cell: Cell) -> str:
    """The cell as one stripped, composed string without control characters."""
    if not isinstance(cell, str):
        _refuse_rounded(cell)
        return shown(cell)
    if isinstance(cell, ErrorCell) or cell.strip() in ERRORS:
        raise CellError("error_cell", shown=str(cell).strip())
    text = _unforced(cell.strip())
    if text.isprintable():
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    if "\0" in cell:
        raise CellError("nul")
    return CONTROL.sub("", unicodedata.normalize("NFC", text))


def _unforced(text: str) -> str:
    """The text without the marks that force a spreadsheet program to take it for one."""
    if text.startswith("="):
        forced = FORCED.fullmatch(text)
        return forced[1].replace('""', '"').strip() if forced else text
    return APOSTROPHE.sub("", text, count=1) if text.startswith("'") else text


def _refuse_rounded(cell: Cell) -> None:
    """A number cell (a text file has none) of so many digits that its last ones may be anybody's."""
    if isinstance(cell, int) and abs(cell) >= EXACT_IN_A_WORKBOOK:
        raise CellError("digits_rounded")


def narrow(cell: Cell) -> str:
    """Like `_plain`, full-width forms made ordinary: １２３ is 123."""
    text = _plain(cell)
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def text(cell: Cell, style: Style, warn: Warner) -> str:
    """Free text; tabs and line breaks stay."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return _plain(cell)


def identifier(cell: Cell, style: Style, warn: Warner) -> str:
    """A number that names something (work order, staff): text, never arithmetic.

    A date of a workbook is a warning: the program makes one of 3-12. Scientific notation is an error; so is a number
    cell beyond 2⁵³, where digits are lost for certain; one of 16 digits below it is a warning, because Excel keeps 15.
    """
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) >= 10**DIGITS_EXCEL_KEEPS:
        warn(Warn("digits_lost", {}))
    if isinstance(cell, date | time):
        warn(Warn("date_for_number", {"shown": shown(cell)}))
    if isinstance(cell, Decimal) and not isinstance(cell, Percent) and cell == cell.to_integral_value():
        cell = int(cell)
    value = narrow(cell).removeprefix("'").strip()
    if SCIENTIFIC.fullmatch(value):
        raise CellError("scientific")
    return tidy(value)


def number(cell: Cell, style: Style, warn: Warner) -> Decimal:
    """A decimal in the profile's style; thousands may be grouped by three with the other mark or a blank. Of a
    percentage the number before the sign: 96 % is 96."""
    if isinstance(cell, bool | date | time | timedelta):
        raise CellError("not_a_number")
    if isinstance(cell, int | Decimal):
        _refuse_rounded(cell)
        return Decimal(cell)
    value = narrow(cell).removeprefix("¥").removesuffix("元").removesuffix("%").strip()
    if not PLAIN_NUMBER.fullmatch(value) or style.decimal == ",":
        value = _ungrouped(value, style.decimal)
    if not PLAIN_NUMBER.fullmatch(value):
        raise CellError("not_a_number")
    return Decimal(value)


def _ungrouped(value: str, mark: str) -> str:
    other = "," if mark == "." else "."
    whole, _, fraction = value.partition(mark)
    if other in fraction:
        raise CellError("decimal_style", mark=other)
    groups = re.split(rf"[{re.escape(other)}\s']", whole)
    if len(groups) > 1:
        if not re.fullmatch(r"[+-]?\d{1,3}", groups[0]) or any(not re.fullmatch(r"\d{3}", g) for g in groups[1:]):
            raise CellError("decimal_style", mark=other) if other in whole else CellError("not_a_number")
        whole = "".join(groups)
    return f"{whole}.{fraction}" if fraction else whole


def integer(cell: Cell, style: Style, warn: Warner) -> int:
    """A whole number; `3.0` is 3."""
    value = number(cell, style, warn)
    if value != value.to_integral_value():
        raise CellError("not_whole")
    return int(value)


def boolean(cell: Cell, style: Style, warn: Warner) -> bool:
    """Yes or no in English, Chinese, 1 and 0, ✓ and ×."""
    if isinstance(cell, bool):
        return cell
    value = narrow(cell).casefold()
    if value in YES:
        return True
    if value in NO:
        return False
    raise CellError("not_yes_or_no")


def choice(cell: Cell, words: Mapping[str, str], shown: str) -> str:
    """One of a few codes; `words` maps every accepted word (case-folded) to its code, `shown` names them to people."""
    value = narrow(cell).casefold()
    if value in words:
        return words[value]
    raise CellError("unknown_choice", allowed=shown)


def instant(cell: Cell, style: Style, warn: Warner) -> datetime:
    """A moment. Naive times are on the clocks of the profile's zone; the future is an error; a day without
    a time is its 00:00, with a warning."""
    found = _moment(cell, style)
    check_year(found.year)
    if not isinstance(found, datetime):
        warn(Warn("date_without_time", {}))
        found = datetime.combine(found, time.min)
    moment = located(found, style.zone, warn)
    if moment > style.now:
        raise CellError("future")
    return moment


def day(cell: Cell, style: Style, warn: Warner) -> date:
    """A calendar day; a time of day other than 00:00 is left out with a warning."""
    found = _moment(cell, style)
    check_year(found.year)
    if isinstance(found, datetime):
        if found.time() != time.min:
            warn(Warn("time_dropped", {}))
        return found.date()
    return found


def month(cell: Cell, style: Style, warn: Warner) -> Month:
    """A month: 2026-10, 2026/10, 2026年10月, 202610, or any day in it."""
    if isinstance(cell, int | str | Decimal) and not isinstance(cell, bool):
        text = narrow(cell)
        if CUT_MONTH.fullmatch(text):
            raise CellError("month_cut", year=text[:4])
        found = MONTH.fullmatch(text)
        if found is not None:
            year, number_in_year = int(found[1] or found[3]), int(found[2] or found[4])
            check_year(year)
            if not 1 <= number_in_year <= 12:
                raise CellError("no_such_day")
            return Month(year, number_in_year)
    return Month.of_day(day(cell, style, warn))


def _moment(cell: Cell, style: Style) -> datetime | date:
    if isinstance(cell, str):
        return parse_text(_plain(cell), style.formats)
    if isinstance(cell, date):
        return cell
    if isinstance(cell, time | timedelta):
        raise CellError("time_without_day")
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return parse_number(cell, style.formats)
    raise CellError("unreadable_date")
