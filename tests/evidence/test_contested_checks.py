"""An agent reads a check at once and contests a failed item in time; somebody other than the rater decides."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from evidence.models import CheckContest, QualityCheck
from evidence.quality_checks import verbs
from evidence.quality_checks.contests import verbs as contests
from evidence.quality_checks.second import verbs as second
from evidence.quality_checks.verbs import Contact, Item
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records.models import AuditEntry, MonthState
from records.months import company_zone
from reports.inbox.asking import inbox_of
from tests.months import bring_to
from tests.reports.test_card_page import words
from tests.scoring.measuring import figures
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
    offered = [contest.get_absolute_url() in visitor(who).get(address).content.decode() for who in ("hr", "supervisor")]
    assert offered == [True, False], "who rated it is not led to a refusal"

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


def test_who_rated_changes_nothing_that_was_contested_before_or_after_the_decision(
    check: QualityCheck,
) -> None:
    contest = contests.contest(check.items.get(position=1), by=account("agent"), **WORDS)
    address = f"/evidence/checks/{check.pk}/correct/"
    for outcome in ("not_applicable", "pass"):
        said = {"item-0": outcome, "item-1": "pass", "reason": "重看"}
        assert "Who rated the check does not change it" in words(visitor("supervisor").post(address, said).content)
    said = {"item-0": "fail", "item-1": "fail", "reason": "另一项重听"}
    assert visitor("supervisor").post(address, said).status_code == 302  # an item that nobody contested
    contests.decide(contest, decision="upheld", words="属实", by=account("hr"))
    upheld = QualityCheck.objects.standing().get()
    said = {"item-0": "fail", "item-1": "fail", "reason": "还是不合格"}
    for rater in ("supervisor", "hr"):
        answer = visitor(rater).post(f"/evidence/checks/{upheld.pk}/correct/", said)
        assert "Who rated the check does not change it" in words(answer.content)
    assert list(upheld.items.values_list("outcome", flat=True)) == ["pass", "fail"]
    agent = visitor("agent")
    assert agent.get(f"/evidence/checks/{check.pk}/").headers["Location"] == f"/evidence/checks/{upheld.pk}/"


def test_an_upheld_item_stays_so_when_a_second_rating_is_taken_over(check: QualityCheck) -> None:
    asked = second.ask(check, rater=account("inspector"), by=account("hr"))
    second.rate(asked, items=[Item("报姓名", "fail", 2), Item("礼貌", "fail")], by=account("inspector"))
    contest = contests.contest(check.items.get(position=1), by=account("agent"), **WORDS)
    contests.decide(contest, decision="upheld", words="属实", by=account("hr"))
    second.settle(asked, settlement="second", by=account("hr"))
    settled = QualityCheck.objects.standing().get()
    assert list(settled.items.values_list("outcome", flat=True)) == ["pass", "fail"]


def test_an_item_that_is_upheld_after_the_cut_off_counts_at_the_next_close(check: QualityCheck) -> None:
    visitor("administrator").post("/settings/checks/", {"contest_days": "30"})
    with time_machine.travel(MIDDLE + 21 * DAY, tick=False):
        contest = contests.contest(check.items.get(position=1), by=account("agent"), **WORDS)
        contests.decide(contest, decision="upheld", words="属实", by=account("hr"))
    assert figures(person("王芳"), "etiquette_pass_rate") == (1, 1, 1)
