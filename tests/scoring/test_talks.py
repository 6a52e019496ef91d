"""A talk about a published card: opened, recorded, signed by both; who is asked, and when it is late."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from people.models import Account, Posting, Site
from records import months
from records.months import company_zone
from records.working_days import working_days_after
from reports import printed_talk
from scoring.models import Card, Duty, Moment, ScoringSettings, Talk, TalkItem
from scoring.talks import following, moments, opening, points, verbs
from scoring.to_do import talks as to_do
from tests.cast import SINCE
from tests.refusals import refused
from tests.scoring.appealing import account, card
from tests.scoring.month_of_facts import OCTOBER, person
from tests.scoring.talking import planned, posted, signed, talk
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("published_october")
State = Talk.State


def asks(username: str, at: datetime | None = None) -> set[str]:
    now = (at or timezone.now()).astimezone(company_zone())
    found = (group for source in (to_do.talks, to_do.items) for group in source(account(username), now))
    return {task.key for group in found for task in group.tasks}


def test_publishing_opens_a_talk_about_each_card_due_in_working_days() -> None:
    assert set(Talk.objects.values_list("agent", flat=True)) == set(
        Card.objects.current().filter(is_trial=False).values_list("agent", flat=True)
    )
    record = talk().month
    assert record.published_at is not None
    published = record.published_at.astimezone(company_zone()).date()
    last = (talk().due - timedelta(microseconds=1)).astimezone(company_zone()).date()
    assert last == working_days_after(published, 7)


def test_history_has_no_talks() -> None:
    Duty.objects.all().delete()
    Talk.objects.all().delete()
    record = months.record_for(OCTOBER)
    ScoringSettings.objects.update(live_from=OCTOBER.next.first_day)
    opening.open_talks(record)
    assert not Talk.objects.exists()


def test_the_card_proposes_what_to_talk_about() -> None:
    found = {point.kind: point for point in points.proposed(card(), None)}
    assert found["weakest"].code == "service_quality"
    assert found["weakest"].figures == {"score": "0.00", "weight": "25.00", "earned": "0.00", "team": "0.00"}
    assert found["gain"].figures["gain"] == "25.00"
    assert {"gain", "none"} <= set(found)
    assert not {"fall", "rise"} & set(found)
    page = visitor("supervisor").get(talk().get_absolute_url()).content.decode()
    assert f"/card/{OCTOBER}/{talk().agent_id}/{found['gain'].indicator}/" in page


def test_a_record_is_drafted_signed_by_whoever_leads_and_then_by_the_agent() -> None:
    address, leads, agent = talk().get_absolute_url(), visitor("supervisor"), visitor("agent")
    more = leads.post(address, posted(planned(), do="add")).content.decode()
    assert "没有约好时间" in more
    assert 'name="items-1-what"' in more
    assert leads.post(address, posted(planned(), do="save")).status_code == 302
    assert agent.get(address).status_code == 404
    assert leads.post(address, posted(planned())).status_code == 302
    assert talk().state == State.SIGNED
    assert "上门前一天与维修确认时间" in agent.get(address).content.decode()
    assert leads.post(f"{address}answer/", {"words": ""}).status_code == 200
    assert agent.post(f"{address}answer/", {"words": "夜班多，想换班"}).status_code == 302
    done = talk()
    assert (done.state, done.words) == (State.DONE, "夜班多，想换班")
    assert "夜班多，想换班" in printed_talk.markup(Talk.objects.select_related("card").get(pk=done.pk))
    with refused("signed"):
        verbs.save(done, by=account("supervisor"))


def test_a_signed_record_lacks_nothing() -> None:
    address, leads = talk().get_absolute_url(), visitor("supervisor")
    typed = posted(planned())
    for name, missing in (("talk-held_at", ""), ("talk-gaps", " "), ("items-0-due", ""), ("items-0-due", "2026-01-01")):
        assert leads.post(address, {**typed, name: missing}).status_code == 200
        assert talk().state == State.DUE
    assert leads.post(address, posted()).status_code == 200
    assert talk().state == State.DUE


def test_a_card_that_needs_a_plan_is_not_just_explained() -> None:
    leads = visitor("supervisor")
    leads.post(f"{talk().get_absolute_url()}explained/")
    assert talk().state == State.DUE
    other = talk("周倩")  # without evidence, so without anything that calls for a plan
    assert visitor("supervisor").post(f"{other.get_absolute_url()}explained/").status_code == 404
    assert visitor("other_supervisor").post(f"{other.get_absolute_url()}explained/").status_code == 302
    assert talk("周倩").state == State.EXPLAINED


def test_the_agent_may_refuse_with_a_reason() -> None:
    address = signed().get_absolute_url()
    agent = visitor("agent")
    assert agent.post(f"{address}answer/", {"do": "decline", "words": ""}).status_code == 200
    assert agent.post(f"{address}answer/", {"do": "decline", "words": "没有谈过"}).status_code == 302
    assert (talk().state, talk().words) == (State.REFUSED, "没有谈过")


def test_whoever_leads_holds_it_hr_only_once_it_is_late_and_nobody_their_own() -> None:
    key, late = f"talk:{talk().agent_id}:{OCTOBER}", talk().due
    assert key in asks("supervisor")
    for who in ("hr", "other_supervisor", "agent", "second_agent"):
        assert key not in asks(who)
    with refused("not_yours"):
        signed(by="hr")
    assert key in asks("hr", late)
    assert key not in asks("other_supervisor", late)
    Posting.objects.create(person=person("苏岩"), post="supervisor", site=Site.objects.get(code="CH"), first_day=SINCE)
    assert key not in asks("other_supervisor")
    assert key in asks("other_supervisor", late)
    Account.objects.filter(username="agent").update(roles=["agent", "hr"])
    with refused("for_oneself"):
        signed(by="agent")
    with time_machine.travel(late, tick=False):
        signed(by="hr")
    assert key not in asks("supervisor") | asks("hr", late)


def test_an_unsigned_record_is_told_to_whoever_leads_and_hr_once_late() -> None:
    found = signed()
    assert found.answer_due is not None
    assert f"sign_talk:{found.pk}" in asks("agent")
    key = f"unsigned_talk:{found.pk}"
    assert key not in asks("supervisor") | asks("hr")
    assert key in asks("supervisor", found.answer_due) & asks("hr", found.answer_due)
    verbs.confirm(found, by=account("agent"))
    assert f"sign_talk:{found.pk}" not in asks("agent")
    assert key not in asks("hr", found.answer_due)


def test_a_colleague_does_what_was_agreed_and_sees_nothing_else_of_the_talk() -> None:
    found = signed("王芳", planned(person("郭强"), "每周三固定维修对接"))
    item, colleague = TalkItem.objects.get(), visitor("colleague")
    assert f"talk_item:{item.pk}" in asks("colleague")
    page = colleague.get(item.get_absolute_url()).content.decode()
    assert "每周三固定维修对接" in page
    assert "王芳" not in page
    assert colleague.get(found.get_absolute_url()).status_code in (403, 404)
    assert item.due is not None
    late = timezone.now() + timedelta(days=9)
    assert f"late_talk_item:{item.pk}" in asks("supervisor", late) & asks("hr", late)
    proof = SimpleUploadedFile("签到.pdf", b"%PDF-1.4 meeting")
    assert colleague.post(item.get_absolute_url(), {"words": "开了两次", "file": proof}).status_code == 302
    assert f"talk_item:{item.pk}" not in asks("colleague")
    assert b"meeting" in b"".join(visitor("supervisor").get(f"{item.get_absolute_url()}file/"))
    assert visitor("second_agent").get(f"{item.get_absolute_url()}file/").status_code == 404
    with refused("not_own"):
        following.finish(item, by=account("agent"), words="好了")


def earlier_item() -> TalkItem:
    """Of the plan of September, whose day is past."""
    now, by = timezone.now(), account("supervisor")
    before = Talk.objects.create(
        month=months.record_for(OCTOBER.previous), agent=person("王芳"), card=card(), state=State.DONE,
        due=now, signed_at=now, signed_by=by, answered_at=now,
    )  # fmt: skip
    yesterday = timezone.localdate() - timedelta(days=1)
    item: TalkItem = before.items.create(
        position=1, what="夜班交接", owner=person("王芳"), due=yesterday, proof="有记录", dimension="conduct"
    )
    return item


def test_what_became_of_the_earlier_plan_is_said_before_the_next_record_is_signed() -> None:
    item, address = earlier_item(), talk().get_absolute_url()
    with refused("not_followed_up"):
        signed()
    leads = visitor("supervisor")
    page = leads.get(address).content.decode()
    assert "夜班交接" in page
    assert "0.00 → 0.00" in page
    typed = {f"item{item.pk}-outcome": "kept", f"item{item.pk}-words": "交接本齐全"}
    assert visitor("other_supervisor").post(f"{address}items/{item.pk}/", typed).status_code == 404
    assert leads.post(f"{address}items/{item.pk}/", {}).status_code == 200
    assert leads.post(f"{address}items/{item.pk}/", typed).status_code == 302
    signed()
    assert "交接本齐全" in visitor("agent").get(address).content.decode()
    with refused("looked_at"):
        following.finish(item, by=account("agent"), words="补")


def test_moments_are_noted_by_who_leads_and_read_by_the_agent_with_the_signed_talk() -> None:
    agent, leads = person("王芳"), visitor("supervisor")
    address = f"/talks/notes/{OCTOBER}/{agent.pk}/"
    typed = {"day": "2026-10-08", "tone": "good", "words": "主动替班处理道闸"}
    assert visitor("other_supervisor").post(address, typed).status_code == 404
    assert leads.post(address, typed).status_code == 302
    moment = Moment.objects.get()
    for who in ("supervisor", "agent"):
        Account.objects.filter(username=who).update(roles=[who, "hr"])
    with refused("for_oneself"):
        moments.note(agent=agent, day=moment.day, tone="good", words="好", by=account("agent"))
    with refused("not_own"):
        moments.withdraw(moment, by=account("hr"))
    Account.objects.filter(username="agent").update(roles=["agent"])
    found = signed()
    assert "主动替班处理道闸" in visitor("agent").get(found.get_absolute_url()).content.decode()
    with refused("talked"):
        moments.withdraw(moment, by=account("supervisor"))


def test_the_list_says_whose_turn_it_is() -> None:
    leads, address = visitor("supervisor"), f"/talks/{OCTOBER}/"
    page = leads.get(address).content.decode()
    assert "Go on:" in page
    assert "Talk, plan, sign" in page
    assert "沈立 talks" in visitor("hr").get(f"{address}?show=others").content.decode()
    signed()
    assert "王芳 signs" in leads.get(f"{address}?show=agent").content.decode()
    verbs.confirm(talk(), by=account("agent"))
    assert "Follow up in the next talk" in leads.get(f"{address}?show=follow").content.decode()
    empty = visitor("other_supervisor").get(f"/talks/{OCTOBER.previous}/").content.decode()
    assert "Nothing to talk about yet" in empty
