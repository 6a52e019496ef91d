"""有责投诉率: a team's upheld complaints of its orders, on the page of the month, and as the gate of its bonus."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from evidence.complaints.models import Complaint, ComplaintStep
from evidence.complaints.projecting import project
from people.models import Team
from reports.pay import batches
from reports.pay.due import MonthDue
from reports.pay.models import PayItem
from scoring.models import Card
from tenants.models import Company
from tests.companies import Once
from tests.refusals import refused
from tests.reports import golden_october
from tests.reports.test_card_page import words
from tests.reports.test_pay import handed_over, other, paid, record
from tests.scoring.month_of_facts import MIDDLE, person
from tests.visiting import visitor

NOVEMBER = MIDDLE + timedelta(days=30)
REPORT, TEAM_BONUS = "/evidence/complaints/report/2026-10/", "/payroll/2026-10/items/team/"


@pytest.fixture(scope="module")
def october(once_at_acme: Once) -> Iterator[None]:
    """王芳's golden month, 50 orders, with one complaint upheld against her; computed."""
    with once_at_acme():
        upheld()
        golden_october.close()
        yield


@pytest.fixture
def computed(october: None, company: Company) -> Card:
    return golden_october.card()


@pytest.fixture
def final(computed: Card) -> Card:
    golden_october.publish()
    return golden_october.make_final()


def upheld() -> None:
    complaint = Complaint.objects.create(number="TS1", received_at=MIDDLE, handler=person("王芳"))
    common = {"complaint": complaint, "at": MIDDLE, "counts_at": MIDDLE, "agent": person("王芳")}
    ComplaintStep.objects.create(number="TS1-1", kind="received", severity="ordinary", **common)
    ComplaintStep.objects.create(number="TS1-2", kind="judged", verdict="agent", **common)
    project([complaint.pk])


def limited(percent: str, at: datetime = MIDDLE) -> None:
    """By the administrator, in October unless said otherwise."""
    with time_machine.travel(at, tick=False):
        answer = visitor("administrator").post("/settings/team_gate/", {"complaint_limit": percent})
    assert answer.status_code == 302


def bonus(**typed: object) -> str:
    """What HR reads after entering it for 王芳's team."""
    sent = {"team": Team.objects.get(name="一班").pk, "amount": "200", "text": "零投诉奖", "gate_of": "complaints"}
    return words(visitor("hr").post(TEAM_BONUS, sent | typed, follow=True).content)


def test_the_month_of_complaints_says_of_each_team_whether_it_keeps_the_limit(computed: Card) -> None:
    page = words(visitor("hr").get(REPORT).content)
    assert "upheld of orders ≤ 1.00 %" in page
    assert "一班 1 of 50 orders 2.00 % not met 二班 0 of 0 orders – no orders" in page
    limited("2")
    led = visitor("supervisor").get(REPORT).content
    assert "一班 1 of 50 orders 2.00 % met" in words(led)
    assert "二班" not in words(led)
    counted = re.search(r'href="(/orders/\?people=[^"]+)"', led.decode())
    assert counted
    behind = visitor("hr").get(f"{counted[1].replace('&amp;', '&')}&state=completed").content.decode()
    assert behind.count('data-l="Number"') <= 50
    limited("")
    assert "not met" not in words(visitor("hr").get(REPORT).content)
    assert "Complaints upheld" not in words(visitor("hr").get(TEAM_BONUS).content)
    assert "Select a valid choice" in bonus()


def test_a_month_that_is_over_keeps_the_limit_it_had(computed: Card) -> None:
    limited("2")
    for percent in ("0.5", ""):  # twice in November: October is compared with what held in October
        limited(percent, NOVEMBER)
    assert "一班 1 of 50 orders 2.00 % met" in words(visitor("hr").get(REPORT).content)
    assert "at most 2.00 % of its orders" in words(visitor("hr").get(TEAM_BONUS).content)
    for page in (REPORT.replace("10", "11"), TEAM_BONUS.replace("10", "11")):
        assert "of its orders" not in words(visitor("hr").get(page).content)
    limited("3", NOVEMBER + timedelta(days=30))
    assert "upheld of orders ≤ 2.00 %" in words(visitor("hr").get(REPORT).content)


def test_a_bonus_for_a_team_above_the_limit_is_refused_in_a_sentence(final: Card) -> None:
    said = "一班 does not keep the gate: complaints upheld 1 of 50 orders, 2.00 %; at most 1.00 % is paid."
    assert said in bonus()
    assert "二班 has no orders in the month." in bonus(team=Team.objects.get(name="二班").pk)
    assert "Only where the team's score is the gate." in bonus(gate="85")
    assert "From which score is it paid?" in bonus(gate_of="score")
    assert not PayItem.objects.exists()


def test_what_was_entered_before_the_month_was_final_is_not_paid_and_says_why(computed: Card) -> None:
    assert "paid where at most 1.00 % of the orders of 一班 led to an upheld complaint" in bonus()
    golden_october.publish()
    golden_october.make_final()
    assert [line["counted"] for due in MonthDue(record()).everybody for line in due.lines] == ["0.00", "0.00"]
    page = words(visitor("hr").get("/payroll/2026-10/").content)
    assert "No team bonus: complaints upheld against 一班 1 of 50 orders, 2.00 %, above 1.00 %." in page


def test_a_paid_bonus_explains_itself_whatever_changes_afterwards(final: Card) -> None:
    limited("2")
    bonus()
    batch = paid()
    limited("0.5", NOVEMBER)
    Team.objects.filter(name="一班").update(name="撤销的班")
    page = words(visitor("hr").get(f"/payroll/batches/{batch.pk}/").content)
    assert "一班 2.00 % ≤ 2.00 % (1 / 50 orders)" in page
    batch.refresh_from_db()
    assert not batches.is_changed(batch, batches.rows_of(batch))
    assert not MonthDue(record()).differences
    assert [row.items for row in batch.rows.order_by("line")] == [Decimal(200), Decimal(200), Decimal(0)]


def test_a_batch_whose_gate_moved_after_it_was_handed_over_goes_back(final: Card) -> None:
    limited("2")
    bonus()
    batch = handed_over()
    PayItem.objects.update(gate=Decimal(1))
    with refused("changed"):
        batches.release(batch=batch, by=other(), seen=batch.checksum)
