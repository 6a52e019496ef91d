"""What one entry of a profile's `[fields]` names, however it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from records.imports.fields import Field, FieldType
from records.imports.profile import COLUMN_KEYS, SINCE_UNITS

from .facts import Column, Facts, Shape

DATED = frozenset({FieldType.INSTANT, FieldType.DAY})


def columns_of(entry: object) -> list[str]:
    """The columns that give the value, in their order."""
    if isinstance(entry, str):
        return [entry]
    if not isinstance(entry, Mapping):
        return []
    found: Any = next((entry[key] for key in COLUMN_KEYS if entry.get(key)), [])
    return [found] if isinstance(found, str) else list(found)


def named_by(entry: object) -> list[str]:
    """All columns that the entry names, those of its conditions too."""
    conditions = entry.get("where", {}) if isinstance(entry, Mapping) else {}
    return [*columns_of(entry), *conditions]


def since(entry: object) -> tuple[str, str]:
    """Unit and field from which an entry counts; empty where it does not."""
    if not isinstance(entry, Mapping):
        return "", ""
    return next(((unit, str(entry[unit])) for unit in SINCE_UNITS if entry.get(unit)), ("", ""))


def found_in(facts: Facts, entry: object) -> list[Column]:
    """Those of its columns that the file has."""
    return [column for name in columns_of(entry) if (column := facts.column(name)) is not None]


def dated_columns(fields: Iterable[Field], mapped: Mapping[str, object], facts: Facts) -> list[Column]:
    """Columns that are read as dates by the formats of the whole profile, each once; several that are joined as one."""
    found: dict[tuple[int, ...], Column] = {}
    for field in fields:
        entry = mapped.get(field.name)
        own = isinstance(entry, Mapping) and "dates" in entry
        if field.type in DATED and entry is not None and not own and not since(entry)[0]:
            columns = found_in(facts, entry)
            if isinstance(entry, Mapping) and "columns" in entry and len(columns) > 1:
                found[tuple(column.place for column in columns)] = _joined(columns[0], columns[1])
            else:
                found |= {(column.place,): column for column in columns}
    return [found[places] for places in sorted(found)]


def _joined(day: Column, clock: Column) -> Column:
    """A column of days with the times of day beside it: written one behind the other, the commonest time for all."""
    time = max(clock.shapes, key=lambda shape: shape.count, default=Shape("0:0:0", 0, "09:00:00", (0, ""), (0, "")))
    shapes = [
        Shape(
            f"{shape.text} {time.text}",
            shape.count,
            f"{shape.example} {time.example}",
            _beside(shape.first_beyond, time.example),
            _beside(shape.second_beyond, time.example),
        )
        for shape in day.shapes
    ]
    return replace(day, shapes=tuple(shapes))


def _beside(beyond: tuple[int, str], time: str) -> tuple[int, str]:
    return beyond[0], f"{beyond[1]} {time}" if beyond[1] else ""
