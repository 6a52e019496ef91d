"""A page that makes something new makes it once, by a double click as by going back and sending it again."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as NoRedis

from evidence.models import Suggestion
from people.models import Site
from tenants.models import Company
from tests.visiting import visitor
from workorders.categories.verbs import adopt_categories
from workorders.models import OrderCategory, OrderEvent, WorkOrder

NEW = "/orders/new/"


def token_of(browser: Client, address: str) -> dict[str, str]:
    found = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(address).content.decode())
    return {"csrfmiddlewaretoken": found[-1]}


@pytest.fixture
def order(company: Company) -> dict[str, str]:
    """What an agent types."""
    adopt_categories(by=None)
    problem = f"{OrderCategory.objects.get(name='电气').pk}:0"
    site = str(Site.objects.get(code="CH").pk)
    said = {"channel": "phone", "place": "3-2-1103", "urgency": "ordinary", "take_on": "yes"}
    return said | {"site": site, "problem": problem}


def test_one_page_enters_one_order_and_the_next_page_the_next(order: dict[str, str]) -> None:
    agent = visitor("agent")
    first, second = order | token_of(agent, NEW), order | token_of(agent, NEW)
    led = [agent.post(NEW, sent)["Location"] for sent in (first, first, second, first)]
    assert led[0] == led[1] == led[3] != led[2]
    assert WorkOrder.objects.filter(channel="phone", room="2-1103").count() == 2


def test_what_was_refused_is_sent_again_and_what_was_changed_is_another(order: dict[str, str]) -> None:
    agent = visitor("agent")
    sent = order | token_of(agent, NEW)
    assert agent.post(NEW, sent | {"place": ""}).status_code == 200
    assert agent.post(NEW, sent | {"place": ""}).status_code == 200
    assert agent.post(NEW, sent)["Location"] != agent.post(NEW, sent | {"place": "3-2-1104"})["Location"]


def test_an_act_of_one_page_is_done_once(order: dict[str, str]) -> None:
    agent = visitor("agent")
    page = str(agent.post(NEW, order)["Location"])
    sent = {"tell-words": "师傅已出发"} | token_of(agent, page)
    assert agent.post(f"{page}acts/tell/", sent)["Location"] == agent.post(f"{page}acts/tell/", sent)["Location"]
    assert OrderEvent.objects.filter(kind="told").count() == 1


def test_without_the_cache_it_is_entered_all_the_same(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object) -> None:
        raise NoRedis

    agent, address = visitor("agent"), "/evidence/suggestions/new/"
    sent = {"title": "雨天提前铺防滑垫", "text": "门厅"} | token_of(agent, address)
    monkeypatch.setattr(cache, "get", gone)
    monkeypatch.setattr(cache, "set", gone)
    assert agent.post(address, sent).status_code == 302
    assert Suggestion.objects.filter(title="雨天提前铺防滑垫").exists()
