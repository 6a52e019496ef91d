"""Rows of a push as a CSV, so that they are judged, kept, corrected and undone like any file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from records.imports.fields import Field

from .bodies import Body, Value


def written(rows: Sequence[Mapping[str, Value]], fields: Iterable[Field]) -> bytes:
    """The same rows give the same bytes, in whatever order their fields stand: a fact without a number of its own is
    known by its file and row (IMPORTS 4)."""
    order = {field.name: place for place, field in enumerate(fields)}
    names = sorted(rows[0], key=lambda name: (order.get(name, len(order)), name))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return text.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def document(kind: str, body: Body) -> dict[str, Any]:
    """The profile by which they are read: every field is its own column."""
    columns = {"fields": {name: name for name in body.rows[0]}, "encoding": "utf-8", "delimiter": ","}
    return {**body.options, **columns, "kind": kind, "source": body.source}


def places(content: bytes) -> dict[int, int]:
    """Line at which a row begins in the file → its place in the push, from 1: values may hold line breaks."""
    reader = csv.reader(io.StringIO(content.decode(), newline=""))
    found, begins = {}, 1
    for place, _cells in enumerate(reader):
        found[begins] = place
        begins = reader.line_num + 1
    return found
