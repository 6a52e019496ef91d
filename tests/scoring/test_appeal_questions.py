"""Whoever answers an appeal asks for more evidence first; the clock stands while its appellant looks for it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import translation

from records.months import company_zone
from reports import printed_rows
from reports.card_view import sheet_of
from reports.inbox.asking import inbox_of
from scoring.appeals import questions, verbs
from scoring.models import Appeal, AppealFile, AppealQuestion
from tests.months import second_hr
from tests.refusals import refused
from tests.scoring.appealing import account, answered, card, late_order, late_response
from tests.scoring.month_of_facts import MIDDLE, MINUTE
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("published_october")
ASKED = {"words": "请提供 10 月 14 日上午的话单", "days": "2"}


@pytest.fixture
def appeal(published_october: None) -> Appeal:
    return late_response()


def at_noon(days: int, of: datetime) -> datetime:
    """So many days later, at noon in the company's zone."""
    return of.astimezone(company_zone()).replace(hour=12) + timedelta(days=days)


def asks(username: str) -> set[str]:
    found = inbox_of(account(username), datetime.now(company_zone())).tasks()
    return {task.key for _area, task in found}


def test_more_is_asked_for_answered_with_a_file_and_stands_in_the_course_of_the_appeal(appeal: Appeal) -> None:
    agent, address = visitor("agent", language="zh-hans"), appeal.get_absolute_url()
    hr = visitor("hr", language="zh-hans")
    assert "要求补证" in hr.get(address).content.decode()
    assert hr.post(f"{address}ask/", {**ASKED, "words": " "}).status_code == 200
    assert hr.post(f"{address}ask/", ASKED).status_code == 302
    question, key = AppealQuestion.objects.get(), f"appeal:{appeal.pk}:{appeal.number}"
    assert key not in asks("hr")
    assert f"appeal_question:{question.pk}" in asks("agent")
    assert ASKED["words"] in agent.get(address).content.decode()
    proof = SimpleUploadedFile("话单.pdf", b"%PDF-1.4 record")
    assert agent.post(f"{address}reply/", {"words": "", "file": proof}).status_code == 200
    proof = SimpleUploadedFile("话单.pdf", b"%PDF-1.4 record")
    assert agent.post(f"{address}reply/", {"words": "见附件第 3 行", "file": proof}).status_code == 302
    page = hr.get(address).content.decode()
    assert all(word in page for word in (ASKED["words"], "见附件第 3 行", "话单.pdf", "补证"))
    assert AppealFile.objects.get().question == question
    assert key in asks("hr")
    assert f"appeal_question:{question.pk}" not in asks("agent")


def test_the_clock_stands_by_the_working_days_that_the_appellant_takes(appeal: Appeal) -> None:
    current = verbs.latest(appeal)
    before = current.due
    with time_machine.travel(at_noon(0, current.submitted_at), tick=False):
        question = questions.ask(appeal, words="话单", days=5, by=account("hr"))
        current.refresh_from_db()
        assert current.due > before
        assert question.until > current.submitted_at
        questions.reply(appeal, words="见附件", by=account("agent"))
        current.refresh_from_db()
        assert current.due == before  # answered on the same day
    AppealQuestion.objects.update(answer="", answered_at=None)
    with time_machine.travel(question.until + timedelta(days=9), tick=False):
        questions.reply(appeal, words="来晚了", by=account("agent"))
        current.refresh_from_db()
        assert current.due == before  # it never moves later again
        assert current.due < question.until + timedelta(days=9)


def test_nobody_is_rejected_while_there_is_time_to_bring_it(appeal: Appeal) -> None:
    question = questions.ask(appeal, words="话单", days=2, by=account("hr"))
    with refused("asked"):
        answered(appeal, "rejected")
    AppealQuestion.objects.update(until=F("asked_at"))
    answered(appeal, "rejected")
    with refused("not_asked"):
        questions.reply(appeal, words="晚了", by=account("agent"))
    assert question.round.appeal == appeal


def test_whoever_believes_it_anyway_upholds_at_once(appeal: Appeal) -> None:
    questions.ask(appeal, words="话单", days=2, by=account("hr"))
    assert answered(appeal, at=MIDDLE + 10 * MINUTE).outcome == "accepted"


def test_it_is_asked_once_a_round_by_who_answers_and_answered_by_whose_appeal_it_is(appeal: Appeal) -> None:
    with refused("not_yours"):
        questions.ask(appeal, words="话单", days=2, by=account("administrator"))
    with refused("days"):
        questions.ask(appeal, words="话单", days=9, by=account("hr"))
    questions.ask(appeal, words="话单", days=2, by=account("hr"))
    with refused("asked_already"):
        questions.ask(appeal, words="还有", days=2, by=account("hr"))
    second_hr()
    with refused("not_yours"):
        questions.ask(appeal, words="还有", days=2, by=account("hr2"))  # who asks has taken it on
    with refused("not_own"):
        questions.reply(appeal, words="见附件", by=account("supervisor"))


def form_of_the_late_order() -> str:
    return f"/cards/{card().pk}/appeal/?about=order:{late_order().pk}&indicator=mean_response_minutes"


def test_the_claimed_time_is_not_called_optional(published_october: None) -> None:
    page = visitor("agent", language="zh-hans").get(form_of_the_late_order()).content.decode()
    label = page[page.index('for="id_wanted_at"') :]
    assert "选填" not in label[: label.index("</label>")]


def test_before_it_is_submitted_the_form_shows_what_the_own_card_would_be_and_keeps_nothing() -> None:
    agent, address, before = visitor("agent", language="zh-hans"), form_of_the_late_order(), card()
    look = {"do": "look", "cause": "time", "wanted_at": "2026-10-14T10:10"}
    part = agent.post(address, look, headers={"HX-Request": "true"}).content.decode()
    whole = agent.post(address, look).content.decode()
    assert not Appeal.objects.exists()
    answered(late_response(), at=MIDDLE + 10 * MINUTE)
    after = card()
    for page in (part, whole):
        assert f"<s>{before.total}</s> → {after.total}" in page
        assert "李静" not in page
        assert "若成立" in page
    incomplete = agent.post(address, {"do": "look", "cause": "time"}).content.decode()
    assert "<s>" not in incomplete


def test_a_trial_is_refused_as_the_answer_would_be() -> None:
    late = {"do": "look", "cause": "time", "wanted_at": "2026-10-15T20:00"}
    page = visitor("agent", language="en").post(form_of_the_late_order(), late).content.decode()
    assert "It is noted at that time or earlier already." in page


def test_the_new_version_of_the_card_says_which_appeal_made_it_and_why() -> None:
    appeal = late_response()
    answered(appeal, at=MIDDLE + 10 * MINUTE)
    address = f"/card/2026-10/{card().agent_id}/"
    page, old = (visitor("agent").get(f"{address}{which}").content.decode() for which in ("", "?version=1"))
    assert "通话记录相符" in page
    assert appeal.number in page
    assert "通话记录相符" not in old
    with translation.override("en"):
        printed = printed_rows.notes(sheet_of(card()), 20, 60)
    assert ("Appeal upheld", f"{appeal.number} · 通话记录相符") in printed
    assert not sheet_of(card("李静")).upheld
    other = visitor("second_agent").get(f"/card/2026-10/{card('李静').agent_id}/").content.decode()
    assert "通话记录相符" not in other
