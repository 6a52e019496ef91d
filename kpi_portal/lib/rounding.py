"""The only rounding of the portal (SCORING §5): exact rationals until here, ``Decimal`` after it, half up.

Nothing depends on the caller's decimal context. Ties go away from zero: 0.005 → 0.01, −0.005 → −0.01.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

Exact = Fraction | Decimal | int


def exact(value: Exact) -> Fraction:
    """The same number as a ``Fraction``. Raises TypeError for a float, ValueError for NaN or infinity."""
    if type(value) is Fraction:
        return value
    if isinstance(value, Decimal):
        return _of_decimal(value)
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    raise TypeError(f"{value!r} is not an exact number; floats are refused in the score path.")


def half_up(value: Exact, places: int) -> Decimal:
    """``value`` at exactly ``places`` decimals, ties away from zero."""
    if type(value) is Decimal:
        return _rounded(value, places)
    number = exact(value)
    return half_up_ratio(number.numerator, number.denominator, places)


def half_up_ratio(numerator: int, denominator: int, places: int) -> Decimal:
    """``numerator / denominator`` (above 0) at exactly ``places`` decimals, without making a ``Fraction`` of it."""
    units = (abs(numerator) * 10**places * 2 + denominator) // (denominator * 2)
    return _decimal(-units if numerator < 0 else units, places)


@lru_cache(maxsize=32768)
def hundredths(value: Decimal) -> int:
    """A printed figure counted in hundredths. Raises ValueError where it has more than two decimals."""
    number = exact(value) * 100
    if number.denominator != 1:
        raise ValueError(f"{value} has more than two decimals.")
    return number.numerator


def add_up(parts: Iterable[Decimal]) -> Decimal:
    """The exact sum of printed figures of at most two decimals, at two decimals."""
    return _decimal(sum(map(hundredths, parts)), 2)


def largest_remainder(shares: Sequence[Fraction], total: Decimal, places: int = 2) -> list[Decimal]:
    """Split ``total`` in proportion to ``shares``, each part at ``places`` decimals, sum exactly ``total``.

    What rounding down leaves over goes to the largest remainders; ties: larger share first, then order (§5.3).
    """
    whole = sum(shares, Fraction(0))
    if whole <= 0 or min(shares) < 0:
        raise ValueError("Shares must not be negative and must not all be zero.")
    units = exact(total) * 10**places
    quotas = [share * units / whole for share in shares]
    floors = [quota.numerator // quota.denominator for quota in quotas]
    order = sorted(range(len(shares)), key=lambda i: (floors[i] - quotas[i], -shares[i], i))
    for index in order[: int(units) - sum(floors)]:
        floors[index] += 1
    return [_decimal(count, places) for count in floors]


def printed(value: Exact, places: int = 2) -> str:
    """Fixed number of decimals, as on screens and PDF (2) or in ``value`` of the export (4): ``"12.70"``."""
    return format(half_up(value, places), "f")


def plain(value: Exact, places: int = 6) -> str:
    """At most ``places`` decimals, no trailing zeros: ``"98"``, ``"8.4"``, ``"0.333333"``."""
    text = printed(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(value: Exact, places: int = 2) -> str:
    """At most ``places`` decimals, thousands separated: ``1,095``, ``21.9``."""
    whole, _point, decimals = plain(value, places).partition(".")
    return f"{int(whole):,}" + (f".{decimals}" if decimals else "") if int(whole) else plain(value, places)


@lru_cache(maxsize=32768)
def _of_decimal(value: Decimal) -> Fraction:
    if not value.is_finite():
        raise ValueError(f"{value} is not a finite number.")
    return Fraction(value)


@lru_cache(maxsize=32768)
def _rounded(value: Decimal, places: int) -> Decimal:
    """Weights, points and pay of a plan, the same for each of its cards."""
    number = _of_decimal(value)
    return half_up_ratio(number.numerator, number.denominator, places)


@lru_cache(maxsize=32768)
def _decimal(units: int, places: int) -> Decimal:
    """``units`` × 10^−places, exactly and whatever the decimal context says; never minus zero."""
    return Decimal((1 if units < 0 else 0, tuple(map(int, str(abs(units)))), -places))
