"""An appeal from its submission to the final word (SCORING §9), at the browser and by its verbs."""

from datetime import timedelta
from decimal import Decimal
from unittest.mock import Mock

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone

from records import ledger
from records.months import company_zone
from reports.inbox.asking import inbox_of
from scoring import publishing
from scoring.appeals import answering, remedies, subjects, verbs, window
from scoring.appeals.remedies import Given
from scoring.appeals.ripple import read
from scoring.models import Appeal, AppealRound, Card, Review
from scoring.rechecking import recheck
from tests.months import finaliser, second_hr
from tests.refusals import refused
from tests.scoring.appealing import (
    account,
    answered,
    appealed,
    card,
    fact,
    late_order,
    late_response,
    points,
)
from tests.scoring.month_of_facts import MIDDLE, MINUTE, OCTOBER, check, person
from tests.visiting import visitor

State = Appeal.State
pytestmark = pytest.mark.usefixtures("published_october")


def moved(answer: AppealRound, name: str = "王芳") -> dict[str, tuple[str, str]]:
    return {line.what: (line.before, line.after) for line in read(answer.ripple) if line.name == name}


def asks(username: str, at: object = None) -> set[str]:
    now = (at or timezone.now()).astimezone(company_zone())  # type: ignore[attr-defined]
    return {task.key for _asked, task in inbox_of(account(username), now).tasks()}


def test_an_order_is_appealed_at_its_row_and_upheld_at_the_reviewers() -> None:
    agent, hr, before = visitor("agent"), visitor("hr"), card()
    page = agent.get(f"/card/{OCTOBER}/{before.agent_id}/mean_response_minutes/").content.decode()
    name = f"order:{late_order().pk}"
    address = f"/cards/{before.pk}/appeal/?about={name}&indicator=mean_response_minutes"
    assert address.replace("&", "&amp;") in page
    typed = {"cause": "time", "words": "12:21 已电话联系"}
    assert "Say when it was." in agent.post(address, typed).content.decode()
    proof = SimpleUploadedFile("话单.pdf", b"%PDF-1.4 record")
    sent = agent.post(address, {**typed, "wanted_at": "2026-10-14T10:10", "file": proof})
    appeal = Appeal.objects.get()
    assert sent.headers["Location"] == f"/appeals/{appeal.pk}/"
    assert appeal.number == f"SS-{OCTOBER}-001"
    assert "12:21 已电话联系" in hr.get(f"/appeals/{appeal.pk}/").content.decode()
    assert b"record" in b"".join(hr.get(f"/appeals/{appeal.pk}/files/{appeal.rounds.get().files.get().pk}/"))
    answer = {"outcome": "accepted", "at": "2026-10-14T10:10", "reason": "话单相符", "found": "late"}
    shown = hr.post(f"/appeals/{appeal.pk}/answer/", {**answer, "reason": "", "do": "look"}).content.decode()
    assert "1 new version of a card" in shown
    assert card().version == 1
    assert hr.post(f"/appeals/{appeal.pk}/answer/", answer).status_code == 302
    assert card().version == 2
    assert "话单相符" in agent.get(f"/appeals/{appeal.pk}/").content.decode()


def test_upheld_makes_a_new_version_and_the_old_one_still_verifies() -> None:
    before, other, total = card(), card("李静"), points()
    answer = answered(late_response(), at=MIDDLE + 10 * MINUTE)
    after = card()
    assert (after.version, Card.objects.get(pk=before.pk).is_current) == (2, False)
    assert moved(answer)["total"] == (str(before.total), str(after.total))
    assert points() > total
    same = card("李静")
    assert (same.pk, same.fingerprint, same.pay) == (other.pk, other.fingerprint, other.pay)
    assert answer.ledger_entry is not None
    assert after.fingerprint in answer.ledger_entry.body
    assert not recheck(OCTOBER).problems
    assert ledger.verify().is_sound


def test_the_rank_of_another_moves_and_only_that() -> None:
    before = card("李静")
    answer = answered(late_response(), at=MIDDLE + 10 * MINUTE)
    after = card("李静")
    assert {line.what for line in read(answer.ripple) if line.name == "李静"} == (
        {"rank"} if before.rank != after.rank else set()
    )
    told = visitor("agent").get(f"/appeals/{answer.appeal_id}/").content.decode()
    assert "李静" not in told


def test_what_is_shown_before_is_what_happens_and_nothing_of_it_is_kept() -> None:
    appeal = late_response()
    given = Given(outcome="accepted", reason="是", at=MIDDLE + 10 * MINUTE)
    foreseen = answering.preview(appeal, given=given, by=account("hr"))
    assert foreseen is not None
    assert (card().version, late_order().first_responded_at) == (1, MIDDLE + timedelta(hours=5))
    answering.answer(appeal, given=given, by=account("hr"))
    assert card().fingerprint == foreseen.after[card().agent_id].fingerprint


def test_a_look_while_it_is_answered_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    appeal = late_response()
    monkeypatch.setattr(remedies, "correct", Mock(side_effect=OperationalError("concurrent update")))
    given = Given(outcome="accepted", reason="是", at=MIDDLE + 10 * MINUTE)
    with refused("meanwhile"):
        answering.preview(appeal, given=given, by=account("hr"))


def test_the_second_round_begins_with_the_time_that_was_claimed() -> None:
    appeal = late_response()
    answered(appeal, "rejected")
    verbs.again(appeal, words="请再看话单", by=account("agent"))
    assert verbs.latest(appeal).wanted_at == MIDDLE + 10 * MINUTE


@pytest.mark.parametrize(
    ("about", "indicator", "figure"),
    [
        ("answer", "satisfaction", {}),
        ("check", "etiquette_pass_rate", {"item": "pass"}),
        ("adjustment", "", {}),
        ("order", "completion_rate", {}),
    ],
)
def test_each_kind_of_fact_has_its_remedy(about: str, indicator: str, figure: dict[str, str]) -> None:
    total = points()
    name = f"adjustment:{card().agent.adjustments.get().pk}" if about == "adjustment" else ""
    name = name or fact(about, indicator, least=True) + ("#2" if about == "check" else "")
    cause = "exclude" if about in ("order", "answer") else "judged"
    answered(appealed(name, indicator, cause), **figure)
    assert card().version == 2
    assert points() > total
    assert not recheck(OCTOBER).problems


def test_a_deduction_gets_another_figure() -> None:
    total, entry = points(), card().agent.adjustments.get()
    appeal = appealed(f"adjustment:{entry.pk}")
    with refused("no_figure"):
        answered(appeal, "another")
    answer = answered(appeal, "another", points=Decimal("-1.00"))
    assert points() == total + 1
    assert Appeal.objects.get(pk=appeal.pk).state == State.ANSWERED  # another figure may go into a second round
    assert moved(answer)["total"][0] == str(total)


def test_the_rule_is_upheld_only_once_something_was_corrected() -> None:
    appeal = appealed("rule:etiquette_pass_rate", "etiquette_pass_rate")
    with refused("nothing_changes"):
        answered(appeal)
    check(person("王芳"), "pass")
    answered(appeal)
    assert card().version == 2


def test_two_rounds_by_two_people_and_then_no_more() -> None:
    appeal = late_response()
    answered(appeal, "rejected")
    assert f"own_appeal:{appeal.pk}" in asks("agent")
    visitor("agent").post(f"/appeals/{appeal.pk}/again/", {"words": "请再看话单"})
    assert appeal.rounds.count() == 2
    with refused("not_yours"):
        answered(appeal, by="hr")
    second_hr()
    answered(appeal, "rejected", by="hr2")
    assert Appeal.objects.get(pk=appeal.pk).state == State.FINAL
    with refused("no_further_round"):
        verbs.again(appeal, words="再来", by=account("agent"))
    page = visitor("agent").post(f"/appeals/{appeal.pk}/again/", {"words": "再来"}).content.decode()
    assert "There is no further round: the answer is final." in page
    assert f"own_appeal:{appeal.pk}" in asks("agent")  # the final word is told until it is noted
    visitor("agent").post(f"/appeals/{appeal.pk}/noted/")
    assert f"own_appeal:{appeal.pk}" not in asks("agent")
    assert appeal.rounds.count() == 2


def test_a_second_round_comes_in_time_or_not_at_all() -> None:
    appeal = late_response()
    answered(appeal, "rejected")
    until = verbs.further_until(Appeal.objects.get(pk=appeal.pk))
    assert until is not None
    with time_machine.travel(until, tick=False), refused("no_further_round"):
        verbs.again(appeal, words="请再看", by=account("agent"))


def test_who_scored_does_not_answer_and_says_so() -> None:
    supervisor = account("supervisor")
    Review.objects.create(
        month=card().month,
        agent=card().agent,
        card=card(),
        fingerprint=card().fingerprint,
        reviewer=supervisor,
        state=Review.State.SUBMITTED,
        submitted_at=timezone.now(),
    )
    appeal = late_response()
    page = visitor("supervisor").get(f"/appeals/{appeal.pk}/").content.decode()
    assert "You scored what is appealed" in page
    assert f"appeal:{appeal.pk}:{appeal.number}" not in asks("supervisor")
    with refused("not_yours"):
        answered(appeal, by="supervisor")
    assert "May answer" in visitor("hr").get(f"/appeals/{appeal.pk}/").content.decode()
    assert f"appeal:{appeal.pk}:{appeal.number}" in asks("hr")


def test_nobody_answers_the_own_appeal_whatever_the_roles() -> None:
    appeal = late_response()
    agent = account("agent")
    agent.roles = ["agent", "hr"]
    agent.save()
    with refused("for_oneself"):
        answered(appeal, by="agent")
    assert "Answer the appeal" not in visitor("agent").get(f"/appeals/{appeal.pk}/").content.decode()


def test_late_it_goes_to_the_administrators_and_is_no_longer_anybodys_alone() -> None:
    appeal = late_response()
    key = f"appeal:{appeal.pk}:{appeal.number}"
    answering.take(appeal, by=account("supervisor"))
    with refused("not_yours"):
        answered(appeal, by="hr")
    assert key not in asks("administrator")
    with refused("not_yours"):
        answered(appeal, by="administrator")
    due = verbs.latest(appeal).due
    with time_machine.travel(due, tick=False):
        assert key in asks("administrator", due)
        assert "late" in visitor("hr").get(f"/appeals/{appeal.pk}/").content.decode()
        answered(appeal, "rejected", by="administrator")


def test_it_is_withdrawn_until_it_is_answered_and_may_be_submitted_anew() -> None:
    appeal = late_response()
    with refused("twice"):
        late_response()
    assert visitor("agent").post(f"/appeals/{appeal.pk}/withdraw/").status_code == 302
    assert Appeal.objects.get(pk=appeal.pk).state == State.WITHDRAWN
    with refused("answered"):
        answered(appeal)
    other = late_response()
    answered(other, "rejected")
    with refused("answered"):
        verbs.withdraw(other, by=account("agent"))


def test_only_what_is_on_the_own_card_is_appealed_within_the_window() -> None:
    own = card()
    assert subjects.named(own, "order:999999", "completion_rate") is None
    assert subjects.named(own, f"adjustment:{10**9}") is None
    address = f"/cards/{own.pk}/appeal/?about=rule:completion_rate"
    assert visitor("second_agent").get(address).status_code == 404
    assert visitor("agent").get(f"/cards/{own.pk}/appeal/?about=order:1%2732").status_code == 404
    until = window.of(own)
    assert until is not None
    with time_machine.travel(until.until, tick=False), refused("window_over"):
        late_response()


def test_an_open_appeal_keeps_the_month_from_being_final_and_a_final_one_is_reopened_first() -> None:
    appeal = late_response()
    with refused("appeal_open"):
        publishing.finalise_month(month=OCTOBER, by=finaliser())
    answered(appeal, "rejected")
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    again = verbs.again(appeal, words="请再看", by=account("agent"))
    second_hr()
    with refused("month_is_final"):
        answered(again, at=MIDDLE + 10 * MINUTE, by="hr2")
    answered(again, "rejected", by="hr2")


def test_the_database_keeps_answers_and_steps() -> None:
    appeal = late_response()
    answer = answered(appeal, "rejected")
    with pytest.raises(DatabaseError), transaction.atomic():
        AppealRound.objects.filter(pk=answer.pk).update(reason="改口")
    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state=State.WITHDRAWN, withdrawn_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        AppealRound.objects.create(appeal=appeal, number=3, words="三", submitted_at=MIDDLE, due=MIDDLE)
