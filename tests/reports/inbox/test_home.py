"""Everybody's home: what waits for them first, what they look at beside it."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting, Site
from scoring.models import Card, PlanVersion
from tenants.models import Company
from tests.reports.test_card_page import words
from tests.visiting import visitor

NOVEMBER = datetime(2026, 11, 4, 8, 40, tzinfo=UTC)  # 16:40 in Shanghai
STATEMENTS = {
    "administrator": 13,
    "hr": 19,
    "supervisor": 23,
    "agent": 15,
    "colleague": 5,
    "inspector": 4,
    "administrator hr": 22,
    "supervisor who is scored": 26,
}
"""Of home beside a published month: one asks which things wait at all, and each of those has its own. As many however
many people there are (``tests/reports/test_lists_of_many.py``)."""
EVERYBODY = ["administrator", "hr", "supervisor", "agent", "colleague"]


def home(who: str, language: str = "en") -> str:
    return words(visitor(who, language=language).get("/").content)


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_role_is_greeted_by_name_and_told_what_waits(company: Company, who: str) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        page = home(who)
    assert f"Good afternoon, {Account.objects.get(username=who)}" in page
    assert "To do" in page


def test_an_empty_inbox_tells_the_next_deadline(company: Company) -> None:
    with time_machine.travel(datetime(2026, 11, 20, tzinfo=UTC), tick=False):
        page = home("supervisor", "zh-hans")
    assert "没有待处理的事。 下一个期限：2026 年 12 月 目标冻结，12-05 周六 24:00 前" in page


def test_groups_stand_in_the_order_of_their_deadlines_and_the_first_is_the_main_button(computed: Card) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        page = home("hr")
    targets, publish = page.index("Targets of November 2026"), page.rindex("October 2026 to publish")
    assert targets < publish
    assert "by 11-05 Thu 24:00 Set targets" in page


def test_an_agent_sees_the_own_card_beside_the_inbox(published: Card) -> None:
    page = home("agent")
    assert all(part in page for part in ("My card", "82.31", "The whole card"))
    assert "李静" not in page


def test_a_supervisor_sees_the_month_of_the_own_people(published: Card) -> None:
    page = home("supervisor")
    assert all(part in page for part in ("October 2026", "Mean total", "46 / 50", "Grades"))


def test_hr_finds_the_months_and_their_next_steps(published: Card) -> None:
    page = home("hr")
    assert "October 2026 Published" in page
    assert "make final" in page


def test_an_administrator_finds_counts_and_the_first_steps(company: Company) -> None:
    page = home("administrator")
    assert all(part in page for part in ("Sites", "Log-ins", "Import work orders and other evidence", "to do"))


def test_an_administrators_tiles_are_links_that_open(company: Company) -> None:
    browser = visitor("administrator")
    page = browser.get("/").content.decode()
    tiles = re.findall(r'<section class="card tile">(.*?)</section>', page, flags=re.DOTALL)
    assert len(tiles) == 4
    for tile in tiles:
        addresses = set(re.findall(r'href="([^"]+)"', tile))
        assert len(addresses) == 1, tile
        assert browser.get(addresses.pop()).status_code == 200


def test_a_company_with_history_only_finds_its_closed_months(published: Card) -> None:
    with time_machine.travel(datetime(2027, 9, 15, tzinfo=UTC), tick=False):
        page = home("hr")
    assert "September 2027" in page
    assert "October 2026 Published" in page
    assert "All months" in page


def test_a_log_in_without_role_is_told_whom_to_ask(company: Company) -> None:
    Account.objects.filter(username="colleague").update(roles=[])
    assert "Your log-in has no role yet" in home("colleague")


@pytest.mark.parametrize("who", STATEMENTS)
def test_home_asks_few_questions_whoever_looks(published: Card, who: str) -> None:
    name = who.split()[0]
    if who == "supervisor who is scored":
        _score(Account.objects.get(username=name).person)
    else:
        Account.objects.filter(username=name).update(roles=who.split() if " " in who else [name])
    with time_machine.travel(NOVEMBER, tick=False):
        browser = visitor(name)
        browser.get("/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/")
    statements = [query["sql"] for query in asked.captured_queries if "search_path" not in query["sql"]]
    assert len(statements) == STATEMENTS[who], "\n".join(one[:200] for one in statements)


def _score(person: Person) -> None:
    """By the preset for supervisors, of what the team has."""
    november = Month(2026, 11).first_day
    Posting.objects.create(person=person, site=Site.objects.get(code="CH"), post="supervisor", first_day=november)
    PlanVersion.objects.filter(code="supervisor").update(state="published", valid_from=november)
