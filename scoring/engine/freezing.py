"""Cards to JSON and back, driven by the fields' own types: nothing is listed twice (SCORING §9).

Records become objects, records that a field tells apart carry their ``kind``, tuples become lists, and the rest is
spelled as in canonical JSON. How a class is written and read is worked out once. Words are spelled once, since all
cards of a plan have the same ones; rules are not: two that are equal may be written with other zeros.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from kpi_portal.lib.canonical import decimal_text, fraction_text, plain_tree
from kpi_portal.lib.month import Month
from scoring.engine.definition import Text

T = TypeVar("T")

WHERE_THERE_IS_ONE = {"where_there_is_one": True}
"""Metadata of a field that came later: cards that have nothing of it are written byte for byte as before."""


class Way(NamedTuple):
    """How values of one type are written and read back."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def freeze(record: object) -> dict[str, Any]:
    """A dataclass in JSON's own types. Raises TypeError for a float where a figure stands."""
    return cast(dict[str, Any], _record(cast(Any, type(record))).write(record))


def thaw(kind: type[T], frozen: Mapping[str, Any]) -> T:
    """The record of type ``kind`` that ``freeze`` wrote; fields added since then take their default."""
    return cast(T, _record(cast(Any, kind)).read(frozen))


def _way(hint: Any) -> Way:
    origin, arguments = get_origin(hint), get_args(hint)
    if _is_plain(hint):
        return _PLAIN
    if origin in (Union, UnionType):
        return _choice([argument for argument in arguments if argument is not NoneType])
    if origin is tuple:
        write, read = _way(arguments[0])
        return Way(lambda items: [write(item) for item in items], lambda items: tuple(map(read, items)))
    if is_dataclass(hint) and hint is not Month:
        return _record(cast(Any, hint))
    return Way(_WRITE.get(hint, plain_tree), _READ.get(hint, _same))


def _is_plain(hint: Any) -> bool:
    """Whether values of this type are JSON as they are: numbers that count, yes and no, codes; half of a card is."""
    if get_origin(hint) in (Union, UnionType):
        return all(map(_is_plain, get_args(hint)))
    return hint in (int, bool, NoneType) or get_origin(hint) is Literal


def _text(value: Any) -> Any:
    return value if type(value) is str and value.isascii() else plain_tree(value)


def _decimal(value: Any) -> Any:
    return decimal_text(value) if type(value) is Decimal else plain_tree(value)


def _fraction(value: Any) -> Any:
    return fraction_text(value) if type(value) is Fraction else plain_tree(value)


def _writer(ways: Mapping[str, Way]) -> Callable[[Any], dict[str, Any]]:
    """All parts of a record as they are, then those that need it spelled."""
    parts, spelled = attrgetter(*ways), [(name, way.write) for name, way in ways.items() if way is not _PLAIN]

    def write(record: Any) -> dict[str, Any]:
        tree = dict(zip(ways, parts(record), strict=True))
        for name, spell in spelled:
            if tree[name] is not None:
                tree[name] = spell(tree[name])
        return tree

    return write


@cache
def _record(kind: Any) -> Way:
    hints = get_type_hints(kind)
    ways = {field.name: _way(hints[field.name]) for field in fields(kind)}
    write = _writer(ways)
    rare = {field.name: field.default for field in fields(kind) if field.metadata == WHERE_THERE_IS_ONE}

    def write_rare(record: Any) -> dict[str, Any]:
        written = write(record)
        for name, default in rare.items():
            if getattr(record, name) == default:
                del written[name]
        return written

    return Way(
        lru_cache(maxsize=4096)(write) if kind is Text else write_rare if rare else write,
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


_PLAIN = Way(_same, _same)

_WRITE: Mapping[Any, Callable[[Any], Any]] = {str: _text, Decimal: _decimal, Fraction: _fraction}

_READ: Mapping[Any, Callable[[Any], Any]] = {
    Decimal: Decimal,
    Fraction: Fraction,
    UUID: UUID,
    Month: Month.parse,
}
