"""From the cells of a row to the value of a field, as the profile says: one cell, several joined, the first that is
filled, a constant, a word of a table, a time since another instant; each perhaps only where another cell says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial

from kpi_portal.lib.tables import Cell, ErrorCell, Percent

from . import cells
from .binding import BoundField
from .cells import Style
from .durations import duration
from .fields import FieldType, Reader, Value
from .problems import CellError, Warner

MOST_REMEMBERED, LONGEST_REMEMBERED = 500, 100
MOST_SHOWN = 200
MILLISECONDS_OF_A_DAY = 86_400_000
FRACTION = re.compile(r"0?\.\d{1,20}|0")
WITHOUT_WARNINGS = frozenset({FieldType.TEXT, FieldType.NUMBER, FieldType.INTEGER, FieldType.BOOLEAN, FieldType.CHOICE})
"""Types whose readers only return or refuse, so that what they returned may be remembered."""
Values = dict[str, Value]
Step = Callable[[Sequence[Cell], Values, Warner], Value]


def step_for(bound: BoundField, style: Style) -> Step:
    """What turns the cells of a row into one field's value; it raises `CellError`."""
    source = bound.source
    style = replace(style, zone=source.zone or style.zone, formats=source.formats or style.formats)
    step = _step(bound, style)
    return _where(bound, step, style) if bound.where else step


def _step(bound: BoundField, style: Style) -> Step:
    source = bound.source
    if source.since:
        return partial(_counted_from, bound, style)
    read = bound.field.reader()
    if source.words is not None:
        read = _translated(read, bound)
    if source.value is not None:
        return _constant(source.value, read, style)
    if len(bound.positions) > 1 and not source.first_filled:
        return partial(_joined, bound.positions, read, style)
    single = partial(_single, bound.positions, read, style)
    repeats = len(bound.positions) == 1 and (bound.field.type in WITHOUT_WARNINGS or source.words is not None)
    return _remembered(bound.positions[0], single) if repeats else single


def _where(bound: BoundField, step: Step, style: Style) -> Step:
    """The value where every cell that it depends on holds one of its words, else none."""

    def reading(row: Sequence[Cell], values: Values, warn: Warner) -> Value:
        for position, words in bound.where:
            cell = row[position]
            said = "" if cells.is_missing(cell, style) else cells.narrow(cell).casefold()
            if said not in words:
                return None
        return step(row, values, warn)

    return reading


def _first_filled(positions: tuple[int, ...], style: Style, row: Sequence[Cell]) -> Cell:
    return next((row[place] for place in positions if not cells.is_missing(row[place], style)), None)


def _single(
    positions: tuple[int, ...], read: Reader, style: Style, row: Sequence[Cell], _: Values, warn: Warner
) -> Value:
    cell = _first_filled(positions, style, row)
    return None if cell is None else read(cell, style, warn)


def _remembered(position: int, step: Step) -> Step:
    """Few different words in many rows: each is read once."""
    memory: dict[str, Value] = {}

    def remembering(row: Sequence[Cell], values: Values, warn: Warner) -> Value:
        cell = row[position]
        if not isinstance(cell, str) or len(cell) > LONGEST_REMEMBERED:
            return step(row, values, warn)
        if cell not in memory:
            if len(memory) >= MOST_REMEMBERED:
                return step(row, values, warn)
            memory[cell] = step(row, values, warn)
        return memory[cell]

    return remembering


def _constant(text: str, read: Reader, style: Style) -> Step:
    def step(row: Sequence[Cell], values: Values, warn: Warner) -> Value:
        return read(text, style, warn) if text else None

    return step


def _joined(
    positions: tuple[int, ...], read: Reader, style: Style, row: Sequence[Cell], _: Values, warn: Warner
) -> Value:
    """Several cells as one text; a day cell followed by a time cell become one instant."""
    parts = [row[position] for position in positions]
    present = [part for part in parts if not cells.is_missing(part, style)]
    if not present or cells.is_missing(parts[0], style):
        return None
    broken = next((part for part in present if isinstance(part, ErrorCell)), None)
    if broken is not None:
        raise CellError("error_cell", shown=str(broken))
    return read(" ".join([_part(present[0]), *(_part(_time_of_day(part)) for part in present[1:])]), style, warn)


def _time_of_day(cell: Cell) -> Cell:
    """A workbook's time of day without its format is a fraction of a day: 0.375 is 09:00."""
    if isinstance(cell, str) and FRACTION.fullmatch(cell.strip()):
        cell = Decimal(cell.strip())
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal) or isinstance(cell, Percent) or not 0 <= cell < 1:
        return cell
    return timedelta(milliseconds=round(cell * MILLISECONDS_OF_A_DAY))


def _part(cell: Cell) -> str:
    """A cell as text: midnight of a workbook's day is the day alone, a length of time is a time of day."""
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, timedelta):
        return str(cell).rjust(8, "0")
    return cells.shown(cell).strip()


def _counted_from(bound: BoundField, style: Style, row: Sequence[Cell], values: Values, warn: Warner) -> Value:
    """An instant given as the time since another one of the same row."""
    cell = _first_filled(bound.positions, style, row)
    if cell is None:
        return None
    start = values.get(bound.source.since)
    length = duration(cell, style, warn, unit=bound.source.unit, clock=bound.source.clock)
    if not isinstance(start, datetime):
        raise CellError("since_missing", field=bound.source.since)
    try:
        moment = start + length
    except OverflowError:
        raise CellError("future") from None
    if moment > style.now:
        raise CellError("future")
    return moment


def _translated(read: Reader, bound: BoundField) -> Reader:
    """The profile's table of words before the field's own reading."""
    words, other = bound.source.words or {}, bound.source.other

    def reader(cell: Cell, style: Style, warn: Warner) -> Value:
        word = cells.identifier(cell, style, warn)
        code = words.get(word.casefold(), other)
        if code is None and bound.field.type is FieldType.NUMBER and cells.PLAIN_NUMBER.fullmatch(word):
            code = word  # a table for words such as 满意 need not list the figures beside them
        if code is None:
            raise CellError("not_in_map", allowed=", ".join(words))
        return read(code, style, warn) if code else None

    return reader


def shown_value(bound: BoundField, row: Sequence[Cell]) -> str:
    """The field's cells as their sender saw them, shortened."""
    parts = [cells.shown(row[position]) for position in bound.positions if position < len(row)]
    return " ".join(filter(None, parts))[:MOST_SHOWN].replace("\0", "\ufffd")
