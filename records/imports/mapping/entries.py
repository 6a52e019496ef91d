"""What one entry of a profile's `[fields]` names, however it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from records.imports.fields import Field, FieldType
from records.imports.profile import COLUMN_KEYS, SINCE_UNITS

from .facts import Column, Facts

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
    """Columns that are read as dates by the formats of the whole profile, each once. Joined ones are not looked at:
    their cells are only parts."""
    found: dict[int, Column] = {}
    for field in fields:
        entry = mapped.get(field.name)
        own = isinstance(entry, Mapping) and ("dates" in entry or "columns" in entry)
        if field.type in DATED and entry is not None and not own and not since(entry)[0]:
            found |= {column.place: column for column in found_in(facts, entry)}
    return [found[place] for place in sorted(found)]
