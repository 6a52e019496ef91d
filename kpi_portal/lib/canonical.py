"""Canonical JSON (SCORING §9): one value has one spelling, so that a hash of it can be checked for ever.

UTF-8, NFC, keys sorted by code point, no blanks; decimals as strings with their scale, fractions as ``"p/q"``,
instants ISO 8601 in UTC with ``Z``. Floats are refused: two machines may spell one float differently.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unicodedata import normalize
from uuid import UUID

from kpi_portal.lib.month import Month

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def canonical(value: object) -> bytes:
    """The one spelling of ``value``. Raises TypeError for what has none (floats, sets, objects)."""
    return spelled(plain_tree(value))


def spelled(tree: object) -> bytes:
    """The bytes of what ``plain_tree`` made."""
    return _ENCODER.encode(tree).encode("utf-8")


def sha256_hex(value: object) -> str:
    """SHA-256 of the canonical JSON of ``value``, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def plain_tree(value: object) -> Any:
    """``value`` in JSON's own types only: what the canonical bytes read back as."""
    if value is None or value is True or value is False:
        return value
    spell = _SPELLINGS.get(type(value)) or _inherited(value)
    return spell(value)


def decimal_text(value: Decimal) -> str:
    """``value`` with its scale and without exponent; minus zero is zero."""
    text = str(value)
    if "1" <= text[0] <= "9" and "E" not in text:  # as most figures are; what follows takes thrice the time
        return text
    if not value.is_finite():
        raise ValueError(f"{value} is not a finite number.")
    return format(abs(value) if value.is_zero() else value, "f")


def fraction_text(value: Fraction) -> str:
    """``"46/50"`` in lowest terms, whole numbers too: ``"23/25"``, ``"46/1"``."""
    return f"{value.numerator}/{value.denominator}"


def instant_text(value: datetime) -> str:
    """ISO 8601 in UTC, ``Z``, microseconds only where there are some. Raises ValueError for a naive instant."""
    if value.utcoffset() is None:
        raise ValueError(f"{value.isoformat()} has no time zone.")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _text(value: str) -> str:
    return value if value.isascii() else normalize("NFC", value)


def _object(value: Mapping[str, object]) -> dict[str, Any]:
    tree = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("Keys of canonical JSON are strings.")
        tree[_text(key)] = plain_tree(item)
    if len(tree) != len(value):
        raise ValueError("Two keys are the same after Unicode normalisation.")
    return tree


def _array(value: list[object] | tuple[object, ...]) -> list[Any]:
    return [plain_tree(item) for item in value]


def _inherited(value: object) -> Callable[[Any], Any]:
    """Spelling of a subclass (an enumeration of strings, an ordered mapping); datetime stands before date."""
    for kind, spell in _SPELLINGS.items():
        if isinstance(value, kind):
            return spell
    if isinstance(value, Mapping):
        return _object
    raise TypeError(f"{type(value).__name__} has no canonical spelling.")


_SPELLINGS: dict[type, Callable[[Any], Any]] = {
    str: _text,
    int: int,
    Decimal: decimal_text,
    Fraction: fraction_text,
    datetime: instant_text,
    date: date.isoformat,
    UUID: str,
    Month: str,
    dict: _object,
    list: _array,
    tuple: _array,
}
