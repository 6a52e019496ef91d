"""One complaint before two people, or before one who is quick: each step is taken once, nothing typed is lost."""

import re
from datetime import timedelta

import time_machine
from django.test import Client

from evidence.complaints.models import Complaint
from people.models import Account
from reports.models import Told
from tenants.models import Company
from tests.evidence.test_complaints import CALL, TAKEN_DOWN, complaint
from tests.scoring.month_of_facts import person
from tests.visiting import visitor

__all__ = ["complaint"]


def forms_of(browser: Client, address: str) -> dict[str, str]:
    """What the page's hidden fields carry."""
    page = browser.get(address).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))


def steps(complaint: Complaint) -> list[str]:
    return list(complaint.steps.order_by("pk").values_list("kind", flat=True))


def test_a_step_that_is_sent_twice_is_one_step(complaint: Complaint) -> None:
    with time_machine.travel(CALL, tick=False):
        agent, address = visitor("agent"), f"{complaint.get_absolute_url()}step/"
        sent = forms_of(agent, complaint.get_absolute_url()) | {"words": "先道歉"}
        assert agent.post(address, sent)["Location"] == complaint.get_absolute_url()
        assert agent.post(address, sent)["Location"] == complaint.get_absolute_url()
    assert steps(complaint) == ["received", "soothed"]


def test_whose_page_is_outdated_is_told_and_keeps_what_was_typed(complaint: Complaint) -> None:
    with time_machine.travel(CALL, tick=False):
        lead, address = visitor("supervisor"), f"{complaint.get_absolute_url()}step/"
        before = forms_of(lead, complaint.get_absolute_url())
        visitor("agent").post(address, forms_of(visitor("agent"), complaint.get_absolute_url()) | {"words": "先道歉"})
        late = lead.post(address, before | {"words": "我也道了歉"}).content.decode()
    assert "Somebody else changed this meanwhile" in late
    assert "我也道了歉" in late
    assert steps(complaint) == ["received", "soothed"]


def test_the_same_page_takes_down_one_complaint_and_another_page_another(company: Company) -> None:
    agent, address = visitor("agent"), "/evidence/complaints/new/"
    with time_machine.travel(CALL, tick=False):
        first, second = (forms_of(agent, address) | TAKEN_DOWN | {"building": ""} for _page in range(2))
        told = [agent.post(address, sent) for sent in (first, first, second, first)]
        assert agent.post(address, first | {"words": ""}).status_code == 200
    addresses = [answer["Location"] for answer in told]
    assert addresses[0] == addresses[1] == addresses[3] != addresses[2]
    assert Complaint.objects.count() == 2
    assert visitor("second_agent").post(address, first)["Location"] not in addresses, "another's page is another page"


def test_the_clock_says_who_was_reminded_and_the_tab_how_many_are_open(complaint: Complaint) -> None:
    with time_machine.travel(CALL + timedelta(hours=1), tick=False):
        lead = visitor("supervisor")
        assert "Nobody has been reminded" in lead.get(complaint.get_absolute_url()).content.decode()
        Told.objects.create(account=Account.objects.get(username="agent"), key=f"complaint:open:{complaint.pk}")
        assert "2026-11-10 11:00 王芳 was reminded" in " ".join(
            lead.get(complaint.get_absolute_url()).content.decode().split()
        )
        assert re.search(r"Not closed 1\s*<", lead.get("/evidence/complaints/").content.decode())
        assert re.search(r"Not closed 0\s*<", visitor("other_supervisor").get("/evidence/complaints/").content.decode())


def test_the_cause_is_chosen_within_its_category(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(state="solve")
    page = visitor("agent").get(complaint.get_absolute_url()).content.decode()
    tree = re.findall(r'<details name="topic-tree"[^>]*>\s*<summary class="btn">([^<]+)', page)
    assert tree[0] == "Repairs"
    assert not re.search(r'<select[^>]*name="topic"', page)


def test_who_judges_from_an_outdated_page_is_told_and_decides_nothing(complaint: Complaint) -> None:
    lead, address = visitor("supervisor"), f"{complaint.get_absolute_url()}judge/"
    seen = {"seen": ""}
    assert lead.post(address, seen | {"verdict": "company", "words": "制度未定"}).status_code == 302
    late = visitor("hr").post(address, seen | {"verdict": "unfounded", "words": "录音里没有"}).content.decode()
    assert "Somebody else changed this meanwhile" in late
    assert "录音里没有" in late
    complaint.refresh_from_db()
    assert complaint.verdict == "company"
    seen = {"seen": forms_of(visitor("hr"), complaint.get_absolute_url())["seen"]}
    assert visitor("hr").post(address, seen | {"verdict": "unfounded", "words": "录音里没有"}).status_code == 302


def test_who_handles_it_does_not_take_it_down_as_major(company: Company) -> None:
    agent, address = visitor("agent"), "/evidence/complaints/new/"
    sent = TAKEN_DOWN | {"building": "", "severity": "major"}
    with time_machine.travel(CALL, tick=False):
        refused = agent.post(address, sent | {"handler": person("王芳").pk}).content.decode()
        assert "Who handles it does not make it major" in refused
        assert TAKEN_DOWN["words"] in refused
        assert agent.post(address, sent | {"is_public": "on"}).status_code == 302
        assert agent.post(address, sent | {"severity": "ordinary", "is_public": "on"}).status_code == 302
    assert list(Complaint.objects.order_by("pk").values_list("severity", "is_public")) == [
        ("major", True),
        ("ordinary", False),
    ]


def test_a_promise_that_is_over_is_said_to_be_so(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(promised_at=CALL + timedelta(hours=2))
    for hours, said in ((1, False), (3, True)):
        with time_machine.travel(CALL + timedelta(hours=hours), tick=False):
            page = visitor("supervisor").get(complaint.get_absolute_url()).content.decode()
        assert ("overdue" in page) is said
