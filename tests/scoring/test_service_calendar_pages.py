"""The service calendar in the browser: what holds, who changes it, and what a month that is over keeps (SCORING §3)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from kpi_portal.lib.month import Month
from records import months
from records.models import ServiceCalendar, ServiceDay
from scoring import closing
from scoring.models import Card, ScoringSettings
from scoring.service_calendar import verbs
from scoring.service_calendar.verbs import read_times, written
from tenants.models import Company
from tests.months import closer
from tests.refusals import refused
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import OCTOBER, handled, person
from tests.visiting import visitor

OFFICE = {f"day{number}": "08:30-12:00 13:30-18:00" for number in range(5)}
FRIDAY_EVENING, SATURDAY = datetime(2026, 10, 16, 11, 0, tzinfo=UTC), datetime(2026, 10, 17, 1, 0, tzinfo=UTC)


@pytest.fixture
def administrator(company: Company) -> Iterator[Client]:
    """孙安 at the browser, in the middle of October."""
    with time_machine.travel(datetime(2026, 10, 14, 4, 0, tzinfo=UTC)):
        yield visitor("administrator")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("08:30-12:00 13:30-18:00", [(510, 720), (810, 1080)]),
        ("８：３０－１２：００，13:30～18:00", [(510, 720), (810, 1080)]),
        ("9:00至17:30", [(540, 1050)]),
        ("00:00-24:00", [(0, 1440)]),
        ("", []),
    ],
)
def test_times_are_read_as_people_write_them(text: str, read: list[tuple[int, int]]) -> None:
    assert read_times(text) == read
    assert read_times(written(read)) == read


@pytest.mark.parametrize(
    "text", ["8点半", "12:00-08:30", "08:30-12:00 11:00-13:00", "08:30-25:00", "08:70-09:00", "9-5"]
)
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_times(text)


def test_an_administrator_sets_the_times_and_everybody_sees_them(administrator: Client) -> None:
    month = {"month": "2026-10", "public_holidays": "on"}
    assert administrator.post("/calendar/change/", OFFICE | month).status_code == 302
    for who in ("administrator", "agent"):
        page = words(visitor(who).get("/calendar/2026-10/").content)
        assert "Monday–Friday 08:30–12:00, 13:30–18:00; public holidays closed, make-up workdays open" in page
        assert "1 National Day off" in page
        assert "10 Make-up workday 08:30–12:00 13:30–18:00" in page
    assert words(visitor("agent").get("/calendar/2026-09/").content).count("00:00–24:00") == 30


def test_what_was_typed_wrongly_stands_at_its_day_and_nothing_is_lost(administrator: Client) -> None:
    answer = administrator.post("/calendar/change/", OFFICE | {"month": "2026-10", "day5": "9点到12点"})
    assert answer.context["form"].errors["day5"]
    assert "9点到12点" in answer.content.decode()
    assert not ServiceCalendar.objects.exists()


def test_a_week_without_any_service_is_refused(administrator: Client) -> None:
    answer = administrator.post("/calendar/change/", {"month": "2026-10"})
    assert "Say at least one time at which somebody serves." in answer.content.decode()


def test_a_special_day_changes_that_day_and_can_be_taken_back(administrator: Client) -> None:
    administrator.post("/calendar/change/", OFFICE | {"month": "2026-10"})
    typhoon = {"day": "2026-10-20", "times": "", "reason": "台风"}
    assert administrator.post("/calendar/days/add/", typhoon).status_code == 302
    assert administrator.post("/calendar/days/add/", typhoon | {"times": "13:00-18:00"}).status_code == 302
    assert "20 台风 13:00–18:00" in words(administrator.get("/calendar/2026-10/").content)
    administrator.post(f"/calendar/days/{ServiceDay.objects.get().pk}/withdraw/")
    assert not ServiceDay.objects.exists()


def test_a_month_that_is_over_keeps_its_times(administrator: Client) -> None:
    for month, code in ((OCTOBER.previous, "over"), (OCTOBER, "")):
        ScoringSettings.objects.update(live_from=date(2026, 1, 1))
        answer = administrator.post("/calendar/change/", OFFICE | {"month": str(month)})
        assert (answer.status_code == 200) is bool(code)
    answer = administrator.post("/calendar/days/add/", {"day": "2026-09-30", "times": "", "reason": "停电"})
    assert "2026-09 is over" in answer.content.decode()


def close(month: Month = OCTOBER) -> None:
    closing.run_close(closing.request_close(month=month, by=closer(), ring=False).pk)


def test_minutes_outside_the_times_of_service_cost_nothing_and_the_card_says_so(company: Company) -> None:
    ServiceCalendar.objects.create(from_first_day=OCTOBER.first_day, week=[[[510, 1080]]] * 5 + [[], []])
    order = handled(person("王芳"), created=FRIDAY_EVENING, after=SATURDAY - FRIDAY_EVENING)
    close()
    card = Card.objects.current().get(agent=person("王芳"))
    page = words(visitor("hr").get(f"/card/2026-10/{card.agent_id}/").content)
    assert "Only times of service count: Monday–Friday 08:30–18:00;" in page
    assert f"{order.number}" in words(
        visitor("hr").get(f"/card/2026-10/{card.agent_id}/mean_response_minutes/?show=counted").content
    )
    assert "Measure 0 min / 1 order" in page, page[page.find("Only times") :][:300]


def test_a_computed_month_keeps_its_times_whatever_is_entered_and_whoever_writes(company: Company) -> None:
    handled(person("王芳"), created=FRIDAY_EVENING, after=SATURDAY - FRIDAY_EVENING)
    close()
    before = Card.objects.current().get(agent=person("王芳")).fingerprint
    ScoringSettings.objects.update(live_from=date(2027, 1, 1))  # so that September is history, and free by itself
    with refused("computed"):
        verbs.set_calendar(month=Month(2026, 9), week=[[]] * 7, around_the_clock=False, public_holidays=False, by=None)
    ServiceCalendar.objects.create(from_first_day=date(2026, 9, 1), week=[[[0, 60]]] * 7, public_holidays=False)
    close()
    assert Card.objects.current().get(agent=person("王芳")).fingerprint == before
    record = months.record_for(OCTOBER)
    record.service_hours = None
    with pytest.raises(Exception, match="do not move"):
        record.save()


def test_a_year_without_known_holidays_is_refused_and_shown(company: Company) -> None:
    ServiceCalendar.objects.create(from_first_day=date(2031, 1, 1), week=[[[510, 1080]]] * 7)
    page = words(visitor("hr").get("/calendar/2031-02/").content)
    assert "The public holidays of 2031 are not known yet" in page
    assert "not announced yet" in page
    with time_machine.travel(datetime(2031, 3, 10, tzinfo=UTC)), refused("holidays_unknown"):
        closing.request_close(month=Month(2031, 2), by=closer(), ring=False)
