"""Reading dates and instants. Nothing is guessed: what can be read two ways is an error until the profile names the
format; only spellings with the year first (ISO, slashes, 年月日) or the month as a word need no format."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from . import clocks
from .problems import CellError, Warn, Warner
from .profile_keys import unusable

ISO_GOES_ON = ("", ":", "Z", "+", "-")
"""What may follow the minutes: Python takes 09.05 for nine o'clock and a fraction of a second."""
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number is naive
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUMBER_FORMATS = ("excel", "unix", "unix_ms")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ZONE = (
    r"(?:\s*(?P<z>Z|UTC|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)(?:\s*[\[(]?[A-Za-z]{2,20}(?:/[A-Za-z_]{2,20})?[\])]?)?)?"
)
_CLOCK_AND_ZONE = rf"(?:[T,\s]*{clocks.PATTERN}{_ZONE})?"
_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_MONTH_NAME = r"(?P<b>(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6})\.?"
YEAR_FIRST = re.compile(
    rf"(?P<Y>\d{{4}})(?:(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})|"
    rf"\s*年\s*(?P<m2>\d{{1,2}})\s*月\s*(?P<d2>\d{{1,2}})\s*[日号]){_WEEKDAY}{_CLOCK_AND_ZONE}",
    re.IGNORECASE,
)
NAMED_MONTH = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}},?\s+)?"
    rf"(?:(?P<d>\d{{1,2}})[-/\s]{_MONTH_NAME}|{_MONTH_NAME.replace('<b>', '<b2>')}\s+(?P<d2>\d{{1,2}}))"
    rf"(?:,?\s+|[-/])(?P<Y>\d{{4}}){_CLOCK_AND_ZONE}",
    re.IGNORECASE,
)
SPAN = re.compile(r"\s\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}$")
WITHOUT_YEAR = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号].*")
COMPACT = re.compile(r"(?P<Y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T ]?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?(?P<z>Z)?)?")
DAY_OR_MONTH_FIRST = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}\b.*")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
CLOCK_ONLY = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)
DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "b": r"(?P<b>[A-Za-z]{3,9})\.?",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "S": r"(?P<S>\d{1,2})(?:[.,](?P<f>\d{1,9}))?",
    "p": r"(?P<p>[AaPp]\.?[Mm]\.?|上午|下午)",
    "z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
    "%": "%",
}


@dataclass(frozen=True, slots=True)
class DateFormat:
    """A format of the profile, compiled: `%d/%m/%Y %I:%M:%S %p`. Seconds may carry a fraction, leading zeros may be
    missing, blanks may be several."""

    text: str
    pattern: re.Pattern[str]

    @classmethod
    def parse(cls, text: str) -> DateFormat:
        """Raises `Refused` naming what is not allowed."""
        if text in NUMBER_FORMATS:
            return cls(text, re.compile(r"(?P<number>\d+(?:\.\d+)?)"))
        pieces = re.split(r"%(.)", text, flags=re.DOTALL)
        _check_directives(pieces[1::2])
        parts = [
            DIRECTIVES[piece] if index % 2 else re.sub(r"(\\ |\s)+", r"\\s+", re.escape(piece))
            for index, piece in enumerate(pieces)
        ]
        return cls(text, re.compile("".join(parts), re.IGNORECASE))


def _check_directives(letters: list[str]) -> None:
    unknown = [letter for letter in letters if letter not in DIRECTIVES]
    if unknown:
        allowed = " ".join(f"%{letter}" for letter in DIRECTIVES)
        sentence = _("“%%%(letter)s” is not known; allowed are %(allowed)s, or one of the words excel, unix, unix_ms.")
        raise unusable(sentence, letter=unknown[0], allowed=allowed)
    if len(set(letters)) < len(letters):
        raise unusable(_("A part of the date is named twice."))
    if not {"Y", "y"} & set(letters) or not {"m", "b"} & set(letters) or "d" not in letters:
        raise unusable(_("A date format needs a year (%Y), a month (%m) and a day (%d)."))
    if "I" in letters and "p" not in letters:
        raise unusable(_("%I counts to twelve only; add %p for AM and PM, or use %H."))


def parse_text(text: str, formats: tuple[DateFormat, ...]) -> datetime | date:
    """A date, or a date with a time: aware if the text names an offset, else naive. Raises `CellError`.

    The profile's formats come first; a text that fits one of them is read by it or not at all.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    for known in formats:
        found = known.pattern.fullmatch(text)
        if found is not None:
            return _by_format(known, found)
    if len(text) >= 16 and text[4] == "-" and text[10] in " T" and text[13] == ":" and text[16:17] in ISO_GOES_ON:
        with contextlib.suppress(ValueError):
            exact = datetime.fromisoformat(text)
            _refuse_span(exact, text)
            return exact
    found = YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text) or NAMED_MONTH.fullmatch(text)
    if found is None:
        raise _unreadable(text)
    moment = _built(found.groupdict())
    _refuse_span(moment, text)
    return moment


def _refuse_span(moment: datetime | date, text: str) -> None:
    """“09:00-10:30” is from when to when, and no zone west of Greenwich."""
    if isinstance(moment, datetime) and moment.tzinfo is not None and SPAN.search(text):
        raise CellError("time_span")


def _unreadable(text: str) -> CellError:
    if DAY_OR_MONTH_FIRST.fullmatch(text):
        mark = next(char for char in text if not char.isdigit())
        example = mark.join(("%d", "%m", "%Y")) + (" %H:%M" if ":" in text else "")
        return CellError("date_order", example=example)
    if WITHOUT_YEAR.fullmatch(text):
        return CellError("date_without_year")
    if NUMBER.fullmatch(text):
        return CellError("number_not_date")
    if CLOCK_ONLY.fullmatch(text):
        return CellError("time_without_day")
    return CellError("unreadable_date")


def parse_number(number: int | Decimal, formats: tuple[DateFormat, ...]) -> datetime | date:
    """A number cell: 20230131 and 20230131093000 are dates, others only in a format that the profile names."""
    for known in formats:
        if known.text in NUMBER_FORMATS:
            return _by_number(known.text, Decimal(number))
    digits = str(number)
    if len(digits) in {8, 14} and digits.isdigit():
        return parse_text(digits, ())
    raise CellError("number_not_date")


def _by_format(known: DateFormat, found: re.Match[str]) -> datetime | date:
    if known.text in NUMBER_FORMATS:
        return _by_number(known.text, Decimal(found["number"]))
    return _built(found.groupdict())


def _by_number(name: str, number: Decimal) -> datetime:
    try:
        if name == "excel":
            return EXCEL_EPOCH + timedelta(milliseconds=int((number * 86_400_000).to_integral_value(ROUND_HALF_UP)))
        micro = number * (1000 if name == "unix_ms" else 1_000_000)
        return UNIX_EPOCH + timedelta(microseconds=int(micro.to_integral_value(ROUND_HALF_UP)))
    except (OverflowError, ValueError):
        raise CellError("number_not_date") from None


def _built(part: dict[str, str | None]) -> datetime | date:
    """A date or an instant out of the named parts of a match."""
    day = _day(part)
    hour = part.get("H") or part.get("I")
    if not hour:
        return day
    if part.get("I") and not 1 <= int(hour) <= 12:
        raise CellError("no_such_time")
    clock, later = clocks.clock({**part, "H": hour})
    return datetime.combine(day, clock, tzinfo=_offset(part.get("z"))) + later


def _day(part: dict[str, str | None]) -> date:
    year = int(part.get("Y") or 2000 + int(part.get("y") or 0))
    if name := part.get("b") or part.get("b2"):
        if name[:3].lower() not in MONTHS:
            raise CellError("unreadable_date")
        month = MONTHS.index(name[:3].lower()) + 1
    else:
        month = int(part.get("m") or part.get("m2") or 0)
    try:
        return date(year, month, int(part.get("d") or part.get("d2") or 0))
    except ValueError:
        raise CellError("no_such_day") from None


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    text = text.upper().removeprefix("UTC").removeprefix("GMT")
    if text in ("", "Z"):
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:2]), int(digits[2:] or 0)) if len(digits) != 3 else (int(digits[0]), int(digits[1:]))
    if hours > 15 or minutes > 59:
        raise CellError("no_such_time")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def located(moment: datetime, zone: ZoneInfo, warn: Warner) -> datetime:
    """A naive moment on the clocks of `zone` as an instant; an aware one is an instant already.

    A time that the clocks skipped is an error; one that they showed twice is read as the first, with a warning.
    """
    if moment.tzinfo is not None:
        return moment
    first, second = _offsets(zone, moment.date(), moment.hour, moment.minute)
    if first is second:
        return moment.replace(tzinfo=first)
    if first.utcoffset(None) < second.utcoffset(None):
        raise CellError("skipped_hour", zone=zone.key)
    warn(Warn("ambiguous_hour", {"zone": zone.key}))
    return moment.replace(tzinfo=first)


@lru_cache(maxsize=100_000)
def _offsets(zone: ZoneInfo, day: date, hour: int, minute: int) -> tuple[timezone, timezone]:
    """The offset of a minute on these clocks, before and after they were changed; twice the same object in all but
    two hours of the year."""
    local = datetime.combine(day, time(hour, minute), tzinfo=zone)
    first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
    assert first is not None  # a ZoneInfo always knows
    assert second is not None
    before = timezone(first)
    return before, before if first == second else timezone(second)


def check_year(year: int) -> None:
    """Refuse years outside of any archive: wrong epochs, typing errors, empty dates written as 1900."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise CellError("implausible_year", year=year)
