"""One cell at a time: what is read, what is refused, and that nothing else can happen."""

import contextlib
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.lib.month import Month
from kpi_portal.lib.tables import Percent, ShownNumber
from records.imports import cells, durations
from records.imports.cells import Style
from records.imports.dates import DateFormat
from records.imports.fields import READERS, FieldType
from records.imports.problems import MESSAGES, CellError, Warn

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SHANGHAI = Style(zone=ZoneInfo("Asia/Shanghai"), now=NOW)
BERLIN = Style(zone=ZoneInfo("Europe/Berlin"), now=NOW)
NOON = datetime(2025, 12, 25, 4, 0, tzinfo=UTC)

ANY_CELL = st.one_of(
    st.text(max_size=40),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


def instant(cell: object, style: Style = SHANGHAI, *formats: str) -> datetime:
    """The instant, no warnings expected."""
    compiled = tuple(DateFormat.parse(text) for text in formats)
    warnings: list[Warn] = []
    read = cells.instant(cell, Style(style.zone, style.now, compiled), warnings.append)  # type: ignore[arg-type]
    assert not warnings
    return read


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-25 12:00",
        "2025-12-25T12:00:00",
        "2025-12-25T04:00:00Z",
        "2025-12-25T04:00:00.000000Z",
        "2025-12-25 05:00:00+01:00",
        "2025/12/25 12:00:00",
        "2025.12.25 12:00",
        "2025/12/25  12:00:00.000",
        "２０２５／１２／２５　１２：００",
        "2025年12月25日 12:00",
        "2025年12月25日12时00分00秒",
        "20251225120000",
    ],
)
def test_year_first_spellings_need_no_format(text: str) -> None:
    assert instant(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "2025年12月25日 中午12点",
        "2025年12月25日 下午12:00",
        "2025/12/25 12:00:00 PM",
        "2025-12-25 中午12:00",
        "2025年12月25号（周四）12点整",
        "２０２５年１２月２５日　１２时０分",
        "2025-12-25 12:00:00.000 +0800 CST",
        "2025-12-25T12:00:00+08:00[Asia/Shanghai]",
        "2025-12-25 12:00:00 GMT+8",
        "25 Dec 2025 12:00",
        "Thu, 25 Dec 2025 04:00:00 GMT+0",
        "Dec 25, 2025, 12:00 PM",
    ],
)
def test_so_do_parts_of_the_day_zones_by_name_and_months_as_words(text: str) -> None:
    assert instant(text) == NOON


@pytest.mark.parametrize(
    ("said", "hour", "minute"),
    [
        ("凌晨2点", 2, 0), ("凌晨12:10", 0, 10), ("上午12:05", 0, 5), ("早上8点半", 8, 30), ("9时5分", 9, 5),
        ("中午11点半", 11, 30), ("中午1点", 13, 0), ("下午3点一刻", 15, 15), ("下午15:20", 15, 20), ("傍晚6点", 18, 0),
        ("晚上8点", 20, 0), ("晚上20:00", 20, 0), ("3:04 p.m.", 15, 4),
    ],
)  # fmt: skip
def test_a_part_of_the_day_is_taken_at_its_word(said: str, hour: int, minute: int) -> None:
    assert instant(f"2025年12月25日 {said}") == datetime(2025, 12, 25, hour, minute, tzinfo=SHANGHAI.zone)


def test_twenty_four_o_clock_is_the_next_day() -> None:
    for text in ("2025-12-31 24:00", "2025/12/31 24:00:00", "2025年12月31日24时", "2025-12-31T24:00:00+08:00"):
        assert instant(text) == datetime(2026, 1, 1, tzinfo=SHANGHAI.zone)
    assert instant("31/12/2025 24:00", SHANGHAI, "%d/%m/%Y %H:%M") == datetime(2026, 1, 1, tzinfo=SHANGHAI.zone)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2025-12-25 24:01", "no_such_time"),
        ("2025-12-25 晚上12点", "part_of_the_day"),
        ("2025-12-25 深夜1点", "part_of_the_day"),
        ("2025-12-25 上午13:00", "part_of_the_day"),
        ("2025-12-25 09:00-10:30", "time_span"),
        ("2025/12/25 9:00-10:30", "time_span"),
        ("12月25日 9:05", "date_without_year"),
        ("3.11.2025", "date_order"),
        ("03/Nov/25 09:05", "unreadable_date"),
        ("46016.5", "number_not_date"),
        ("2025-12-25 09.05", "unreadable_date"),
        ("2025-12-25 09:05.30", "unreadable_date"),
    ],
)
def test_what_may_be_two_times_or_two_days_is_refused_with_what_to_do(text: str, code: str) -> None:
    with pytest.raises(CellError) as refusal:
        instant(text)
    assert refusal.value.code == code


def test_the_example_of_a_format_is_written_as_the_cell_is() -> None:
    with pytest.raises(CellError) as refusal:
        instant("3.11.2025 9:05")
    assert refusal.value.params == {"example": "%d.%m.%Y %H:%M"}


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("25/12/2025 12:00", "%d/%m/%Y %H:%M"),
        ("12/25/2025 12:00:00 PM", "%m/%d/%Y %I:%M:%S %p"),
        ("12/25/2025 12:00:00.000 pm", "%m/%d/%Y %I:%M:%S %p"),
        ("25-Dec-25 12.00", "%d-%b-%y %H.%M"),
        ("25.12.2025 下午12:00", "%d.%m.%Y %p%I:%M"),
        ("46016.5", "excel"),
        ("1766635200", "unix"),
        ("1766635200000", "unix_ms"),
    ],
)
def test_other_spellings_are_read_by_the_profile_s_format(text: str, spelling: str) -> None:
    assert instant(text, SHANGHAI, spelling) == NOON


def test_twelve_o_clock_in_the_morning_is_midnight() -> None:
    assert instant("12/25/2025 12:30 AM", SHANGHAI, "%m/%d/%Y %I:%M %p") == NOON - timedelta(hours=11, minutes=30)


def test_the_first_of_two_equal_hours_is_taken() -> None:
    warnings: list[Warn] = []
    assert cells.instant("2025-10-26 02:30", BERLIN, warnings.append) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert [warning.code for warning in warnings] == ["ambiguous_hour"]


def test_now_is_not_the_future_but_a_microsecond_later_is() -> None:
    assert instant(NOW.isoformat()) == NOW
    with pytest.raises(CellError) as refused:
        instant((NOW + timedelta(microseconds=1)).isoformat())
    assert refused.value.code == "future"


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 11, 20)))  # noqa: DTZ001 - the strategy wants naive ones
def test_what_is_written_in_iso_is_read_to_the_microsecond(moment: datetime) -> None:
    utc = Style(zone=ZoneInfo("UTC"), now=NOW)
    assert instant(moment.isoformat(sep=" ", timespec="microseconds"), utc) == moment.replace(tzinfo=UTC)
    assert instant(moment.strftime("%d/%m/%Y %H:%M:%S.%f"), utc, "%d/%m/%Y %H:%M:%S") == moment.replace(tzinfo=UTC)


@given(st.sampled_from(list(READERS)), ANY_CELL)
def test_every_cell_is_read_or_refused_with_a_sentence(kind: FieldType, cell: object) -> None:
    warnings: list[Warn] = []
    with contextlib.suppress(CellError):
        READERS[kind](cell, SHANGHAI, warnings.append)  # type: ignore[arg-type]
    assert all(MESSAGES[warning.code] % warning.params for warning in warnings)


@given(st.integers(0, 10**15 - 1))
def test_a_number_cell_names_something_with_all_its_digits(number: int) -> None:
    assert cells.identifier(number, SHANGHAI, _no_warning) == str(number)


@given(st.decimals(-(10**9), 10**9, places=3))
def test_a_decimal_is_read_as_written_in_either_style(number: Decimal) -> None:
    comma = Style(zone=SHANGHAI.zone, now=NOW, decimal=",")
    assert cells.number(f"{number:f}", SHANGHAI, _no_warning) == number
    assert cells.number(f"{number:,f}", SHANGHAI, _no_warning) == number
    swapped = f"{number:,f}".translate(str.maketrans(",.", ".,"))
    assert cells.number(swapped, comma, _no_warning) == number


@pytest.mark.parametrize("text", ["1,5", "1.2.3", "1,23,456.0"])
def test_a_mark_in_the_wrong_place_is_refused_not_dropped(text: str) -> None:
    with pytest.raises(CellError):
        cells.number(text, SHANGHAI, _no_warning)


@pytest.mark.parametrize(
    "cell", ["2026-10", "2026/10", "2026年10月", "202610", 202610, date(2026, 10, 5), "2026-10-31"]
)
def test_a_month_is_read_in_every_usual_spelling(cell: str | int | date) -> None:
    assert cells.month(cell, SHANGHAI, _no_warning) == Month(2026, 10)


@pytest.mark.parametrize(
    ("cell", "unit", "seconds"),
    [
        ("312", 1, "312"),
        (Decimal("35.2"), 1, "35.2"),
        ("1.5", 60, "90"),
        ("1:02:03", 1, "3723"),
        ("1:02:30.750", 1, "3750.75"),
        (time(1, 2), 1, "3720"),
        (Decimal("0.5"), 86_400, "43200"),
        ("2小时15分", 60, "8100"),
        ("1天3小时", 60, "97200"),
        ("1h 5m", 60, "3900"),
    ],
)
def test_a_duration_is_exact(cell: str | Decimal | time, unit: int, seconds: str) -> None:
    read = durations.duration(cell, SHANGHAI, _no_warning, unit=unit)
    assert read == timedelta(microseconds=int(Decimal(seconds) * 1_000_000))


@pytest.mark.parametrize(("clock", "seconds"), [("hh:mm", 45_000), ("mm:ss", 750)])
def test_a_two_part_time_is_what_the_profile_says(clock: str, seconds: int) -> None:
    with pytest.raises(CellError) as refused:
        durations.duration("12:30", SHANGHAI, _no_warning, unit=60)
    assert refused.value.code == "two_part_time"
    assert durations.duration("12:30", SHANGHAI, _no_warning, unit=60, clock=clock) == timedelta(seconds=seconds)


@pytest.mark.parametrize("cell", ["-5", timedelta(minutes=-30), Decimal("-0.5"), -1])
def test_no_duration_is_negative_wherever_it_comes_from(cell: str | timedelta | Decimal | int) -> None:
    with pytest.raises(CellError) as refused:
        durations.duration(cell, SHANGHAI, _no_warning, unit=60)
    assert refused.value.code == "negative_duration"


@pytest.mark.parametrize("cell", ["96%", "96 %", "９６％", Percent("96")])
def test_a_percentage_is_the_number_before_the_sign(cell: str | Percent) -> None:
    assert cells.number(cell, SHANGHAI, _no_warning) == 96
    assert cells.shown(Percent("96")) == "96%"


@pytest.mark.parametrize("cell", ['="00123"', "'00123", ShownNumber(123, "00123"), "00123\t"])
def test_what_forces_a_spreadsheet_program_to_keep_zeros_is_no_part_of_a_number(cell: str | ShownNumber) -> None:
    assert cells.identifier(cell, SHANGHAI, _no_warning) == "00123"


@pytest.mark.parametrize(("cell", "kept"), [('="王芳"', "王芳"), ("'=1+1", "=1+1"), ("'s Gravenhage", "'s Gravenhage")])
def test_a_text_loses_the_marks_that_forced_it_and_no_others(cell: str, kept: str) -> None:
    assert cells.text(cell, SHANGHAI, _no_warning) == kept


@pytest.mark.parametrize("cell", ["2026.1", "２０２６．１", Decimal("2026.1")])
def test_a_month_whose_zero_may_have_been_cut_off_is_refused(cell: str | Decimal) -> None:
    with pytest.raises(CellError) as refusal:
        cells.month(cell, SHANGHAI, _no_warning)
    assert (refusal.value.code, refusal.value.params) == ("month_cut", {"year": "2026"})


@pytest.mark.parametrize("number", ["4.71E+15", "4.71e15", "4,71E15", "5E+15"])
def test_a_number_in_scientific_notation_is_refused(number: str) -> None:
    with pytest.raises(CellError) as refusal:
        cells.identifier(number, SHANGHAI, _no_warning)
    assert refusal.value.code == "scientific"


def test_a_date_that_a_workbook_made_of_a_number_is_told() -> None:
    told: list[str] = []
    assert cells.identifier(date(2026, 3, 12), SHANGHAI, lambda warn: told.append(warn.code)) == "2026-03-12"
    assert told == ["date_for_number"]
    assert cells.identifier("5E12", SHANGHAI, _no_warning) == "5E12"


def _no_warning(warn: Warn) -> None:
    raise AssertionError(warn)
