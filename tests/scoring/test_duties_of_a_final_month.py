"""What leading posts owed is shut with its month, and what is done late is noted all the same (SCORING §9)."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from kpi_portal.lib.company_connection import connection
from records.final_month_guard import MonthIsFinal
from scoring import publishing
from scoring.duties import owed
from scoring.models import Duty
from scoring.rechecking import recheck
from scoring.talks import verbs as talks
from tenants.models import Company
from tests.companies import Once
from tests.months import finaliser
from tests.scoring.appealing import account
from tests.scoring.owing import NOVEMBER, duty, on, tell_november, tell_october
from tests.scoring.talking import talk


@pytest.fixture(scope="module")
def told_once(once_at_acme: Once) -> Iterator[None]:
    with once_at_acme():
        tell_october()
        tell_november()
        with on(11, month=12):
            publishing.finalise_month(month=NOVEMBER, by=finaliser())
        yield


@pytest.fixture(autouse=True)
def _final(told_once: None, company: Company) -> None:
    """November is final."""


SQL = (
    "UPDATE scoring_duty SET day = day + 30",
    "UPDATE scoring_duty SET day = day + 3 WHERE result = 'missed'",
    "UPDATE scoring_duty SET done_on = day, done_by_id = person_id",
    "UPDATE scoring_duty SET done_by_id = agent_id WHERE result = 'met'",
    "UPDATE scoring_duty SET person_id = (SELECT min(id) FROM people_person)",
    "UPDATE scoring_duty SET upheld = NOT upheld",
    "UPDATE scoring_duty SET excuse = 'published'",
    "UPDATE scoring_duty SET kind = 'talk' WHERE kind = 'appeal'",
    "DELETE FROM scoring_duty",
    (
        "INSERT INTO scoring_duty (kind, person_id, agent_id, first_day, day, upheld, excuse) "
        "SELECT 'talk', person_id, agent_id, first_day, '2026-11-30', false, '' FROM scoring_duty LIMIT 1"
    ),
)


@pytest.mark.parametrize("statement", SQL)
def test_nothing_of_it_that_a_figure_reads_changes_in_a_final_month(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(MonthIsFinal, match="2026-11"), transaction.atomic():
            cursor.execute(statement)


def test_a_talk_that_is_held_after_all_is_noted_and_moves_no_figure() -> None:
    late = duty("talk", "周倩")
    with on(12, month=12):
        talks.explain(talk("周倩"), by=account("other_supervisor"))
        late.refresh_from_db()
        assert (late.done_on, late.result) == (date(2026, 12, 12), "missed")
        assert recheck(NOVEMBER).problems == ()


def test_bulk_and_the_verb_that_leaves_out_are_refused_as_well() -> None:
    one = duty("talk", "李静")
    one.done_on = one.day
    for act in (
        lambda: Duty.objects.bulk_update([one], ["done_on"]),
        lambda: owed.excuse(one),
        one.save,
        one.delete,
    ):
        with pytest.raises(MonthIsFinal), transaction.atomic():
            act()
