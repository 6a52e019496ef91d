"""Cards to JSON and back, driven by the fields' own types: nothing is listed twice (SCORING §9).

Records become objects, records that a field tells apart carry their ``kind``, tuples become lists, and the rest is
spelled as in canonical JSON. How a class is written and read is worked out once.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from kpi_portal.lib.canonical import decimal_text, fraction_text, plain_tree
from kpi_portal.lib.month import Month
from scoring.engine.definition import Text
from scoring.engine.rules import PerEvent, Steps, TowardTarget

T = TypeVar("T")

WHERE_THERE_IS_ONE = {"where_there_is_one": True}
"""Metadata of a field that came later: cards that have nothing of it are written byte for byte as before."""


class Way(NamedTuple):
    """How values of one type are written and read back."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def freeze(record: object) -> dict[str, Any]:
    """A dataclass in JSON's own types. Raises TypeError for a float anywhere inside."""
    return cast(dict[str, Any], _record(cast(Any, type(record))).write(record))


def thaw(kind: type[T], frozen: Mapping[str, Any]) -> T:
    """The record of type ``kind`` that ``freeze`` wrote; fields added since then take their default."""
    return cast(T, _record(cast(Any, kind)).read(frozen))


def _way(hint: Any) -> Way:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _choice([argument for argument in arguments if argument is not NoneType])
    if origin is tuple:
        write, read = _way(arguments[0])
        return Way(lambda items: [write(item) for item in items], lambda items: tuple(map(read, items)))
    if is_dataclass(hint) and hint is not Month:
        return _record(cast(Any, hint))
    return Way(_WRITE.get(hint, plain_tree), _READ.get(hint, _same))


def _decimal(value: Any) -> Any:
    return decimal_text(value) if type(value) is Decimal else plain_tree(value)


def _fraction(value: Any) -> Any:
    return fraction_text(value) if type(value) is Fraction else plain_tree(value)


@cache
def _record(kind: Any) -> Way:
    hints = get_type_hints(kind)
    ways = {field.name: _way(hints[field.name]) for field in fields(kind)}
    parts, writers = attrgetter(*ways), [way.write for way in ways.values()]
    rare = {field.name: field.default for field in fields(kind) if field.metadata == WHERE_THERE_IS_ONE}

    def write(record: Any) -> dict[str, Any]:
        return {
            name: part if (kind := type(part)) in _AS_IT_IS or (kind is str and part.isascii()) else spell(part)
            for name, spell, part in zip(ways, writers, parts(record), strict=True)
        }

    def write_rare(record: Any) -> dict[str, Any]:
        written = write(record)
        for name, default in rare.items():
            if getattr(record, name) == default:
                del written[name]
        return written

    return Way(
        lru_cache(maxsize=4096)(write) if kind in _SHARED else write_rare if rare else write,
        lambda tree: kind(**{name: way.read(tree[name]) for name, way in ways.items() if name in tree}),
    )


def _choice(kinds: list[Any]) -> Way:
    """Optional values, and records told apart by their ``kind``."""
    write, read = _way(kinds[0]) if len(kinds) == 1 else _one_of({kind.kind: _record(kind) for kind in kinds})
    return Way(write, lambda value: None if value is None else read(value))


def _one_of(ways: Mapping[str, Way]) -> Way:
    return Way(
        lambda record: {"kind": record.kind, **ways[record.kind].write(record)},
        lambda tree: ways[tree["kind"]].read(tree),
    )


def _same(value: Any) -> Any:
    return value


_SHARED = frozenset({Text, TowardTarget, Steps, PerEvent})
"""Words and rules, of which a plan's cards have the same ones: written once, never changed."""

_AS_IT_IS = frozenset({int, bool, NoneType})
"""What needs no spelling, nor does text of ASCII: more than half of a card."""

_WRITE: Mapping[Any, Callable[[Any], Any]] = {Decimal: _decimal, Fraction: _fraction}

_READ: Mapping[Any, Callable[[Any], Any]] = {
    Decimal: Decimal,
    Fraction: Fraction,
    UUID: UUID,
    Month: Month.parse,
}
