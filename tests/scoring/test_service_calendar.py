"""Time passes while the company serves: golden months counted by hand, SQL and Python alike (SCORING §3)."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.open_hours import OpenHours, elapsed_sql
from people.models import Person
from records import months, service_time
from records.models import ServiceCalendar, ServiceDay
from scoring.engine.presets import load_preset
from scoring.indicators import catalogue
from scoring.measuring import Parameters, added_up, gather
from scoring.models.card import read_facts
from scoring.service_calendar.verbs import read_times
from tests.long_run import examples
from tests.scoring.month_of_facts import SHANGHAI, order

GOLDEN = sorted((Path(__file__).parent / "golden_calendars").glob("*.yaml"), key=lambda path: path.stem)
CAP = 24 * 60
NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


def at(month: Month, text: str) -> datetime:
    return datetime.strptime(f"{month.year}-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@pytest.fixture(params=GOLDEN, ids=lambda path: path.stem)
def golden(request: pytest.FixtureRequest, company: Any) -> dict[str, Any]:
    """A golden month, with its calendar in force."""
    told: dict[str, Any] = yaml.safe_load(request.param.read_text("utf-8"))
    told["month"] = Month.parse(str(told["month"]))
    ServiceCalendar.objects.create(from_first_day=date(2026, 1, 1), week=[read_times(day) for day in told["week"]])
    for special in told.get("special", ()):
        ServiceDay.objects.create(day=special["day"], times=read_times(special["times"]), reason=special["why"])
    told["orders"] += told.get("special", ())
    return told


def test_python_counts_as_by_hand(golden: dict[str, Any]) -> None:
    record = months.record_for(golden["month"])
    hours = service_time.service_hours(record)
    assert hours is not None
    for line in golden["orders"]:
        created = at(golden["month"], line["created"])
        end = at(golden["month"], line["answered"]) if "answered" in line else record.cutoff_at
        if not line.get("emergency"):
            assert min(hours.elapsed(created, end), CAP * 60_000_000) == line["minutes"] * 60_000_000, line["why"]


def test_the_measure_counts_as_by_hand(golden: dict[str, Any], agent: Person) -> None:
    expected = {}
    for line in golden["orders"]:
        created = at(golden["month"], line["created"])
        answered = [("responded", at(golden["month"], line["answered"]), agent)] if "answered" in line else []
        made = order(
            ("dispatched", created, agent), *answered, created=created, is_emergency=line.get("emergency", False)
        )
        expected[f"order:{made.pk}"] = line["minutes"]
    measuring = load_preset("standard", catalogue.definitions()).measuring
    default = Parameters(measuring.response_cap_minutes, measuring.pass_mark, measuring.takes_completion)
    record = months.record_for(golden["month"])
    found = gather(record, default=default, own={}, indicators=["mean_response_minutes"])
    facts = list(read_facts(*found.spelled[agent.pk, "mean_response_minutes"]))
    assert {f"{fact.kind}:{fact.fact_id}": fact.contribution for fact in facts} == expected
    assert added_up(facts) == (Fraction(sum(expected.values())), len(expected))


INSTANTS = st.integers(-5 * 24 * 60, 40 * 24 * 60).map(
    lambda minutes: NOON + timedelta(minutes=minutes, microseconds=7)
)


@st.composite
def hours(draw: st.DrawFn) -> OpenHours:
    """Some spans in order."""
    edges = sorted(draw(st.sets(st.integers(0, 30 * 24 * 60), min_size=2, max_size=40)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return OpenHours.of((NOON + timedelta(minutes=a), NOON + timedelta(minutes=b)) for a, b in pairs)


def minute_by_minute(open_hours: OpenHours, start: datetime, end: datetime) -> int:
    """What is in the spans, added up span by span."""
    inside = (min(end, closes) - max(start, opens) for opens, closes in open_hours.spans)
    return sum((max(part, timedelta(0)) for part in inside), timedelta(0)) // timedelta(microseconds=1)


@settings(max_examples=examples(25, long=150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(open_hours=hours(), start=INSTANTS, end=INSTANTS)
def test_sql_and_python_count_alike(company: Any, open_hours: OpenHours, start: datetime, end: datetime) -> None:
    start, end = sorted((start, end))
    expected = minute_by_minute(open_hours, start, end)
    told: dict[str, Any] = {"opens": open_hours.opens, "lengths": open_hours.lengths, "before": open_hours.before}
    with connection.cursor() as cursor:
        statement = f"SELECT {elapsed_sql('a', 'b')} FROM (SELECT %(a)s::timestamptz a, %(b)s::timestamptz b) x"
        cursor.execute(statement, {**told, "around_the_clock": False, "a": start, "b": end})
        assert cursor.fetchone() == (expected,)
    assert open_hours.elapsed(start, end) == expected
