"""Cards to JSON and back, driven by the fields' own types: nothing is listed twice (SCORING §9)."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from kpi_portal.lib.canonical import plain_tree
from kpi_portal.lib.month import Month

T = TypeVar("T")
Thaw = Callable[[Any], Any]


def freeze(record: object) -> dict[str, Any]:
    """A dataclass in JSON's own types. Raises TypeError for a float anywhere inside."""
    return cast(dict[str, Any], _freeze(record))


def thaw(kind: type[T], frozen: Mapping[str, Any]) -> T:
    """The record of type ``kind`` that ``freeze`` wrote; fields added since then take their default."""
    return cast(T, _record(kind)(frozen))


def _freeze(value: object) -> Any:
    if isinstance(value, tuple):
        return [_freeze(item) for item in value]
    if not is_dataclass(value) or isinstance(value, Month):
        return plain_tree(value)
    tree = {name: _freeze(getattr(value, name)) for name in _names(type(value))}
    kind = getattr(value, "kind", None)
    return {"kind": kind, **tree} if kind and "kind" not in tree else tree


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _record(kind: Any) -> Thaw:
    hints = get_type_hints(kind)
    parts = {name: _reader(hints[name]) for name in _names(kind)}
    return lambda tree: kind(**{name: read(tree[name]) for name, read in parts.items() if name in tree})


def _reader(hint: Any) -> Thaw:
    """How a value of type ``hint`` is read back."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _choice(arguments)
    if origin is tuple:
        item = _reader(arguments[0])
        return lambda items: tuple(map(item, items))
    if origin is Literal or hint in (str, int, bool):
        return _same
    if origin is not None:
        return dict
    return _SCALARS.get(hint) or _record(hint)


def _choice(arguments: tuple[Any, ...]) -> Thaw:
    """Optional values, and records told apart by their ``kind``."""
    kinds = [argument for argument in arguments if argument is not type(None)]
    if len(kinds) > 1:
        records = {kind.kind: _record(kind) for kind in kinds}
        return lambda tree: records[tree["kind"]](tree)
    read = _reader(kinds[0])
    return lambda value: None if value is None else read(value)


def _same(value: Any) -> Any:
    return value


_SCALARS: dict[Any, Thaw] = {Decimal: Decimal, Fraction: Fraction, UUID: UUID, Month: Month.parse}
