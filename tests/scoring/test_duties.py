"""What leading posts owe and answer for (SCORING §4): talks and reviews by their day, appeals against the own scoring.

October is closed on 5 November and published on the 10th, in November people talk and appeal; November is closed with
the cards of who leads, and made final.
"""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from people.models import Posting, Site
from records import months
from scoring import cards
from scoring.appeals import subjects
from scoring.appeals import verbs as appeals
from scoring.duties import owed
from scoring.models import Adjustment, Appeal, Card, Duty, ScoringSettings, Talk
from scoring.rechecking import recheck
from scoring.talks import opening
from tenants.models import Company
from tests.companies import Once
from tests.months import second_hr
from tests.reports.test_card_page import words as words_of
from tests.scoring.appealing import account, answered, appealed
from tests.scoring.month_of_facts import OCTOBER, SHANGHAI, person
from tests.scoring.owing import NOVEMBER, duty, figures, lines, on, talks_of, tell_november, tell_october
from tests.scoring.talking import signed, talk
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture(scope="module")
def october_told_once(once_at_acme: Once) -> Iterator[None]:
    """October up to its publication: one review by its day, one a day late, one still owed by 苏岩."""
    with once_at_acme():
        tell_october()
        yield


@pytest.fixture
def october(october_told_once: None, company: Company) -> None:
    """That, in a savepoint."""


@pytest.fixture(scope="module")
def november_told_once(october_told_once: None) -> None:
    """One talk by its day, one after it, one never; an appeal upheld; November closed and final."""
    tell_november()


@pytest.fixture
def november(november_told_once: None, company: Company) -> Card:
    """The published card of who leads."""
    found = cards.card_for(person("沈立"), NOVEMBER)
    assert found is not None
    return found


@pytest.mark.usefixtures("october")
def test_a_review_is_owed_from_the_first_close_by_who_leads_and_a_talk_from_the_publication() -> None:
    owes = {(one.kind, one.agent.name): (one.person.name, f"{one.day:%m-%d}") for one in Duty.objects.all()}
    assert owes == {
        ("review", "王芳"): ("沈立", "11-09"),
        ("review", "李静"): ("沈立", "11-09"),
        ("review", "周倩"): ("苏岩", "11-09"),
        ("talk", "王芳"): ("沈立", "11-19"),
        ("talk", "李静"): ("沈立", "11-19"),
        ("talk", "周倩"): ("苏岩", "11-19"),
    }  # of 沈立's own card nothing: nobody leads her


@pytest.mark.usefixtures("october")
def test_what_is_done_by_its_day_is_met_and_the_first_time_stays() -> None:
    assert (duty("review").result, duty("review", "李静").result) == ("met", "missed")
    with on(19, hour=23):
        signed("王芳")
    with on(20, hour=0):
        signed("李静")
    assert (duty("talk").result, duty("talk", "李静").result) == ("met", "missed")
    owed.talked(talk(), account("hr"))
    assert duty("talk").done_by == person("沈立")


@pytest.mark.usefixtures("october")
def test_a_review_taken_back_by_its_day_is_owed_again_and_later_it_was_done() -> None:
    owed.review_taken_back(person("王芳").pk, OCTOBER.first_day)
    assert duty("review").result == "met"
    with on(9):
        owed.review_taken_back(person("王芳").pk, OCTOBER.first_day)
    assert duty("review").result == "missed"


@pytest.mark.usefixtures("october")
def test_what_somebody_else_did_in_time_and_what_was_published_before_its_day_counts_for_nobody() -> None:
    Posting.objects.create(
        person=person("苏岩"), post="supervisor", site=Site.objects.get(code="CH"), first_day=date(2026, 1, 1)
    )
    with on(12):
        signed("王芳", by="other_supervisor")
    assert duty("talk").result == "by_another"
    assert duty("review", "周倩").result == "missed"
    Duty.objects.filter(kind="review", done_on=None).update(day=date(2026, 11, 12))
    with on(12):
        owed.published(months.record_for(OCTOBER))
    assert duty("review", "周倩").result == "excused"


@pytest.mark.usefixtures("october")
def test_another_close_another_publication_and_a_later_day_of_the_talk_move_no_day() -> None:
    before = set(Duty.objects.values_list("pk", "day", "person"))
    Talk.objects.update(due=datetime(2027, 1, 1, tzinfo=SHANGHAI))
    with on(25):
        owed.owe_reviews(months.record_for(OCTOBER))
        opening.open_talks(months.record_for(OCTOBER))
    assert set(Duty.objects.values_list("pk", "day", "person")) == before


@pytest.mark.usefixtures("october")
def test_history_owes_no_review() -> None:
    Duty.objects.filter(kind="review").delete()
    with on(12):
        ScoringSettings.objects.update(live_from=NOVEMBER.first_day)
        owed.owe_reviews(months.record_for(OCTOBER))
    assert not Duty.objects.filter(kind="review").exists()


def appeal_on(day: int) -> Appeal:
    with on(day):
        return appealed(f"adjustment:{Adjustment.objects.get().pk}")


@pytest.mark.usefixtures("october")
def test_an_appeal_is_everybodys_who_scored_it_and_counts_once_a_month_as_decided_last() -> None:
    appeal = appeal_on(11)
    with on(12):
        answered(appeal, "rejected")
        assert [(one.person.name, one.result) for one in Duty.objects.filter(kind="appeal")] == [("沈立", "rejected")]
        appeals.again(appeal, by=account("agent"), words="当天我在岗")
    second_hr()
    with on(13):
        answered(appeal, by="hr2")
    last = Duty.objects.get(kind="appeal")
    assert (last.person.name, last.result, last.day) == ("沈立", "upheld", date(2026, 11, 13))


@pytest.mark.usefixtures("october")
def test_in_a_running_month_what_is_not_due_yet_is_neither_met_nor_missed() -> None:
    leader = person("沈立")
    assert talks_of(leader, datetime(2026, 11, 19, 23, tzinfo=SHANGHAI)).excluded == {"not_due_yet": 2}
    assert talks_of(leader, datetime(2026, 11, 20, 0, tzinfo=SHANGHAI)).excluded == {}


@pytest.mark.usefixtures("october")
def test_nobody_owes_a_duty_about_themselves() -> None:
    with pytest.raises(IntegrityError, match="nobody_owes_themselves"), transaction.atomic():
        Duty.objects.create(
            kind="talk", person=person("沈立"), agent=person("沈立"), first_day=OCTOBER.first_day, day="2026-12-01"
        )


def test_the_closed_card_of_who_leads_has_the_figures_and_its_facts_give_it_again(november: Card) -> None:
    assert figures(november, "reviews_on_time_rate") == ("1 / 2", {})
    assert figures(november, "interviews_on_time_rate") == ("1 / 2", {})
    assert figures(november, "appeals_upheld_rate") == ("1 / 1", {})
    assert lines(november)["appeals_upheld_rate"].evidence == "too_few"
    with on(6, month=12):
        assert recheck(NOVEMBER).problems == ()


def test_who_owes_something_and_has_no_leading_post_gets_no_card_by_it(november: Card) -> None:
    assert duty("talk", "周倩").person == person("苏岩")
    assert talks_of(person("苏岩")).measure is not None
    assert cards.card_for(person("苏岩"), NOVEMBER) is None


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("interviews_on_time_rate", "talk", ("李静", "2026-11-19", "2026-11-20", "未按期")),
        ("reviews_on_time_rate", "review", ("王芳", "2026-11-09", "按期")),
        ("appeals_upheld_rate", "appeal", ("2026-11-13", "成立")),
    ],
)
def test_each_figure_opens_to_the_talk_the_review_the_appeal(
    november: Card, code: str, kind: str, said: tuple[str, ...]
) -> None:
    with on(6, month=12):
        page = visitor("supervisor", language="zh-hans").get(f"/card/{NOVEMBER}/{person('沈立').pk}/{code}/")
    shown = words_of(page.content)
    assert all(word in shown for word in (*said, "谁的绩效卡")), shown
    assert "编号" not in shown, "a name is no number"
    own = duty(kind)
    address = {
        "talk": talk().get_absolute_url(),
        "review": f"/months/{OCTOBER}/review/{own.agent_id}/",
        "appeal": own.appeal.get_absolute_url() if own.appeal else "",
    }[kind]
    assert f'href="{address}"' in page.content.decode()


def test_who_leads_appeals_a_duty_on_the_own_card_and_upheld_it_is_left_out(november: Card) -> None:
    missed = duty("talk", "李静")
    subject = subjects.named(november, f"duty:{missed.pk}", "interviews_on_time_rate")
    assert subject is not None
    with on(7, month=12):
        words = "李静当周全在外地培训"
        appeal = appeals.submit(november, subject, cause="exclude", by=account("supervisor"), words=words)
        answered(appeal)
    card = cards.card_for(person("沈立"), NOVEMBER)
    assert card is not None
    assert figures(card, "interviews_on_time_rate") == ("1 / 1", {"excused": 1})
