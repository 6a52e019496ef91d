"""What a kind of import must be able to do. Kinds live in the rooms above and stand in one settings tuple of dotted
paths, so that the books import nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from records.models import Batch

from .context import Counts, ImportContext
from .fields import Field, Offered
from .judging import JudgedRow, Note
from .matters import COMMON, Matter
from .problems import add_messages
from .reading import Values


class Storing(Protocol):
    """The third act of one kind for one file: rows come in portions, all inside one transaction."""

    def take(self, rows: Sequence[JudgedRow]) -> None:
        """Look up and set aside; rows that cannot be stored are reported with `ImportContext.error`."""

    def settle(self) -> None:
        """Last checks over all rows together, such as one number twice; reported like those of `take`."""

    def finish(self) -> Counts:
        """Store what was taken and is not in `ImportContext.bad_rows`; what is too late goes to the queue."""


class Kind(Protocol):
    """One kind of file. `code` is its name for commands and profiles, `verb` what an account must hold to import it
    (pay is HR's alone): every kind says it, none is taken for granted.

    `rides_on` names a kind whose files may carry this kind's rows too; it does when the profile maps `trigger`. What
    such a file can hold of it is named in an attribute `riding`. `matters` are what its files do to their rows beside
    what every file does.
    """

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str | Promise: ...
    @property
    def fields(self) -> tuple[Field, ...]: ...
    @property
    def rides_on(self) -> str: ...
    @property
    def verb(self) -> str: ...
    @property
    def riding(self) -> tuple[str, ...]: ...
    @property
    def trigger(self) -> str: ...
    @property
    def messages(self) -> Mapping[str, str]: ...
    @property
    def matters(self) -> tuple[Matter, ...]: ...

    def offered(self) -> Mapping[str, Offered]:
        """The fields for which the company has words of its own, such as its sites."""

    def check(self, values: Values, note: Note) -> None:
        """Rules between the fields of one row: errors keep it out, warnings are stored with it."""

    def open(self, context: ImportContext) -> Storing:
        """Begin to store a file."""

    def follow(self, context: ImportContext) -> None:
        """Of a kind that rides: a file of the other kind was stored, with or without rows of this one."""

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether a batch moved figures or pay of this person, so that somebody else has to undo it."""

    def undo(self, batch: Batch) -> int:
        """Void what a batch brought; how many rows that were. Raises `Refused` once a month they count for is
        final."""


def _paths() -> Iterator[str]:
    """Dotted paths of kinds; where the settings name a function, those that it lists."""
    for path in settings.KPI_INTAKE_KINDS:
        found = import_string(path)
        yield from found() if callable(found) else [path]


@cache
def all_kinds() -> dict[str, Kind]:
    """Every kind by its code, in the order of the settings."""
    kinds: dict[str, Kind] = {}
    for path in _paths():
        kind: Kind = import_string(path)
        add_messages(dict(kind.messages))
        kinds[kind.code] = kind
    return kinds


def together(kind: Kind, mapped: Mapping[str, object]) -> list[Kind]:
    """The kind and those that ride on its files because the profile maps their trigger."""
    return [kind, *(rider for rider in riders(kind) if rider.trigger in mapped)]


def riders(kind: Kind) -> list[Kind]:
    """The kinds whose rows may come in files of this one."""
    return [other for other in all_kinds().values() if other.rides_on == kind.code]


def matters_of(kinds: Sequence[Kind]) -> tuple[Matter, ...]:
    """What files of these kinds can do to their rows."""
    return (*COMMON, *(matter for kind in kinds for matter in kind.matters))


def fields_of(kinds: Sequence[Kind]) -> tuple[Field, ...]:
    """The fields of one file: all of its kind, and of those that ride on it the ones named in their `riding`."""
    first, *others = kinds
    riding = [field for kind in others for field in kind.fields if field.name in kind.riding]
    return (*first.fields, *(field for field in riding if field.name not in {own.name for own in first.fields}))
