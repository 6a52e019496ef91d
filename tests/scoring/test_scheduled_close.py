"""Months that close by themselves (SCORING §9): off until somebody of HR turns it on, then in that name."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from kpi_portal.lib.company_connection import connection
from people.models import Account, Posting
from records import months
from records.models import AuditEntry
from scoring import closing
from scoring.models import CloseSchedule, MonthClose, ScheduledClose
from scoring.scheduled_close import due
from tenants.models import Company
from tests.months import closer, second_hr
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import CUTOFF, MIDDLE, OCTOBER
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
PAGE = "/months/by-themselves/"
DUE = datetime(2026, 11, 5, 22, tzinfo=UTC)  # two days after the cut-off, at 06:00 in Shanghai
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def turn_on(when: datetime = MIDDLE, who: str = "hr", **values: str) -> None:
    with time_machine.travel(when, tick=False):
        answer = visitor(who).post(PAGE, {"is_on": "on", "wait": "2", "unit": "days", "at": "06:00"} | values)
    assert answer.status_code == 302, answer.content.decode()


def rung(now: datetime) -> MonthClose | None:
    with time_machine.travel(now, tick=False):
        return due.ask(now)


def is_asked(company: Company, now: datetime) -> bool:
    """As the fleet asks, from the public schema."""
    connection.set_schema_to_public()
    try:
        return company.schema_name in due.due(now)
    finally:
        connection.set_tenant(company)


def home(now: datetime, who: str = "hr") -> str:
    with time_machine.travel(now, tick=False):
        return words(visitor(who).get("/").content)


def readiness(now: datetime) -> str:
    with time_machine.travel(now, tick=False):
        return words(visitor("hr").get("/months/2026-10/readiness/").content)


def test_nothing_closes_by_itself_until_somebody_turns_it_on(company: Company) -> None:
    assert not is_asked(company, DUE)
    assert rung(DUE) is None
    assert "Closes by itself no, somebody has to do it" in readiness(DUE)
    assert visitor("administrator").get(PAGE).status_code == 403  # whoever may not close does not lend a name to it


def test_it_is_asked_for_once_at_its_time_in_the_name_of_who_turned_it_on(company: Company) -> None:
    turn_on()
    assert "Closes by itself 2026-11-06 06:00" in readiness(DUE - DAY)
    assert "Close October 2026" not in home(DUE - DAY)  # nobody has to
    assert is_asked(company, DUE)
    assert rung(DUE - MINUTE) is None
    run = rung(DUE)
    assert run is not None
    assert run.requested_by == closer()
    assert rung(DUE + MINUTE) is None
    assert not is_asked(company, DUE + MINUTE)
    closing.run_close(run.pk)
    assert rung(DUE + DAY) is None
    assert MonthClose.objects.get() == run
    entry = AuditEntry.objects.get(verb="scoring.close_by_schedule")
    assert (entry.actor, entry.subject_id) == (closer(), str(run.pk))


def test_a_month_that_somebody_closed_by_hand_is_left_alone(company: Company) -> None:
    turn_on()
    with time_machine.travel(DUE - DAY, tick=False):
        visitor("hr").post("/months/2026-10/close/")
        assert rung(DUE) is None  # it is under way
        closing.run_close(MonthClose.objects.get().pk)
    assert rung(DUE) is None
    assert not is_asked(company, DUE)
    assert not ScheduledClose.objects.exists()


def test_a_month_that_was_due_before_it_was_turned_on_stays_to_be_closed_by_hand() -> None:
    turn_on(when=DUE + MINUTE)
    assert rung(DUE + DAY) is None
    assert "no, somebody has to do it" in readiness(DUE + DAY)


def test_what_blocks_the_close_is_told_to_hr_and_it_is_tried_again_the_next_day() -> None:
    turn_on()
    Posting.objects.update(post=Posting.Post.SUPERVISOR)
    assert rung(DUE) is None
    told = home(DUE + MINUTE)
    assert "October 2026 could not be closed by itself There is nobody to score" in told
    assert 'href="/months/2026-10/readiness/"' in visitor("hr").get("/").content.decode()
    Posting.objects.update(post=Posting.Post.AGENT)
    assert rung(DUE + MINUTE) is None
    assert "2026-11-07 06:00" in readiness(DUE + MINUTE)
    assert rung(DUE + DAY) is not None
    assert "could not be closed" not in home(DUE + DAY)


def test_it_stops_and_says_so_when_that_person_may_not_close_any_more_and_goes_on_in_anothers_name() -> None:
    turn_on()
    second_hr()
    Account.objects.filter(username="hr").update(roles=["supervisor"])
    assert rung(DUE) is None
    assert "The scheduled close has stopped 周敏 may not close months any more" in home(DUE, "hr2")
    assert not ScheduledClose.objects.exists()
    turn_on(when=DUE - MINUTE, who="hr2")
    run = rung(DUE)
    assert run is not None
    assert run.requested_by == Account.objects.get(username="hr2")


@pytest.mark.parametrize(
    ("wait", "unit", "at", "expected"),
    [
        ("0", "days", "00:00", CUTOFF + DAY),  # the cut-off itself still belongs to the month
        ("0", "days", "00:01", CUTOFF + MINUTE),
        ("1", "days", "00:00", CUTOFF + DAY),
        ("5", "hours", "04:30", CUTOFF + timedelta(hours=28, minutes=30)),
        ("5", "hours", "05:00", CUTOFF + timedelta(hours=5)),
    ],
)
def test_it_is_the_first_such_time_after_the_wait(wait: str, unit: str, at: str, expected: datetime) -> None:
    turn_on(wait=wait, unit=unit, at=at)
    schedule = CloseSchedule.objects.get()
    assert due.next_try(schedule, months.record_for(OCTOBER), None) == expected
