"""What the kinds with thousands rather than millions of rows have in common: rows are collected, looked up, checked for
keys that come twice, and then stored through the models."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import ClassVar

from django.utils.functional import Promise

from kpi_portal.lib.names import identifier_key
from records.models import Batch

from .context import Counts, ImportContext
from .fields import Field, Offered
from .judging import JudgedRow, Note
from .matters import Matter
from .reading import Values


class SmallKind:
    """A kind of import for small tables. A subclass gives the class attributes, `key`, `store` and `undo`."""

    code: ClassVar[str]
    verb: ClassVar[str]
    label: ClassVar[str | Promise]
    fields: ClassVar[tuple[Field, ...]]
    rides_on: ClassVar[str] = ""
    trigger: ClassVar[str] = ""
    riding: ClassVar[tuple[str, ...]] = ()
    messages: ClassVar[Mapping[str, str]] = {}
    matters: ClassVar[tuple[Matter, ...]] = ()

    def offered(self) -> Mapping[str, Offered]:
        """The company's own words for some fields; none by default."""
        return {}

    def check(self, values: Values, note: Note) -> None:
        """Rules between the fields of one row; none by default."""

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Put the keys of what the rows name into their values; report what there is not. Nothing by default."""

    def key(self, values: Values) -> Hashable:
        """What a file may hold only once; None for a row that nothing but its place names."""
        raise NotImplementedError

    def compare(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Rules between the rows of a file; none by default."""

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Write the rows; what is too late goes to the queue."""
        raise NotImplementedError

    def follow(self, context: ImportContext) -> None:
        """For kinds that ride on others; nothing by default."""

    def after(self, context: ImportContext) -> None:
        """What follows from the rows that were stored; nothing by default."""

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether a batch moved figures or pay of this person."""
        raise NotImplementedError

    def undo(self, batch: Batch) -> int:
        """Take back what a batch brought; how many rows that were."""
        raise NotImplementedError

    def open(self, context: ImportContext) -> Collected:
        """Begin to store a file."""
        return Collected(self, context)


class Collected:
    """The rows of one file, kept until all are there."""

    def __init__(self, kind: SmallKind, context: ImportContext) -> None:
        self._kind = kind
        self._context = context
        self._rows: list[JudgedRow] = []

    def take(self, rows: Sequence[JudgedRow]) -> None:
        """Look up what the rows name and keep them."""
        self._kind.look_up(self._context, rows)
        self._rows.extend(rows)

    def settle(self) -> None:
        """Report every key that comes a second time."""
        first: dict[Hashable, int] = {}
        for row in self._good():
            key = self._kind.key(row.values)
            key = identifier_key(key) if isinstance(key, str) else key
            found = row.number if key is None else first.setdefault(key, row.number)
            if found != row.number:
                self._context.error(row.number, self._kind.fields[0].name, "twice", first=found)
        self._kind.compare(self._context, self._good())

    def finish(self) -> Counts:
        """Store the rows without error."""
        counts = self._kind.store(self._context, self._good())
        self._kind.after(self._context)
        return counts

    def _good(self) -> list[JudgedRow]:
        return [row for row in self._rows if row.number not in self._context.bad_rows]
