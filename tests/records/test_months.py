"""PROMISES 9: month edges are the company's."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kpi_portal.lib.month import Month
from records import months
from records.models import ZoneChange
from tenants.models import Company

MICROSECOND = timedelta(microseconds=1)


def test_a_month_begins_at_midnight_in_the_companys_zone(company: Company) -> None:
    record = months.record_for(Month(2026, 10))

    assert record.starts_at == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert record.ends_at == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert record.cutoff_at == datetime(2026, 11, 3, 16, tzinfo=UTC)


@pytest.mark.parametrize("month", [Month(2024, 2), Month(2023, 2), Month(2025, 12)])
def test_one_microsecond_decides_which_month_it_is(company: Company, month: Month) -> None:
    start, end, _ = months.edges(month)

    assert months.month_containing(start - MICROSECOND) == month.previous
    assert months.month_containing(start) == month
    assert months.month_containing(end - MICROSECOND) == month
    assert months.month_containing(end) == month.next


def test_a_changed_zone_holds_from_the_month_it_names_and_leaves_no_gap(company: Company) -> None:
    ZoneChange.objects.create(from_first_day=date(2026, 7, 1), time_zone="UTC")

    june, july = months.edges(Month(2026, 6)), months.edges(Month(2026, 7))

    assert june[0] == datetime(2026, 5, 31, 16, tzinfo=UTC)
    assert june[1] == july[0] == datetime(2026, 7, 1, tzinfo=UTC)


def test_a_month_once_made_keeps_its_edges(company: Company) -> None:
    before = months.record_for(Month(2026, 6)).starts_at
    ZoneChange.objects.create(from_first_day=date(2020, 1, 1), time_zone="UTC")

    assert months.record_for(Month(2026, 6)).starts_at == before
