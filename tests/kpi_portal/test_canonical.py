"""Canonical JSON: one value, one spelling (SCORING §9)."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from kpi_portal.lib.canonical import canonical, sha256_hex
from kpi_portal.lib.month import Month


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({"分": "é"}, '{"分":"é"}'),
        ("e\u0301", '"é"'),
        (Decimal("20.00"), '"20.00"'),
        (Decimal("1E+3"), '"1000"'),
        (Decimal("-0.00"), '"0.00"'),
        (Fraction(46, 50), '"23/25"'),
        (Fraction(46), '"46/1"'),
        (datetime(2026, 11, 4, tzinfo=timezone(timedelta(hours=8))), '"2026-11-03T16:00:00Z"'),
        (datetime(2026, 11, 3, 16, 0, 0, 1, tzinfo=UTC), '"2026-11-03T16:00:00.000001Z"'),
        (date(2026, 11, 3), '"2026-11-03"'),
        (Month(2026, 10), '"2026-10"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ((1, 2), "[1,2]"),
        (10**30, "1" + "0" * 30),
    ],
)
def test_every_value_has_one_spelling(value: object, spelled: str) -> None:
    assert canonical(value).decode() == spelled


@pytest.mark.parametrize("value", [0.5, {"a": 1.0}, {1, 2}, object(), {1: "a"}, b"bytes"])
def test_what_has_no_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), datetime(2026, 1, 1), {"é": 1, "e\u0301": 2}])  # noqa: DTZ001
def test_what_would_be_ambiguous_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_the_hash_is_that_of_the_bytes() -> None:
    assert sha256_hex({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
