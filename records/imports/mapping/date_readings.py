"""How the dates of a file may be read: every reading as an example, and how many cells it cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from records.imports.dates import DateFormat, parse_text
from records.imports.problems import CellError

from .facts import Column, Shape

CLOCKS = ("", "%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%p%I:%M", "%p%I:%M:%S", "%p %I:%M")
ORDERS = {
    "day_first": ("%d{0}%m{0}%Y", "%d{0}%m{0}%y", "%d{0}%b{0}%Y", "%d %b, %Y", "%d{0}%b{0}%y"),
    "month_first": ("%m{0}%d{0}%Y", "%m{0}%d{0}%y", "%b %d, %Y", "%b %d %Y", "%b{0}%d{0}%Y"),
    "year_first": ("%y{0}%m{0}%d", "%Y{0}%d{0}%m"),
}
"""Readings of three parts; `{0}` is what stands between them."""
NUMBERS = {"0000000000": "unix", "0000000000000": "unix_ms", "00000": "excel"}
HALF = re.compile(r"[ap]\.?m\.?|上午|下午", re.IGNORECASE)
PART = re.compile(r"\d+|[A-Za-z]{3,}\.?|[ap]\.?m\.?|上午|下午", re.IGNORECASE)
BETWEEN = re.compile(r"(?:0+|Mon)([-/. ])(?:0+|Mon)")


class Reading(NamedTuple):
    """One way to read the dates of a file. `unread` cells of all that need one cannot be read so, such as `witness`."""

    order: str
    formats: tuple[str, ...]
    example: str
    means: datetime | date
    unread: int
    witness: str


def needing(columns: Iterable[Column]) -> list[Shape]:
    """The shapes that no reading is built in for."""
    return [shape for column in columns for shape in column.shapes if not _native(shape.example)]


def readings(columns: Sequence[Column]) -> list[Reading]:
    """The readings that can read at least some of what needs one, the best first; none where nothing needs any."""
    shapes = needing(columns)
    found = [reading for order in (*ORDERS, "number") if (reading := _reading(order, shapes)) is not None]
    return sorted(found, key=lambda reading: reading.unread)


def reading_of(formats: Sequence[str], columns: Sequence[Column]) -> Reading | None:
    """What a profile's formats make of the file; None where they read nothing of it."""
    shapes = needing(columns)
    by_shape = {shape.text: [text for text in formats if _reads(text, shape.example)] for shape in shapes}
    return _built("profile", shapes, {text: found[0] for text, found in by_shape.items() if found})


def decided(found: Sequence[Reading]) -> Reading | None:
    """The only reading that reads everything; None where several do, or none."""
    whole = [reading for reading in found if not reading.unread]
    return whole[0] if len(whole) == 1 else None


def from_example(text: str, means: datetime) -> str:
    """The format in which `text` is this moment. Raises `Refused` where it is not, or may be it in two ways."""
    left = {"%d": means.day, "%m": means.month, "%Y": means.year, "%y": means.year % 100}
    clock = ["%I" if HALF.search(text) else "%H", "%M", "%S"]
    built, end = [], 0
    for part in PART.finditer(text):
        between = text[end : part.start()].replace("%", "%%")
        built += [between, _directive(part[0], left, clock)]
        end = part.end()
    found = "".join([*built, text[end:].replace("%", "%%")])
    shown = means if "%H" in found or "%I" in found else means.date()
    if not _reads(found, text) or parse_text(text, (DateFormat.parse(found),)) != shown:
        raise Refused(_("That cell cannot be this moment."), code="example")
    return found


def _directive(part: str, left: dict[str, int], clock: list[str]) -> str:
    """What a part of the text says; the date comes before the clock, each part once."""
    if HALF.fullmatch(part):
        return "%p"
    if not part.isdigit():
        found = ["%b"] if "%m" in left else []
    else:
        found = [name for name, value in left.items() if value == int(part) and (name != "%Y" or len(part) == 4)]
    if len(found) > 1:
        raise Refused(_("Take a cell whose day, month and year differ from each other."), code="example")
    if not found:
        return clock.pop(0) if clock and not {"%d", "%m"} & set(left) else part
    for name in {"%b": ["%m"], "%Y": ["%Y", "%y"], "%y": ["%Y", "%y"]}.get(found[0], found):
        left.pop(name, None)
    return found[0]


def _reading(order: str, shapes: list[Shape]) -> Reading | None:
    return _built(order, shapes, {s.text: found for s in shapes if (found := _format(order, s))})


def _format(order: str, shape: Shape) -> str:
    """The format of one shape in this order, empty where it is none of it."""
    if order == "number":
        return NUMBERS.get(shape.text, "")
    between = BETWEEN.match(shape.text)
    separator = between[1] if between else "-"
    possible = (
        f"{day.format(separator)}{joint}{clock}" if clock else day.format(separator)
        for day in ORDERS[order]
        for clock in CLOCKS
        for joint in (" ", ", ")
    )
    return next((found for found in possible if _reads(found, shape.example)), "")


def _built(order: str, shapes: list[Shape], formats: dict[str, str]) -> Reading | None:
    """The reading that reads these shapes by these formats. Its example is a cell of the commonest of them."""
    if not formats:
        return None
    unread, witness = 0, ""
    for shape in shapes:
        count, text = _unread(shape, formats.get(shape.text, ""))
        unread, witness = unread + count, witness or text
    for shape in sorted(shapes, key=lambda one: -one.count):
        if shape.text in formats and (means := _means(formats[shape.text], shape)) is not None:
            return Reading(order, tuple(dict.fromkeys(formats.values())), means[0], means[1], unread, witness)
    return None


def _unread(shape: Shape, text: str) -> tuple[int, str]:
    """How many cells of a shape a format cannot read, and one of them."""
    if not text:
        return shape.count, shape.example
    month = [name for name in re.findall(r"%([YymdbHIMSp])", text) if name != "b"].index("m") if "%m" in text else 9
    return (shape.first_beyond, shape.second_beyond)[month] if month < 2 else (0, "")


def _means(text: str, shape: Shape) -> tuple[str, datetime | date] | None:
    """A cell of the shape with what the format takes it for; one that shows which part is the day, if there is one."""
    for cell in (shape.second_beyond[1], shape.first_beyond[1], shape.example):
        try:
            if cell:
                return cell, parse_text(cell, (DateFormat.parse(text),))
        except CellError:
            continue
    return None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return DateFormat.parse(text).pattern


def _reads(text: str, cell: str) -> bool:
    try:
        return _pattern(text).fullmatch(cell) is not None
    except Refused:
        return False


def _native(cell: str) -> bool:
    """Whether it is read without any format: year first. Figures alone need one, whatever their number."""
    try:
        parse_text(cell, ())
    except CellError as problem:
        return problem.code in {"no_such_day", "no_such_time", "time_without_day"}
    return True
