"""Red lines as a process, at the browser: incident, evidence, hearing, two confirmations, the card, back to the post
(SCORING §5, step 8)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from people.models import Account, Person
from records.models import AuditEntry, LedgerEntry, MonthState
from scoring import closing, publishing
from scoring.models import Card, RedLine, RedLineEvidence, RedLineRule
from scoring.rechecking import recheck
from scoring.red_lines import recertification, verbs
from tests.herself import plays_every_role
from tests.months import bring_to, finaliser, open_again, second_hr
from tests.refusals import refused
from tests.scoring.month_of_facts import OCTOBER, the_golden_month
from tests.visiting import visitor

INCIDENT = date(2026, 10, 22)
PDF = b"%PDF-1.7 a phone bill"


@pytest.fixture
def rule(agent: Person) -> RedLineRule:
    return RedLineRule.objects.create(code="3.2", words="虚构回访记录")


def account(username: str) -> Account:
    found: Account = Account.objects.get(username=username)
    return found


def recorded(agent: Person, rule: RedLineRule, by: str = "supervisor") -> RedLine:
    """An incident with one piece of evidence."""
    case = verbs.record(agent=agent, day=INCIDENT, rule=rule, account="登记了没有打过的回访", by=account(by))
    verbs.add_evidence(red_line=case, words="话单中没有外呼", by=account(by))
    return case


def heard(agent: Person, rule: RedLineRule) -> RedLine:
    """An incident after its hearing."""
    case = recorded(agent, rule)
    verbs.call_hearing(red_line=case, hearing_on=date(2026, 11, 12), by=account("supervisor"))
    return verbs.hold_hearing(red_line=case, minutes="承认", present="工会张建平", by=account("supervisor"))


def confirmed(agent: Person, rule: RedLineRule) -> RedLine:
    """An incident that two people confirmed."""
    case = verbs.confirm(red_line=heard(agent, rule), reason="相互印证", by=account("supervisor"))
    return verbs.confirm(red_line=case, reason="属实", by=account("hr"))


def close() -> None:
    closing.run_close(closing.request_close(month=OCTOBER, by=account("hr"), ring=False).pk)


def card_of(agent: Person) -> Card:
    found: Card = Card.objects.current().get(agent=agent, is_trial=False)
    return found


def test_from_the_incident_to_the_card_and_back_to_the_post_at_the_browser(agent: Person, rule: RedLineRule) -> None:
    the_golden_month(agent)
    close()
    supervisor, hr, herself = visitor("supervisor"), visitor("hr"), visitor("agent")
    made = {"agent": agent.pk, "day": "2026-10-22", "rule": rule.pk, "account": "登记了没有打过的回访"}
    at = supervisor.post("/red-lines/new/", made)["Location"]
    assert herself.get(at).status_code == 404  # while evidence is gathered
    file = SimpleUploadedFile("话单.pdf", PDF)
    supervisor.post(f"{at}evidence/", {"words": "话单中没有外呼", "order": "WX1", "file": file})
    supervisor.post(f"{at}hearing/", {"hearing_on": "2026-11-12"})
    assert "My statement" in herself.get(at).content.decode()
    herself.post(f"{at}statement/", {"statement": "我认，愿意重新培训。"})
    supervisor.post(f"{at}minutes/", {"present": "工会张建平", "minutes": "本人承认"})
    page = supervisor.get(at).content.decode()
    assert "我认，愿意重新培训。" in page
    assert "waits for you" in page
    supervisor.post(f"{at}judge/", {"verdict": "confirm", "reason": "相互印证"})
    assert "waits for you" not in supervisor.get(at).content.decode()
    page = " ".join(hr.get(at).content.decode().split())
    assert "<s>1500.00</s> → 1200.00" in page  # what the second word would do, seen before it is given
    assert "<s>B</s> → C" in page
    assert "1200.00" not in herself.get(at).content.decode()
    hr.post(f"{at}judge/", {"verdict": "confirm", "reason": "属实"})
    case = RedLine.objects.get()
    assert (case.state, case.counts_in) == ("confirmed", OCTOBER.first_day)
    close()
    card = card_of(agent)
    assert (card.total, card.grade, card.coefficient, card.pay, card.version) == (
        Decimal("82.31"), "C", Decimal("0.80"), Decimal("1200.00"), 2,
    )  # fmt: skip
    assert "3.2 虚构回访记录" in hr.get(f"/card/{OCTOBER}/{agent.pk}/").content.decode()
    assert not recheck(OCTOBER).problems
    for step in case.steps.all():
        supervisor.post(f"{at}steps/{step.pk}/", {"note": "完成"})
    supervisor.post(f"{at}back/")
    case.refresh_from_db()
    assert (case.state, case.due) == ("back", None)
    assert case.counts
    kinds = set(LedgerEntry.objects.values_list("kind", flat=True))
    assert "red_line" in kinds


def test_the_file_is_given_to_who_sees_the_case_and_as_an_attachment(agent: Person, rule: RedLineRule) -> None:
    case = recorded(agent, rule)
    file = SimpleUploadedFile("话单.pdf", PDF)
    visitor("supervisor").post(f"/red-lines/{case.pk}/evidence/", {"words": "话单", "file": file})
    piece = RedLineEvidence.objects.get(file_name="话单.pdf")
    assert "话单" not in str(piece.file.name)
    address = f"/red-lines/{case.pk}/files/{piece.pk}/"
    answer = visitor("hr").get(address)
    assert (answer.content, answer["Content-Disposition"].split(";")[0]) == (PDF, "attachment")
    assert visitor("other_supervisor").get(address).status_code == 404


@pytest.mark.parametrize(("name", "content"), [("a.html", b"<script>"), ("a.pdf", b"<script>"), ("a.svg", b"<svg>")])
def test_only_pdfs_and_pictures_are_evidence(agent: Person, rule: RedLineRule, name: str, content: bytes) -> None:
    case = recorded(agent, rule)
    sent = {"words": "话单", "file": SimpleUploadedFile(name, content)}
    page = visitor("supervisor").post(f"/red-lines/{case.pk}/evidence/", sent)
    assert "is no PDF, and no JPEG, PNG or WebP picture." in page.content.decode()
    assert case.evidence.count() == 1


def test_two_people_confirm_and_the_second_is_of_hr(agent: Person, rule: RedLineRule) -> None:
    case = verbs.confirm(red_line=heard(agent, rule), reason="属实", by=account("hr"))
    with refused("second_person"):
        verbs.confirm(red_line=case, reason="属实", by=account("hr"))
    with refused("not_hr"):
        verbs.confirm(red_line=case, reason="属实", by=account("supervisor"))
    verbs.confirm(red_line=case, reason="属实", by=second_hr())
    assert RedLine.objects.get().counts


def test_the_database_wants_two_people_too(agent: Person, rule: RedLineRule) -> None:
    case = heard(agent, rule)
    with pytest.raises(DatabaseError), transaction.atomic():
        RedLine.objects.filter(pk=case.pk).update(counts=True, counts_in=OCTOBER.first_day)
    hr = account("hr")
    with pytest.raises(DatabaseError), transaction.atomic():
        RedLine.objects.filter(pk=case.pk).update(first_by=hr, second_by=hr)


def test_nobody_acts_in_a_case_of_their_own(agent: Person, rule: RedLineRule) -> None:
    herself = plays_every_role()
    with refused("for_oneself"):
        recorded(herself, rule)
    case = heard_of(herself, rule)
    for act in (verbs.confirm, verbs.dismiss, verbs.send_back):
        with refused("for_oneself"):
            act(red_line=case, reason="不属实", by=account("supervisor"))
    verbs.make_statement(red_line=case, statement="没有的事", by=account("supervisor"))
    with refused("not_yours"):
        verbs.make_statement(red_line=case, statement="她认了", by=account("hr"))


def heard_of(whom: Person, rule: RedLineRule) -> RedLine:
    """An incident about somebody who holds every role, handled by HR."""
    case = recorded(whom, rule, by="hr")
    verbs.call_hearing(red_line=case, hearing_on=date(2026, 11, 12), by=account("hr"))
    return verbs.hold_hearing(red_line=case, minutes="否认", present="工会", by=account("hr"))


def test_nothing_is_confirmed_before_the_hearing(agent: Person, rule: RedLineRule) -> None:
    case = verbs.record(agent=agent, day=INCIDENT, rule=rule, account="登记", by=account("supervisor"))
    with refused("no_evidence"):
        verbs.call_hearing(red_line=case, hearing_on=INCIDENT, by=account("supervisor"))
    with refused("another_step"):
        verbs.confirm(red_line=case, reason="属实", by=account("hr"))


def test_sent_back_it_needs_both_confirmations_again(agent: Person, rule: RedLineRule) -> None:
    case = verbs.confirm(red_line=heard(agent, rule), reason="属实", by=account("supervisor"))
    case = verbs.send_back(red_line=case, reason="缺座机话单", by=account("hr"))
    assert (case.state, case.first_by) == ("evidence", None)
    assert AuditEntry.objects.filter(verb="scoring.send_red_line_back").exists()


def test_whoever_leads_the_person_concerned_does_not_make_the_case_vanish(agent: Person, rule: RedLineRule) -> None:
    case = heard(agent, rule)
    with refused("not_hr"):
        verbs.dismiss(red_line=case, reason="算了", by=account("supervisor"))
    case = verbs.confirm(red_line=case, reason="属实", by=account("hr"))
    page = visitor("supervisor").post(f"/red-lines/{case.pk}/judge/", {"verdict": "dismiss", "reason": "算了"})
    assert "HR gives the second confirmation." in page.content.decode()
    with refused("second_person"):
        verbs.dismiss(red_line=case, reason="算了", by=account("hr"))
    assert verbs.dismiss(red_line=case, reason="话单有误", by=second_hr()).state == "dismissed"


def test_dismissed_it_is_on_no_card(agent: Person, rule: RedLineRule) -> None:
    the_golden_month(agent)
    verbs.dismiss(red_line=heard(agent, rule), reason="没有证据", by=account("hr"))
    close()
    assert card_of(agent).grade == "B"


def test_confirmed_since_the_close_the_month_is_neither_published_nor_final_without_it(
    agent: Person, rule: RedLineRule
) -> None:
    the_golden_month(agent)
    close()
    case = confirmed(agent, rule)
    with refused("red_line_missing") as refusal:
        publishing.publish_month(month=OCTOBER, by=account("hr"))
    assert "王芳" in str(refusal.value)
    close()
    publishing.publish_month(month=OCTOBER, by=account("hr"))
    assert card_of(agent).grade == "C"
    with refused("month_is_published"):
        verbs.ask_to_overturn(red_line=case, reason="申诉成立", by=account("hr"))


def test_confirmed_while_published_it_waits_for_a_re_opening(agent: Person, rule: RedLineRule) -> None:
    the_golden_month(agent)
    close()
    publishing.publish_month(month=OCTOBER, by=account("hr"))
    confirmed(agent, rule)
    with refused("red_line_missing"):
        publishing.finalise_month(month=OCTOBER, by=finaliser())
    open_again(OCTOBER)
    close()
    assert card_of(agent).grade == "C"


def test_where_the_month_of_the_incident_is_final_it_counts_in_the_present_one(
    agent: Person, rule: RedLineRule
) -> None:
    the_golden_month(agent)
    close()
    bring_to(MonthState.FINAL, OCTOBER)
    case = confirmed(agent, rule)
    assert case.counts_in is not None
    assert case.counts_in > OCTOBER.first_day
    assert card_of(agent).grade == "B"


def test_the_database_shuts_what_a_final_month_rests_on(agent: Person, rule: RedLineRule) -> None:
    the_golden_month(agent)
    case = confirmed(agent, rule)
    close()
    bring_to(MonthState.FINAL, OCTOBER)
    for change in ({"counts": False}, {"words": "别的"}, {"counts_in": date(2026, 12, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RedLine.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        RedLineEvidence.objects.filter(red_line=case).delete()
    recertification.step_done(step=case.steps.all()[0], note="完成", by=account("supervisor"))  # which moves nothing


def test_overturned_by_two_people_it_leaves_the_card(agent: Person, rule: RedLineRule) -> None:
    the_golden_month(agent)
    case = confirmed(agent, rule)
    close()
    verbs.ask_to_overturn(red_line=case, reason="话单有误", by=account("hr"))
    with refused("second_person"):
        verbs.overturn(red_line=case, by=account("hr"))
    verbs.overturn(red_line=case, by=second_hr())
    with refused("red_line_missing"):
        publishing.publish_month(month=OCTOBER, by=account("hr"))
    close()
    card = card_of(agent)
    assert (card.grade, card.version) == ("B", 2)
    assert Card.objects.get(agent=agent, version=1).grade == "C"


def test_the_catalogue_is_adopted_in_one_click_and_read_by_everybody(agent: Person) -> None:
    hr = visitor("hr")
    assert "The catalogue is empty" in hr.get("/red-lines/rules/").content.decode()
    hr.post("/red-lines/rules/adopt/")
    assert "Invent a call-back" in visitor("agent").get("/red-lines/rules/").content.decode()
    hr.post("/red-lines/rules/add/", {"code": "3.2", "words": "另一条"})
    assert RedLineRule.objects.filter(code="3.2").count() == 1


def test_steps_that_are_left_keep_the_case_open(agent: Person, rule: RedLineRule) -> None:
    case = confirmed(agent, rule)
    with refused("steps_left"):
        recertification.back_to_post(red_line=case, by=account("supervisor"))


def test_the_inbox_asks_whose_turn_it_is(agent: Person, rule: RedLineRule) -> None:
    case = heard(agent, rule)
    assert case.number in visitor("supervisor").get("/").content.decode()
    assert f"case {case.number}" in visitor("agent").get("/").content.decode()
    verbs.make_statement(red_line=case, statement="我认", by=account("agent"))
    verbs.confirm(red_line=case, reason="属实", by=account("supervisor"))
    assert f"case {case.number}" not in visitor("agent").get("/").content.decode()
    assert case.number in visitor("hr").get("/").content.decode()
    assert case.number not in visitor("other_supervisor").get("/").content.decode()
