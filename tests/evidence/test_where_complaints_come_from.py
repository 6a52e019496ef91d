"""A complaint is taken down from the order or the bad rating that it is about, and one that comes again says so."""

import re

import pytest
from django.utils import timezone
from django.utils.translation import override

from evidence.complaints import topics
from evidence.complaints.models import Complaint, ComplaintTopic
from evidence.models import SurveyAnswer
from people.models import Account, Site
from tenants.models import Company
from tests.scoring.month_of_facts import answer, person
from tests.visiting import visitor
from workorders import lifecycle
from workorders.models import WorkOrder

NEW = "/evidence/complaints/new/"


@pytest.fixture
def order(company: Company) -> WorkOrder:
    agent, now = Account.objects.get(username="agent"), timezone.now()
    order = lifecycle.create(by=agent, at=now, subject="厨房渗水", site=Site.objects.get(code="CH"), room="1103")
    lifecycle.dispatch(order, agent=agent.person, by=agent, at=now)
    return order


def taken_down(address: str, **said: object) -> Complaint:
    """By the supervisor, with what the form knows already."""
    lead = visitor("supervisor")
    known = {name: value for name, value in lead.get(address).context["form"].initial.items() if value is not None}
    site, handler = Site.objects.get(code="CH").pk, person("王芳").pk
    sent = {"severity": "ordinary", **known, "site": site, "handler": handler, "received_at": "", **said}
    sent["received_at"] = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    made = lead.post(address, sent)
    assert made.status_code == 302, made.context["form"].errors
    found: Complaint = Complaint.objects.latest("pk")
    return found


def test_from_an_order_it_has_its_place_and_both_pages_lead_to_each_other(order: WorkOrder) -> None:
    lead = visitor("supervisor")
    page = lead.get(order.get_absolute_url()).content.decode()
    assert "Nobody complained about this order." in page
    found = re.search(rf'href="({NEW}\?order=\d+)"', page)
    assert found
    complaint = taken_down(found[1], words="说好上午来，没人来")
    assert (complaint.order, complaint.channel, complaint.room) == (order, "order", "1103")
    assert complaint.number in lead.get(order.get_absolute_url()).content.decode()
    page = lead.get(complaint.get_absolute_url()).content.decode()
    assert order.get_absolute_url() in page
    assert re.search(r"24 hours.*2[34] h \d\d min left", " ".join(page.split()))


def test_from_a_bad_rating_it_keeps_the_residents_words_and_the_rating_asks_for_nothing_more(order: WorkOrder) -> None:
    answer(person("王芳"), 1, at=timezone.now(), order=order, comment="修完还漏", channel="link")
    bad = SurveyAnswer.objects.get()
    listed = visitor("supervisor").get("/evidence/surveys/").content.decode()
    assert f"{NEW}?answer={bad.pk}" in listed
    complaint = taken_down(f"{NEW}?answer={bad.pk}")
    assert (complaint.answer, complaint.order, complaint.words) == (bad, order, "修完还漏")
    assert "1 / 5" in visitor("supervisor").get(complaint.get_absolute_url()).content.decode()


def test_of_the_same_place_and_category_within_thirty_days_it_is_a_repeat(order: WorkOrder) -> None:
    with override("en"):
        topics.adopt_usual(by=None)
    cause = ComplaintTopic.objects.exclude(parent=None).order_by("pk")[0].pk
    first, second = (taken_down(f"{NEW}?order={order.pk}", words="还在漏", topic=cause) for _time in range(2))
    page = visitor("supervisor").get(second.get_absolute_url()).content.decode()
    assert "same resident or place, same category" in page
    assert first.number in page
    month = f"{timezone.localtime():%Y-%m}"
    report = visitor("supervisor").get(f"/evidence/complaints/report/{month}/").content.decode()
    assert "Of the same resident or place and category within 30 days: 1" in report
