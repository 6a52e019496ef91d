"""Months lie in the company's zone and are half-open (SCORING §1, PROMISES 9)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kpi_portal.lib.month import Month

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_month_starts_and_ends_at_local_midnight() -> None:
    start, end = Month(2026, 10).bounds(SHANGHAI)
    assert start == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert end == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert (start.tzinfo, end.tzinfo) == (UTC, UTC)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"])
def test_a_microsecond_decides_the_month(zone: str) -> None:
    for month in (Month(2023, 2), Month(2024, 2), Month(2026, 3), Month(2026, 12)):
        start, end = month.bounds(ZoneInfo(zone))
        tick = timedelta(microseconds=1)
        assert Month.of(start, ZoneInfo(zone)) == month
        assert Month.of(start - tick, ZoneInfo(zone)) == month.previous
        assert Month.of(end - tick, ZoneInfo(zone)) == month
        assert Month.of(end, ZoneInfo(zone)) == month.next


def test_where_midnight_does_not_exist_the_month_starts_after_the_gap() -> None:
    asuncion = ZoneInfo("America/Asuncion")  # on 1 October 2023 the clocks went from 00:00 to 01:00
    start, _ = Month(2023, 10).bounds(asuncion)
    assert start.astimezone(asuncion).hour == 1
    assert Month.of(start, asuncion) == Month(2023, 10)
    assert Month.of(start - timedelta(microseconds=1), asuncion) == Month(2023, 9)


def test_months_count_on_over_the_year() -> None:
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2026, 1).previous == Month(2025, 12)
    assert Month(2026, 10).plus(-22) == Month(2024, 12)
    assert Month(2026, 9) < Month(2026, 10) < Month(2027, 1)


def test_a_month_knows_its_days() -> None:
    assert [Month(2024, 2).days, Month(2023, 2).days, Month(2026, 10).days] == [29, 28, 31]
    assert (Month(2024, 2).first_day, Month(2024, 2).last_day) == (date(2024, 2, 1), date(2024, 2, 29))
    assert Month.of_day(date(2026, 10, 31)) == Month(2026, 10)


def test_a_month_is_written_as_it_is_read() -> None:
    assert str(Month.parse("2026-10")) == "2026-10"
    assert str(Month(987, 1)) == "0987-01"


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-1", "26-10", "2026-10-01", " 2026-10", "２０２６-10", "0000-01"]
)
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Month.parse(text)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        Month.of(datetime(2026, 10, 1), SHANGHAI)  # noqa: DTZ001
