"""A plan cannot rescue a computed month either: what its cards were scored by stands (SCORING §5)."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import DatabaseError, transaction

from kpi_portal.lib.canonical import canonical
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import months
from scoring import closing, reopening
from scoring.models import Card, PlanVersion, ScoringSettings
from scoring.plans import versions
from tests.months import closer, publisher
from tests.scoring.month_of_facts import END, INSTANT, MIDDLE, OCTOBER, START, person, the_golden_month

FREEZE = START + timedelta(days=5)

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def computed(company: object) -> None:
    """October, once computed."""
    the_golden_month(person("王芳"))
    close()


def live(since: Month) -> None:
    """The company's first month that is not history."""
    ScoringSettings.objects.update_or_create(pk=1, defaults={"live_from": since.first_day})


def close() -> None:
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)


def sqlstate(problem: BaseException | None) -> str | None:
    while problem is not None and not isinstance(problem, psycopg.Error):
        problem = problem.__cause__
    return problem.sqlstate if problem else None


def easier_plan(version: int = 2) -> PlanVersion:
    """``standard`` with a completion rate of 90 for 100 points."""
    draft = PlanVersion.objects.get(code="standard", version=1)
    document = versions.read(draft).to_document()
    document["dimensions"][0]["indicators"][0]["rule"]["target"] = "90"
    made = PlanVersion(code="standard", version=version, document=canonical(document).decode())
    made.save()
    return made


@pytest.mark.parametrize("since", [OCTOBER, OCTOBER.previous])
def test_no_plan_begins_in_or_before_a_computed_month(computed: None, since: Any) -> None:
    plan = easier_plan()
    with time_machine.travel(MIDDLE), pytest.raises(Refused, match=r"2026-10 (was computed|已计算)"):
        versions.publish_plan(plan=plan, valid_from=since, by=publisher())
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        PlanVersion.objects.filter(pk=plan.pk).update(state="published", valid_from=since.first_day)
    assert sqlstate(refusal.value) == "KP011"


def test_no_plan_begins_in_a_month_that_was_lived_through() -> None:
    months.record_for(OCTOBER)
    with pytest.raises(Refused, match=r"2026-10 (is over|已结束)"):
        versions.publish_plan(plan=easier_plan(), valid_from=OCTOBER, by=publisher())


def test_no_plan_begins_in_a_month_whose_targets_are_frozen() -> None:
    live(OCTOBER.previous)
    with time_machine.travel(FREEZE), pytest.raises(Refused, match=r"frozen; a plan begins|目标已冻结"):
        versions.publish_plan(plan=easier_plan(), valid_from=OCTOBER, by=publisher())


def test_until_the_freeze_and_in_the_first_month_of_a_company_a_plan_begins() -> None:
    live(OCTOBER.previous)
    with time_machine.travel(FREEZE - INSTANT, tick=False):
        assert (
            versions.publish_plan(plan=easier_plan(), valid_from=OCTOBER, by=publisher()).valid_from
            == OCTOBER.first_day
        )
    live(OCTOBER)
    with time_machine.travel(MIDDLE):
        assert (
            versions.publish_plan(plan=easier_plan(version=3), valid_from=OCTOBER, by=publisher()).valid_from
            == OCTOBER.first_day
        )


def test_a_plan_of_a_later_month_is_published(computed: None) -> None:
    with time_machine.travel(MIDDLE):
        versions.publish_plan(plan=easier_plan(), valid_from=OCTOBER.next, by=publisher())
    close()
    assert {card.plan.version for card in Card.objects.current()} == {1}


def test_opened_again_the_month_may_be_scored_by_another_plan(computed: None) -> None:
    hr, administrator = (Account.objects.get(username=name) for name in ("hr", "administrator"))
    reopening.ask_to_reopen(month=OCTOBER, by=hr, reason="方案录入有误")
    reopening.confirm_reopening(month=OCTOBER, by=administrator)
    with time_machine.travel(END):
        versions.publish_plan(plan=easier_plan(), valid_from=OCTOBER, by=publisher())
    close()
    assert {card.plan.version for card in Card.objects.current()} == {2}
