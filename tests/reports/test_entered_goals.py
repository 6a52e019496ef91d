"""A goal that nothing measures, 收缴率: HR enters its months, each with where it is from; the gauge adds them up."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, transaction

from people.models import Site
from records.models import AuditEntry
from reports.inbox.asking import inbox_of
from scoring.annual_goals.examples import offered
from scoring.models import AnnualGoal, GoalFigure
from tenants.models import Company
from tests.reports.inbox.test_sources import account, keys
from tests.reports.test_card_page import words
from tests.visiting import visitor

FEBRUARY = datetime(2026, 2, 20, 2, 0, tzinfo=UTC)
MARCH = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CODE = "fee_collection_rate"
REPORT = {"numerator": "90000", "denominator": "100000", "note": "收费系统月报"}


@pytest.fixture(autouse=True)
def _a_goal(company: Company) -> None:
    with time_machine.travel(FEBRUARY):
        visitor("hr").post("/goals/2026/of/company/", {f"goal-{CODE}": "96"})
    assert AnnualGoal.objects.get().indicator == CODE


def _enter(month: str, **typed: str) -> str:
    with time_machine.travel(MARCH):
        answer = visitor("hr").post(f"/goals/{month}/{CODE}/figure/", REPORT | typed, follow=True)
    return words(answer.content)


def _gauges(who: str = "supervisor") -> str:
    with time_machine.travel(MARCH):
        return words(visitor(who).get("/goals/2026/").content)


def test_entered_months_fill_the_gauge_by_their_sums() -> None:
    assert "goal ≥ 96 % no evidence" in _gauges()
    page = _enter("2026-01")
    assert "January 2026 90,000.00 100,000.00 90.00" in page
    _enter("2026-02", numerator="297000", denominator="300000")
    found = _gauges()
    assert "96.75 % 387,000 / 400,000" in found  # not 94.5, the mean of 90 and 99
    assert "the remaining 10 months must average 95.85 % at least" in found
    with time_machine.travel(MARCH):
        small = visitor("supervisor").get("/goals/2026/small/")
    assert "96.75 %" in words(small.content)
    assert visitor("supervisor").get(f"/goals/2026-01/{CODE}/figure/").status_code == 403


def test_a_month_is_corrected_by_another_and_what_stood_stays_to_be_read() -> None:
    _enter("2026-01")
    assert "Nothing is changed." in _enter("2026-01")
    page = _enter("2026-01", numerator="91500", note="补登银行代扣")
    assert "91,500.00 100,000.00 91.50" in page
    assert "What stood before 90,000.00 / 100,000.00 · 收费系统月报" in page
    assert "91.50 % 91,500 / 100,000" in _gauges()
    entries = AuditEntry.objects.filter(verb="scoring.enter_goal_figure").order_by("pk")
    assert [(entry.detail["figure"], entry.detail.get("before")) for entry in entries] == [
        ("90000 / 100000", None),
        ("91500 / 100000", "90000 / 100000"),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        GoalFigure.objects.standing().update(numerator=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        GoalFigure.objects.all().delete()


@pytest.mark.parametrize(
    ("month", "typed", "sentence"),
    [
        ("2026-01", {"numerator": "100001"}, "More cannot be received for the month than was due"),
        ("2026-01", {"denominator": "0", "numerator": "0"}, "With nothing due there is no rate"),
        ("2026-01", {"numerator": "-1"}, "An amount is not negative"),
        ("2026-01", {"note": " "}, "This field is required."),
        ("2026-03", {}, "This month is not over"),
        ("2025-12", {}, "No goal of 2025 is set for it"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(month: str, typed: dict[str, str], sentence: str) -> None:
    assert sentence in _enter(month, **typed)
    assert not GoalFigure.objects.exists()


def test_a_measured_goal_takes_no_entered_month_and_a_site_no_entered_goal() -> None:
    assert visitor("hr").get("/goals/2026-01/completion_rate/figure/").status_code == 404
    assert visitor("hr").get(f"/goals/2026-01/{CODE}/").status_code == 404  # there are no cards behind it
    assert CODE in offered()
    assert CODE not in offered(Site.objects.order_by("pk")[0])


def test_hr_is_asked_for_the_months_that_are_over_until_they_are_entered() -> None:
    asked = f"goal_figure:{CODE}:2026-02"
    with time_machine.travel(MARCH):
        assert asked in keys(inbox_of(account("hr"), MARCH))
        assert asked not in keys(inbox_of(account("supervisor"), MARCH))
        assert "Enter Fee collection rate of Jan, Feb" in words(visitor("hr").get("/").content)
    _enter("2026-01")
    _enter("2026-02")
    with time_machine.travel(MARCH):
        assert not [key for key in keys(inbox_of(account("hr"), MARCH)) if key.startswith("goal_figure")]
