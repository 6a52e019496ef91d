"""Targets and adjustments come in as files."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.utils.translation import override

from kpi_portal.lib.month import Month
from people.models import Person, Team
from records.imports.kinds import all_kinds
from records.models import MonthState
from scoring.models import Adjustment, Target
from tenants.models import Company
from tests.importing import PROFILES, Sender
from tests.months import bring_to

HEADER = "编号,月份,指标,工号,班组,项目编码,目标值\n"
TARGETS = HEADER + "MB1,2026-08,平均响应时间,A001,,,12\nMB2,2026-08,completion_rate,,一班,,99\n"
ADJUSTMENTS = "编号,月份,工号,类型,分值,原因,证据,登记人工号\nJF1,2026-08,A001,加分,1.00,锦旗一面,表扬登记 3,H001\n"


@pytest.fixture
def targets(company: Company, tmp_path: Path) -> Iterator[Sender]:
    """Sends targets on the third day of the month that they are for."""
    with time_machine.travel(datetime(2026, 8, 3, 4, tzinfo=UTC)):
        yield Sender(company, "targets", tmp_path, PROFILES / "targets.toml")


@pytest.fixture
def adjustments(company: Company, tmp_path: Path) -> Sender:
    """Sends adjustments."""
    return Sender(company, "adjustments", tmp_path, PROFILES / "adjustments.toml")


def test_targets_are_agreed_for_agents_and_teams(targets: Sender) -> None:
    assert "2 new" in targets.send(TARGETS)
    own = Target.objects.get(agent=Person.objects.get(staff_number="A001"))
    assert (own.indicator, own.value) == ("mean_response_minutes", Decimal(12))
    assert Target.objects.get(team=Team.objects.get(name="一班")).value == Decimal(99)
    assert "0 new, 0 changed, 2 unchanged" in targets.send(TARGETS)


def test_a_changed_target_supersedes_and_can_be_undone(targets: Sender) -> None:
    targets.send(TARGETS)
    assert "1 changed, 1 unchanged" in targets.send(TARGETS.replace(",99", ",98.5"))
    assert all_kinds()["targets"].undo(targets.batch) == 1
    assert Target.objects.get(number="MB2", stands=True).value == Decimal(99)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("MB3,2026-08,completion_rate,A001,,,80", "above the floor 80"),
        ("MB3,2026-08,mean_response_minutes,A001,,,60", "below the floor 60"),
        ("MB3,2026-08,suggestions_adopted,A001,,,2", ""),
        ("MB3,2026-08,completion_rate,A001,一班,,95", "exactly one"),
        ("MB3,2026-08,completion_rate,,,,95", "exactly one"),
        ("MB3,2026-08,sunshine,A001,,,95", "指标"),
    ],
)
def test_a_target_that_cannot_be_is_an_error(targets: Sender, row: str, said: str) -> None:
    with override("en"):
        assert said in targets.refused(f"{HEADER}{row}\n")
    assert not Target.objects.exists()


def test_the_same_target_under_two_numbers_is_an_error(targets: Sender) -> None:
    targets.send(TARGETS)
    assert "row 2" in targets.refused(HEADER + "MB9,2026-08,completion_rate,,一班,,97\n")


def test_an_adjustment_has_reason_author_and_a_salt_of_its_own(adjustments: Sender) -> None:
    assert "1 new" in adjustments.send(ADJUSTMENTS)
    entry = Adjustment.objects.get()
    assert (entry.kind, entry.points, entry.text) == ("bonus", Decimal(1), "锦旗一面")
    assert entry.author == Person.objects.get(staff_number="H001")
    assert len(bytes.fromhex(entry.salt)) == 16
    assert "1 unchanged" in adjustments.send(ADJUSTMENTS)
    assert "1 changed" in adjustments.send(ADJUSTMENTS.replace("1.00", "2.00"))
    assert Adjustment.objects.get(stands=True).points == Decimal(2)


@pytest.mark.parametrize(("kind", "points"), [("加分", "-1"), ("扣分", "1"), ("主管评价", "0"), ("扣分", "一分")])
def test_points_with_the_wrong_sign_are_errors(adjustments: Sender, kind: str, points: str) -> None:
    assert "分值" in adjustments.refused(ADJUSTMENTS.replace("加分,1.00", f"{kind},{points}"))


def test_an_adjustment_for_a_final_month_waits_in_the_queue(adjustments: Sender) -> None:
    bring_to(MonthState.FINAL, Month(2026, 8))
    assert "0 new" in (said := adjustments.send(ADJUSTMENTS))
    assert "1 too late" in said
    assert not Adjustment.objects.exists()


def test_an_entry_for_a_published_month_is_stored_with_a_warning(adjustments: Sender) -> None:
    bring_to(MonthState.PUBLISHED, Month(2026, 8))
    assert "1 new, 0 changed, 0 unchanged, 0 with errors, 1 warnings" in adjustments.send(ADJUSTMENTS)
