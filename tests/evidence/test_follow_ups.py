"""A bad answer is asked of who leads until somebody has noted what came of it; the rating stays as it is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from evidence.complaints.models import Complaint
from evidence.models import FollowUp, SurveyAnswer
from evidence.surveys import follow_ups
from evidence.surveys.to_do import to_follow_up
from evidence.surveys.verbs import Rated, exclude_answer, record_answer
from people.models import Account, Site
from tenants.models import Company
from tests.refusals import refused
from tests.visiting import visitor
from workorders import lifecycle

NOTE = {"note": "已上门致歉，<b>重修</b>"}


def account(username: str) -> Account:
    return Account.objects.get(username=username)


@pytest.fixture
def answer(company: Company) -> SurveyAnswer:
    """Two of five, to 王芳's order."""
    agent, at = account("agent"), timezone.now() - timedelta(hours=2)
    order = lifecycle.create(by=agent, at=at, subject="厨房渗水", site=Site.objects.get(code="CH"))
    lifecycle.dispatch(order, agent=agent.person, by=agent, at=at)
    lifecycle.complete(order, by=agent, at=at + timedelta(hours=1))
    answered = at + timedelta(minutes=90)
    record_answer(by=None, order=order, answered_at=answered, rated=Rated(Decimal(5)))
    answered += timedelta(minutes=1)
    return record_answer(by=None, order=order, answered_at=answered, rated=Rated(Decimal(4), 10), comment="等了很久")


def asked(username: str, days: float = 0) -> int:
    return sum(group.number for group in to_follow_up(account(username), timezone.localtime() + timedelta(days=days)))


def test_a_bad_answer_waits_for_who_leads_until_it_is_noted_once(answer: SurveyAnswer) -> None:
    assert (asked("supervisor"), asked("other_supervisor"), asked("agent")) == (1, 0, 0)
    assert (asked("hr"), asked("hr", 3), asked("supervisor", 31)) == (0, 1, 0)
    lead, address = visitor("supervisor"), f"/evidence/surveys/{answer.pk}/follow-up/"
    assert address in lead.get("/").content.decode()
    listed = lead.get("/evidence/surveys/?follow_up=true").content.decode()
    assert listed.count("/follow-up/") == 1
    assert address in listed
    assert "等了很久" in lead.get(address).content.decode()
    assert lead.post(address, {"note": " "}).status_code == 200
    assert visitor("other_supervisor").post(address, NOTE).status_code == 404
    assert visitor("agent").post(address, NOTE).status_code == 403
    assert lead.post(address, NOTE).status_code == 302
    assert asked("supervisor") == 0
    exclude_answer(answer, by=account("supervisor"), reason="评的是别的单")
    listed = lead.get("/evidence/surveys/").content.decode()
    assert "重修&lt;/b&gt;" in listed  # it holds for the next revision too, and is escaped
    assert "/follow-up/" not in listed
    newer = SurveyAnswer.objects.get(number=answer.number, stands=True)
    with refused("twice"):
        follow_ups.follow_up(newer, by=account("hr"), at=timezone.now(), note="再谈")
    assert (int(newer.rating), newer.top, FollowUp.objects.count()) == (4, 10, 1)


def test_the_list_says_which_answer_came_later(answer: SurveyAnswer) -> None:
    listed = visitor("supervisor").get("/evidence/surveys/").content.decode()
    later, first = listed.index("等了很久"), listed.rindex("<tr>")
    assert listed.count("a later answer") == 1
    assert listed.index("a later answer") < later < first


def test_what_is_unfair_or_a_complaint_asks_for_nothing_more(answer: SurveyAnswer) -> None:
    complaint = Complaint(number="TS-1", source="portal", answer=answer, received_at=timezone.now(), words="等了很久")
    complaint.save(force_insert=True)
    assert asked("supervisor") == 0
    Complaint.objects.update(stands=False)
    assert asked("supervisor") == 1
    exclude_answer(answer, by=account("supervisor"), reason="评的是别的单")
    assert asked("supervisor") == 0


def test_nobody_closes_what_is_about_themselves_and_good_answers_are_not_followed_up(answer: SurveyAnswer) -> None:
    own = account("agent")
    own.roles = ["agent", "supervisor"]
    own.save()
    assert asked("agent") == 0
    assert "/follow-up/" not in visitor("agent").get("/evidence/surveys/").content.decode()
    assert visitor("agent").post(f"/evidence/surveys/{answer.pk}/follow-up/", NOTE).status_code == 200
    assert not FollowUp.objects.exists()
    good = SurveyAnswer.objects.get(rating=5)
    with refused("not_bad"):
        follow_ups.follow_up(good, by=account("supervisor"), at=timezone.now(), note="好")
