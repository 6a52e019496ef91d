"""A completed order invites its resident once: a link without log-in, an answer that counts, a receipt."""

import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pypdf
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from evidence.models import Invitation, InvitationLink, SurveyAnswer, SurveySettings
from evidence.surveys import receipts
from evidence.surveys.inviting import limits, rounds
from evidence.surveys.inviting.to_do import to_remind
from evidence.surveys.verbs import Rated, record_answer
from evidence.tasks import invite_of_completed
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from people.models import Account, Building, Site
from records.models import MonthState
from records.months import company_zone
from tenants.models import Company
from tests.months import bring_to
from tests.visiting import visitor
from workorders import lifecycle
from workorders.models import WorkOrder

XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg onload=alert(1)>",
    "' onfocus=alert(1) autofocus='",
    "<a href=javascript:alert(1)>x</a>",
)


def account(username: str) -> Account:
    return Account.objects.get(username=username)


@pytest.fixture
def order(company: Company) -> WorkOrder:
    """Of 王芳, completed an hour ago at a building of the lake site."""
    agent, at = account("agent"), timezone.now() - timedelta(hours=2)
    site = Site.objects.get(code="CH")
    place: dict[str, Any] = {"site": site, "building": Building.objects.get(site=site), "room": "1902"}
    order = lifecycle.create(by=agent, at=at, subject="赵敏家门锁坏了", category="入户门锁", **place)
    lifecycle.dispatch(order, agent=agent.person, by=agent, at=at)
    lifecycle.complete(order, by=agent, at=at + timedelta(hours=1))
    return order


@pytest.fixture
def invitation(order: WorkOrder) -> Invitation:
    rounds.invite_new(timezone.now())
    return Invitation.objects.get()


def link_of(invitation: Invitation) -> str:
    """The path of a link that the supervisor shows now."""
    page = visitor("supervisor").post(f"/evidence/invitations/{invitation.pk}/link/").content.decode()
    found = re.search(r"http://acme\.localhost[:\d]*(/s/[\w-]{22}/)", page)
    assert found, page
    return found[1]


def resident(company: str = "acme", address: str = "203.0.113.7") -> Client:
    """On a phone, without cookies, at an address of one's own."""
    return Client(
        SERVER_NAME=f"{company}.localhost",
        REMOTE_ADDR=address,
        HTTP_ACCEPT_LANGUAGE="en",
        enforce_csrf_checks=True,
    )


def said(**more: Any) -> dict[str, Any]:
    return {"rating": 4, "turn": 0, **more}


def test_a_completed_order_invites_once_and_credits_whom_it_was_then(invitation: Invitation, order: WorkOrder) -> None:
    assert (rounds.invite_new(timezone.now()), Invitation.objects.count()) == (0, 1)
    lead, second = account("supervisor"), account("second_agent").person
    lifecycle.reopen(order, by=lead, at=timezone.now(), reason="又坏")
    lifecycle.reassign(order, agent=second, by=lead, at=timezone.now())
    lifecycle.complete(order, by=lead, at=timezone.now())
    assert rounds.invite_new(timezone.now()) == 0
    record_answer(by=lead, order=order, answered_at=timezone.now(), rated=Rated(Decimal(5)), channel="phone")
    assert SurveyAnswer.objects.get().agent == invitation.agent == account("agent").person


def test_what_was_done_long_ago_is_left_out_or_answered_elsewhere_invites_nobody(order: WorkOrder) -> None:
    assert rounds.invite_new(timezone.now() + timedelta(days=8)) == 0
    SurveyAnswer.objects.create(
        number="1", source="file", invitation="1", order=order, rating=5, answered_at=timezone.now()
    )
    assert rounds.invite_new(timezone.now()) == 0
    SurveyAnswer.objects.all().delete()
    SurveySettings.objects.update(is_on=False)
    assert rounds.invite_new(timezone.now()) == 0
    SurveySettings.objects.update(is_on=True)
    lifecycle.exempt(order, by=account("supervisor"), at=timezone.now(), reason="试单")
    assert rounds.invite_new(timezone.now()) == 0


def test_beat_finds_the_companies_with_something_new_and_each_is_invited_in_its_own(order: WorkOrder) -> None:
    assert due() == ["acme"]
    connection.set_schema_to_public()
    invite_of_completed.apply(headers={"_schema_name": "acme"}).get()
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    assert Invitation.objects.count() == 1
    later = timezone.now() + 2 * rounds.SETTLED
    assert rounds.invite_new(later) == 0
    assert due() == []


def due() -> list[str]:
    """As the fleet's task asks, from ``public``."""
    company = connection.tenant
    connection.set_schema_to_public()
    found = rounds.due()
    connection.set_tenant(company)
    return found


def test_from_the_code_to_the_receipt_without_log_in(invitation: Invitation) -> None:
    path, phone = link_of(invitation), resident()
    page = phone.get(path).content.decode()
    assert "翠湖花园" in page
    assert "入户门锁" in page
    assert not [word for word in ("赵敏", "1902", "王芳", invitation.order.number) if word in page]  # type: ignore[union-attr]
    assert 'lang="zh-Hans"' in resident().get(path, headers={"Accept-Language": "zh-CN"}).content.decode()
    assert not SurveyAnswer.objects.exists()  # scanners of mail and chats follow links
    assert "Tap a face" in phone.post(path, {"turn": 0}).content.decode()
    answer = phone.post(path, said(attitude=5, resolution=3, recommend=9, comment="师傅来得快"))
    assert (answer.status_code, answer["Location"]) == (302, path)
    kept = SurveyAnswer.objects.get()
    assert (int(kept.rating), kept.attitude, kept.expertise, kept.resolution, kept.recommend) == (4, 5, None, 3, 9)
    assert (kept.agent, kept.recorded_by, kept.channel) == (invitation.agent, None, "link")
    thanks = phone.get(path).content.decode()
    receipt = receipts.spelled(kept.receipt)
    assert receipt in thanks
    assert "It counts" in phone.post("/s/verify/", {"receipt": receipt.lower().replace("-", " ")}).content.decode()
    assert "No answer has" in phone.post("/s/verify/", {"receipt": receipt[:-1]}).content.decode()
    SurveyAnswer.objects.update(rating=5)
    assert "it was changed" in phone.post("/s/verify/", {"receipt": receipt}).content.decode()


def test_a_link_works_once_and_a_second_link_gives_an_answer_that_is_kept_and_not_counted(
    invitation: Invitation,
) -> None:
    first, second, phone = link_of(invitation), link_of(invitation), resident()
    assert phone.post(first, said()).status_code == 302
    assert [phone.post(first, said(rating=1)).status_code for _again in range(2)] == [409, 409]
    assert SurveyAnswer.objects.count() == 1
    assert phone.post(second, said(rating=1)).status_code == 302
    later = SurveyAnswer.objects.get(rating=1)
    assert "kept and not counted" in phone.get(f"/s/verify/?receipt={later.receipt}").content.decode()
    assert "a later answer" in visitor("supervisor").get("/evidence/surveys/").content.decode()
    page = visitor("supervisor").post(f"/evidence/invitations/{invitation.pk}/link/", follow=True).content.decode()
    assert "answered already" in page
    assert InvitationLink.objects.count() == 2


def test_an_answer_after_the_month_of_the_order_is_final_counts_for_the_month_in_which_it_is_given(
    invitation: Invitation,
) -> None:
    path, phone, month = link_of(invitation), resident(), Month.of(timezone.now(), company_zone())
    bring_to(MonthState.FINAL, month)
    assert "final" in phone.post(path, said()).content.decode()  # only where a clock is wrong
    assert not SurveyAnswer.objects.exists()
    late = month.bounds(company_zone())[1] + timedelta(days=5)
    Invitation.objects.update(expires_at=late + timedelta(days=1))
    with time_machine.travel(late, tick=False):
        assert phone.post(path, said()).status_code == 302
    assert [Month.of(each.answered_at, company_zone()) for each in SurveyAnswer.objects.all()] == [month.next]


@pytest.mark.usefixtures("other_company")
def test_no_other_token_company_time_or_host_lets_anything_in(invitation: Invitation) -> None:
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    path, phone = link_of(invitation), resident()
    token = path.split("/")[2]
    wrong = [("_" if token[0] == "-" else "-") + token[1:], token[:-1] + chr(ord(token[-1]) ^ 1), token[::-1], "A" * 22]
    assert {phone.post(f"/s/{each}/", said()).status_code for each in wrong} == {404}
    assert resident("birch").post(path, said()).status_code == 404
    for host in ("birch.localhost", "acme.localhost.evil.example", "localhost", "acme.localhost:80@birch.localhost"):
        assert resident().post(path, said(), headers={"Host": host}).status_code == 404, host
    for host in ("birch.localhost", "evil.example"):
        answer = resident("birch").post(path, said(), headers={"X-Forwarded-Host": "acme.localhost"})
        assert answer.status_code == 404, host
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    with time_machine.travel(invitation.expires_at):
        assert phone.get(path).status_code == 410
        assert phone.post(path, said()).status_code == 410
    assert not SurveyAnswer.objects.exists()


def test_nobody_of_the_company_answers_and_no_link_is_in_the_hand_of_whom_it_is_about(invitation: Invitation) -> None:
    path = link_of(invitation)
    for username in ("agent", "supervisor", "administrator"):
        assert visitor(username).post(path, said()).status_code == 403
    own = account("agent")
    own.roles = ["agent", "supervisor"]
    own.save()
    page = visitor("agent").post(f"/evidence/invitations/{invitation.pk}/link/", follow=True).content.decode()
    assert "Nobody acts for themselves" in page
    assert f"/{invitation.pk}/link/" not in visitor("agent").get("/evidence/invitations/").content.decode()
    assert (InvitationLink.objects.count(), SurveyAnswer.objects.count()) == (1, 0)


def test_what_is_not_done_yet_is_open_again_and_the_same_link_takes_the_rating_later(
    invitation: Invitation, order: WorkOrder
) -> None:
    path, phone = link_of(invitation), resident()
    wish = {"turn": 0, "not_done": "on", "comment": "锁还是打不开"}
    assert phone.post(path, wish).status_code == 302
    order.refresh_from_db()
    assert (order.state, str(order.agent)) == ("reopened", "王芳")
    page = visitor("agent").get(order.get_absolute_url()).content
    assert re.search("The resident says that it is not done.*锁还是打不开", page.decode(), re.DOTALL)
    assert phone.post(path, wish).status_code == 409
    assert "We are on it" in phone.get(path).content.decode()
    lifecycle.complete(order, by=account("agent"), at=timezone.now())
    assert "used already" in phone.post(path, wish).content.decode()  # sent once more by the browser
    assert phone.post(path, said(turn=1, rating=2, not_done="on")).status_code == 302
    order.refresh_from_db()
    assert (order.state, SurveyAnswer.objects.count()) == ("reopened", 1)
    listed = visitor("supervisor").get("/evidence/invitations/").content.decode()
    assert re.search("100.0<small>%.*1 said not to be done", listed, re.DOTALL)


def test_too_many_calls_are_refused_by_link_by_address_and_by_company(
    invitation: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link_of(invitation)
    for name, refused_elsewhere in (("BY_LINK", True), ("BY_ADDRESS", False), ("BY_COMPANY", True)):
        with monkeypatch.context() as patched:
            patched.setattr(limits, name, limits.Limit(1, 7_777_777 + len(name)))
            statuses = [resident(address="198.51.100.1").post(path, {"turn": 0}).status_code for _call in range(3)]
            elsewhere = resident(address="198.51.100.2").post(path, {"turn": 0})
        assert statuses[1:] == [429, 429], name
        assert (elsewhere.status_code == 429) is refused_elsewhere, name
    assert elsewhere["Retry-After"]


def test_what_a_resident_writes_is_kept_as_written_and_escaped_wherever_it_is_shown(
    invitation: Invitation, order: WorkOrder
) -> None:
    path, words = link_of(invitation), "".join(XSS)
    again = resident().post(path, {"turn": 0, "comment": words}).content.decode()
    assert resident().post(path, said(rating=1, comment=words, not_done="on")).status_code == 302
    answer = SurveyAnswer.objects.get()
    assert answer.comment == words
    lead = visitor("supervisor")
    addresses = (order.get_absolute_url(), f"/evidence/surveys/{answer.pk}/follow-up/", "/evidence/surveys/", "/")
    for page in (again, *(lead.get(address).content.decode() for address in addresses)):
        assert not [each for each in XSS if each in page]
    assert all(escape(each) in again for each in XSS)


def test_slips_are_printed_once_and_again_as_a_reminder_of_whom_nobody_heard(invitation: Invitation) -> None:
    lead = visitor("supervisor")
    first = lead.post("/slips/?state=open")
    assert first["Content-Type"] == "application/pdf"
    words = pypdf.PdfReader(io.BytesIO(first.content)).pages[0].extract_text().replace("\n", "")
    link = re.search(r"/s/[\w-]{22}/", words)
    assert link, words
    assert "翠湖花园" in words
    assert "赵敏" not in words
    assert waits_for("supervisor", 2) == 0
    assert (waits_for("supervisor", 3), waits_for("other_supervisor", 3)) == (1, 0)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert lead.post("/slips/?state=remind").status_code == 200
        assert lead.post("/slips/?state=remind").status_code == 302  # nobody is reminded twice
    assert [each.given for each in InvitationLink.objects.order_by("pk")] == ["slip", "reminder"]
    assert waits_for("supervisor", 4) == 0
    assert resident().post(link[0], said()).status_code == 302
    assert "No invitation waits" in lead.post("/slips/", follow=True).content.decode()


def waits_for(username: str, days: int) -> int:
    now = timezone.localtime() + timedelta(days=days, seconds=30)
    return sum(group.number for group in to_remind(account(username), now))


def test_supervisors_see_the_invitations_of_their_people_and_hr_sets_the_rules(invitation: Invitation) -> None:
    assert "/link/" in visitor("supervisor").get("/evidence/invitations/?state=open").content.decode()
    assert "/link/" not in visitor("other_supervisor").get("/evidence/invitations/").content.decode()
    assert "/link/" not in visitor("supervisor").get("/evidence/invitations/?state=answered").content.decode()
    rules = {"valid_days": 14, "remind_after_days": 5, "phone": "0571-8800 1234"}
    assert visitor("hr").post("/evidence/invitations/rules/", rules).status_code == 302
    assert not SurveySettings.of_the_company().is_on
    assert "Residents are not asked" in visitor("hr").get("/evidence/invitations/").content.decode()
    assert "0571-8800" in resident().get("/s/" + "A" * 22 + "/").content.decode()
