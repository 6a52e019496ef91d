"""All residents are asked between two days: slips for one answer each, a poster for everybody; it counts on no card."""

import io
import re
from datetime import date, timedelta

import pypdf
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from evidence.models import Campaign, CampaignAnswer, CampaignLink, SurveyAnswer
from evidence.surveys.campaigns.to_do import to_remind
from people.models import Account
from records.months import company_zone
from tenants.models import Company
from tests.visiting import visitor

PLAN = {"name": "四季度满意度", "kind": "quarterly", "site": "", "first_day": "2026-10-12", "last_day": "2026-10-31"}
DURING = "2026-10-20T04:00Z"
GOOD = {"rating": 5, "recommend": 10, "comment": "绿化好<b>"}


@pytest.fixture
def campaign(company: Company) -> Campaign:
    assert (
        "before the first"
        in visitor("hr").post("/evidence/campaigns/new/", PLAN | {"last_day": "2026-10-01"}).content.decode()
    )
    assert visitor("hr").post("/evidence/campaigns/new/", PLAN).status_code == 302
    return Campaign.objects.get()


def links_of(pdf: bytes) -> list[str]:
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")
    return re.findall(r"/s/[\w-]{22}/", words)


def phone() -> Client:
    return Client(SERVER_NAME="acme.localhost", REMOTE_ADDR="203.0.113.40", HTTP_ACCEPT_LANGUAGE="en")


@time_machine.travel(DURING, tick=False)
def test_each_slip_takes_one_answer_and_a_poster_one_for_each_form(campaign: Campaign) -> None:
    hr, address = visitor("hr"), f"/slips/campaigns/{campaign.pk}/"
    slips = links_of(hr.post(address, {"number": 3}).content)
    assert len(set(slips)) == 3
    (poster,) = links_of(hr.post(f"{address}poster/").content)
    assert "四季度满意度" in phone().get(slips[0]).content.decode()
    assert "Tap a face" in phone().post(slips[0], {}).content.decode()
    assert [phone().post(slips[0], GOOD).status_code for _time in range(3)] == [302, 409, 409]
    form = re.search(r'name="ticket"[^>]*?value="([^"]+)"', phone().get(poster).content.decode(), re.DOTALL)
    assert form
    told = phone().post(poster, {"rating": 2, "recommend": 3, "ticket": form[1]})
    assert "It counts" in phone().get(told["Location"]).content.decode()
    for ticket in (form[1], form[1][:-1], ""):  # sent again, changed, none
        assert phone().post(poster, {"rating": 1, "ticket": ticket}).status_code == 200
    assert (CampaignAnswer.objects.count(), SurveyAnswer.objects.count()) == (2, 0)
    assert visitor("supervisor").post(poster, GOOD).status_code == 403
    page = visitor("supervisor").get(f"/evidence/campaigns/{campaign.pk}/").content.decode()
    assert "1 of 3 slips; 1 by poster" in page
    assert "3.50" in page
    assert "绿化好&lt;b&gt;" in page
    file = visitor("supervisor").get(f"/evidence/campaigns/{campaign.pk}/export.csv").content.decode("utf-8-sig")
    assert "Slip,5.00,,,,,10,,绿化好<b>" in file
    assert "poster,2.00" in file
    CampaignAnswer.objects.update(rating=5)
    assert "it was changed" in phone().get(told["Location"]).content.decode()


@time_machine.travel(DURING, tick=False)
def test_eight_slips_fill_one_sheet(campaign: Campaign) -> None:
    def pages(number: int) -> int:
        body = visitor("hr").post(f"/slips/campaigns/{campaign.pk}/", {"number": number}).content
        return len(pypdf.PdfReader(io.BytesIO(body)).pages)

    assert (pages(8), pages(9)) == (1, 2)


def test_before_its_first_day_and_after_its_last_nothing_is_taken(campaign: Campaign) -> None:
    Campaign.objects.update(first_day=timezone.localdate(), last_day=timezone.localdate())
    (slip,) = links_of(visitor("hr").post(f"/slips/campaigns/{campaign.pk}/", {"number": 1}).content)
    for days in (-1, 1):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert phone().post(slip, GOOD).status_code == 410
    Campaign.objects.update(first_day=date(2026, 1, 1), last_day=date(2026, 1, 2))
    over = visitor("hr").post(f"/slips/campaigns/{campaign.pk}/poster/", follow=True).content.decode()
    assert "This survey is over" in over
    assert not CampaignAnswer.objects.exists()
    assert Account.objects.get(username="supervisor").has_perm("evidence.run_campaigns") is False


def reminded(username: str, at: str) -> list[str]:
    """What the account is told to remind of."""
    with time_machine.travel(at, tick=False):
        account = Account.objects.get(username=username)
        groups = to_remind(account, timezone.localtime(timezone.now(), company_zone()))
        return [task.reason for group in groups for task in group.tasks]


def test_where_few_have_answered_a_second_round_is_asked_for_once(campaign: Campaign) -> None:
    hr, address = visitor("hr"), f"/slips/campaigns/{campaign.pk}/"
    assert reminded("hr", DURING) == []
    with time_machine.travel(DURING, tick=False):
        first, *others = links_of(hr.post(address, {"number": 3}).content)
        phone().post(first, GOOD)
    assert reminded("hr", "2026-10-22T04:00Z") == []  # three days are not over
    assert (reminded("hr", "2026-10-24T04:00Z"), reminded("supervisor", "2026-10-24T04:00Z")) == (
        ["1 of 3 slips answered"], [],
    )  # fmt: skip
    with time_machine.travel("2026-10-24T04:00Z", tick=False):
        hr.post(f"{address}poster/")
    assert reminded("hr", "2026-10-25T04:00Z") == []
    CampaignLink.objects.filter(is_poster=True).delete()
    with time_machine.travel("2026-10-25T04:00Z", tick=False):
        phone().post(others[0], GOOD)
    assert reminded("hr", "2026-10-26T04:00Z") == []  # most have answered
