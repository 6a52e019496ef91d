"""An agent reads a check at once and contests a failed item in time; somebody other than the rater decides."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from evidence.models import CheckContest, QualityCheck
from evidence.quality_checks import verbs
from evidence.quality_checks.contests import verbs as contests
from evidence.quality_checks.verbs import Contact, Item
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records.models import AuditEntry, MonthState
from records.months import company_zone
from reports.inbox.asking import inbox_of
from tests.months import bring_to
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
WORDS = {"words": "录音里我报了姓名"}
DAY = timedelta(days=1)


def account(username: str) -> Account:
    return Account.objects.get(username=username)


@pytest.fixture(autouse=True)
def _at_the_check() -> Iterator[None]:
    with time_machine.travel(MIDDLE, tick=False):
        yield


@pytest.fixture
def check() -> QualityCheck:
    contact = Contact(person("王芳"), MIDDLE - DAY)
    items = [Item("报姓名", "fail", 2), Item("礼貌", "pass")]
    return verbs.record_check(contact, items=items, by=account("supervisor"), at=MIDDLE)


def keys(username: str, after: timedelta = timedelta(0)) -> set[str]:
    found = inbox_of(account(username), (MIDDLE + after).astimezone(company_zone()))
    return {task.key for _asked, task in found.tasks()}


def test_what_is_upheld_supersedes_the_check_and_both_sides_are_told(check: QualityCheck) -> None:
    agent, inspector = visitor("agent"), visitor("inspector")
    own, address = f"checked:{check.pk}", f"/evidence/checks/{check.pk}/"
    assert own in keys("agent")
    assert own not in keys("agent", 4 * DAY)
    page = agent.get(address)
    assert f"{address}contest/1/" in page.content.decode()
    assert f"{address}contest/2/" not in page.content.decode()
    assert agent.post(f"{address}contest/1/", WORDS).headers["Location"] == address
    assert "contested already" in words(agent.post(f"{address}contest/1/", WORDS).content)
    contest = CheckContest.objects.get()
    task = f"contest:{contest.pk}"
    assert [task in keys(who) for who in ("hr", "inspector", "supervisor", "agent")] == [True, True, False, False]
    assert own not in keys("agent")

    said = {"decision": "upheld", "outcome": "pass", "words": "重听录音属实"}
    place = contest.get_absolute_url()
    assert "does not decide on it" in words(visitor("supervisor").post(place, said).content)
    with pytest.raises(Refused, match=r"Who rated|本次质检"):
        contests.decide(contest, decision="upheld", words="x", by=account("supervisor"))
    assert "录音里我报了姓名" in words(inspector.get(place).content)
    answer = inspector.post(place, said)
    after = QualityCheck.objects.standing().get()
    assert answer.headers["Location"] == f"/evidence/checks/{after.pk}/"
    assert list(after.items.values_list("outcome", flat=True)) == ["pass", "pass"]
    assert (after.revision, after.reason, after.checker) == (2, "重听录音属实", check.checker)
    assert "重听录音属实" in words(agent.get(f"/evidence/checks/{after.pk}/").content)
    assert f"decided:{contest.pk}" in keys("agent")
    agent.post(f"/evidence/checks/{after.pk}/noted/")
    assert not keys("agent") & {f"decided:{contest.pk}", f"checked:{after.pk}"}
    acts = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"evidence.contest_item", "evidence.decide_contest", "evidence.correct_check"} <= acts
    assert "meanwhile" in words(inspector.post(place, said, follow=True).content) or not keys("inspector")


def test_what_is_declined_leaves_the_check_and_tells_why(check: QualityCheck) -> None:
    contest = contests.contest(check.items.get(position=1), by=account("agent"), **WORDS)
    said = {"decision": "declined", "outcome": "pass", "words": "录音中没有"}
    visitor("hr").post(contest.get_absolute_url(), said)
    assert QualityCheck.objects.get() == check
    assert "录音中没有" in words(visitor("agent").get(f"/evidence/checks/{check.pk}/").content)


def test_after_the_window_and_in_a_final_month_nothing_is_contested_or_upheld(check: QualityCheck) -> None:
    item = check.items.get(position=1)
    visitor("administrator").post("/settings/checks/", {"contest_days": "1"})
    with time_machine.travel(MIDDLE + 2 * DAY, tick=False):
        assert (
            f"/checks/{check.pk}/contest/1/"
            not in visitor("agent").get(f"/evidence/checks/{check.pk}/").content.decode()
        )
        with pytest.raises(Refused) as refused:
            contests.contest(item, by=account("agent"), **WORDS)
    assert refused.value.code == "too_late"
    with pytest.raises(Refused):
        contests.contest(item, by=account("second_agent"), **WORDS)
    contest = contests.contest(item, by=account("agent"), **WORDS)
    bring_to(MonthState.FINAL, OCTOBER)
    with pytest.raises(Refused) as shut:
        contests.decide(contest, decision="upheld", words="x", by=account("hr"))
    assert shut.value.code == "month_is_final"
    assert contests.decide(contest, decision="declined", words="请走绩效卡申诉", by=account("hr")).decided_at
