"""A resident is called back within a day by somebody else, and the rating is an answer like every other."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from evidence.models import SurveyAnswer
from evidence.surveys import call_backs
from people.models import Account, Site
from tenants.models import Company
from tests.refusals import refused
from tests.reports.test_card_page import words
from tests.visiting import visitor
from workorders import lifecycle
from workorders.acts import verbs
from workorders.board.to_do import on_the_board
from workorders.models import Handling, ResidentContact, WorkOrder

SAID = {"reached": "reached", "done": "done", "rating": "4", "words": "修得挺好"}


def account(username: str) -> Account:
    return Account.objects.get(username=username)


@pytest.fixture
def order(company: Company) -> WorkOrder:
    """Of 王芳, completed by her an hour ago."""
    agent, at = account("agent"), timezone.now() - timedelta(hours=2)
    order = lifecycle.create(by=agent, at=at, subject="厨房渗水", site=Site.objects.get(code="CH"))
    Handling.objects.create(order=order)
    ResidentContact.objects.create(order=order, name="赵敏", phone="13905718846")
    verbs.take_on(order, by=agent, at=at)
    verbs.complete(order, note="更换角阀", photos=(), by=agent, at=at + timedelta(hours=1))
    return order


def waits_for(username: str, hours: float = 0) -> int:
    now = timezone.localtime() + timedelta(hours=hours)
    with override("en"):
        groups = list(on_the_board(account(username), now))
    return sum(group.number for group in groups if group.label == "Residents to call back")


def test_a_colleague_of_the_site_calls_and_the_rating_counts_for_who_was_responsible(order: WorkOrder) -> None:
    second, address = visitor("second_agent"), f"/evidence/call-backs/{order.pk}/"
    assert (waits_for("second_agent"), waits_for("agent"), waits_for("supervisor"), waits_for("supervisor", 24)) == (
        1,
        0,
        0,
        1,
    )
    assert "厨房渗水" in second.get("/evidence/call-backs/").content.decode()
    page = second.get(address).content.decode()
    assert "139****8846" in page
    assert "13905718846" in second.post(f"{address}phone/").content.decode()
    assert not re.search(r"value=.(reached|done).[^>]*checked", page)
    assert "Ask whether it is done" in second.post(address, SAID | {"done": ""}).content.decode()
    assert second.post(address, SAID | {"reached": "missed", "done": ""}).status_code == 302
    assert Handling.objects.get(order=order).calls_missed == 1
    assert "With 1 or 2, write" in second.post(address, SAID | {"rating": "2", "words": ""}).content.decode()
    assert not SurveyAnswer.objects.exists()
    assert second.post(address, SAID).status_code == 302
    answer = SurveyAnswer.objects.get()
    assert (str(answer.agent), int(answer.rating), answer.channel) == ("王芳", 4, "phone")
    assert answer.invitation == f"{order.source}:{order.number}"
    assert answer.recorded_by == account("second_agent")
    handling = Handling.objects.get(order=order)
    assert handling.called_back_at is not None
    assert handling.archived_at is not None
    late = second.post(address, SAID, follow=True)  # who opened the page before
    assert f"{order} waits for no call any more" in late.content.decode()
    assert visitor("other_supervisor").post(address, SAID).status_code == 404
    with refused("called_back"):  # both at once
        call_backs.call_back(order, said=call_backs.Said(is_done=True), by=account("supervisor"), at=timezone.now())
    assert waits_for("second_agent", 48) == 0


def test_nobody_calls_about_their_own_order_whatever_the_role(order: WorkOrder) -> None:
    agent, address = visitor("agent"), f"/evidence/call-backs/{order.pk}/"
    assert "somebody else calls" in agent.get(address).content.decode()
    assert agent.post(address, SAID).status_code == 200
    assert agent.post(address, SAID | {"reached": "missed"}).status_code == 200
    lead = account("supervisor")
    lifecycle.reopen(order, by=lead, at=timezone.now(), reason="又漏")
    lifecycle.complete(order, by=lead, at=timezone.now())
    leads = visitor("supervisor")  # completed it, though not responsible
    assert leads.post(address, SAID).status_code == 200
    for page in (address, "/evidence/call-backs/", "/orders/board/"):
        shown = leads.get(page).content.decode()
        assert "somebody else calls" in shown
        assert f'href="{address}"' not in shown
    assert waits_for("supervisor", 48) == 0
    assert not SurveyAnswer.objects.exists()
    assert visitor("second_agent").post(address, SAID).status_code == 302


def test_what_is_not_done_after_all_is_open_again_and_without_a_rating_nothing_counts(order: WorkOrder) -> None:
    second, address = visitor("second_agent"), f"/evidence/call-backs/{order.pk}/"
    assert second.post(address, {"reached": "reached", "done": "not_done"}).status_code == 200
    assert second.post(address, {"reached": "reached", "done": "not_done", "words": "还在滴"}).status_code == 302
    order.refresh_from_db()
    assert (order.state, str(order.agent)) == ("reopened", "王芳")
    page = visitor("agent").get(order.get_absolute_url()).content.decode()
    assert re.search("李静 opened it again.*还在滴", page, re.DOTALL)
    assert "open again: 还在滴" in visitor("agent").get("/orders/board/").content.decode()
    assert not SurveyAnswer.objects.exists()
    for username in ("other_agent", "other_supervisor"):
        assert visitor(username).get(address).status_code == 404
    assert visitor("colleague").get(address).status_code == 403


def test_a_call_leads_back_to_where_it_was_opened_and_the_order_leads_to_the_call(order: WorkOrder) -> None:
    second, lead = visitor("second_agent"), visitor("supervisor")
    listed = second.get("/evidence/call-backs/").content.decode()
    board = second.get("/orders/board/?q=厨房").content.decode()
    ways = [re.search(rf'href="(/evidence/call-backs/{order.pk}/[^"]+)"', page) for page in (listed, board)]
    in_list, on_board = (way[1].replace("&amp;", "&") for way in ways if way)
    assert "Back to the call-backs" in second.get(in_list).content.decode()
    page = second.get(on_board).content.decode()
    assert "To be called back 1 / 1" in words(page.encode())
    shown = second.post(re.findall(r'action="([^"]+/phone/[^"]*)"', page)[0].replace("&amp;", "&")).content.decode()
    assert 'href="tel:13905718846"' in shown
    assert "To be called back 1 / 1" in words(shown.encode())
    assert f"/evidence/call-backs/{order.pk}/" in lead.get(f"/orders/{order.pk}/").content.decode()
    assert f"/evidence/call-backs/{order.pk}/" not in visitor("agent").get(f"/orders/{order.pk}/").content.decode()
    assert second.post(on_board, SAID)["Location"] == "/orders/board/?q=%E5%8E%A8%E6%88%BF#call"
