"""Presumed people and postings follow the facts, yield to what is stated, go with the undo (SCORING §7, IMPORTS §1)."""

from datetime import date
from pathlib import Path

import pytest

from people import posting
from people.models import Account, Person, Posting, Site
from records.imports import undoing
from scoring import closing
from scoring.models import Card
from tenants.models import Company
from tests.importing import Sender
from tests.scoring.month_of_facts import OCTOBER

PROFILE = """
kind = "workorders"
source = "tickets"
records_dispatches = false
creates = ["people"]
[fields]
number = "单号"
created_at = "创建"
completed_at = "办结"
agent = "客服"
"""
SURVEYS = """
kind = "surveys"
source = "tickets"
creates = ["people"]
[fields]
number = "答卷"
answered_at = "评价时间"
rating = "评分"
agent = "客服"
"""


@pytest.fixture
def orders(company: Company, tmp_path: Path) -> Sender:
    """Sends orders that may make people up."""
    (tmp_path / "orders.toml").write_text(PROFILE, encoding="utf-8")
    return Sender(company, "workorders", tmp_path, tmp_path / "orders.toml")


@pytest.fixture
def surveys(company: Company, tmp_path: Path) -> Sender:
    """Sends answers that may make people up."""
    (tmp_path / "surveys.toml").write_text(SURVEYS, encoding="utf-8")
    return Sender(company, "surveys", tmp_path, tmp_path / "surveys.toml")


def created(month: str, number: str = "N-1", agent: str = "陆遥") -> str:
    return f"单号,创建,办结,客服\n{number},{month}-05 09:00,{month}-05 10:00,{agent}\n"


def postings(name: str = "陆遥") -> list[tuple[date, bool]]:
    """First days of somebody's postings, and whether each is presumed."""
    found = Posting.objects.filter(person__name=name, person__voided_at=None).order_by("first_day")
    return list(found.values_list("first_day", "is_presumed"))


def test_whom_an_import_makes_up_is_posted_from_the_month_of_the_earliest_fact(orders: Sender) -> None:
    orders.send(created("2026-10"))
    assert postings() == [(date(2026, 10, 1), True)]


def test_the_newest_month_first_ends_like_the_oldest_first(orders: Sender) -> None:
    orders.send(created("2026-10"))
    orders.send(created("2026-09", "N-0"))
    assert postings() == [(date(2026, 9, 1), True)]


def test_answers_alone_post_their_agent_too_and_an_earlier_order_moves_it(orders: Sender, surveys: Sender) -> None:
    surveys.send("答卷,评价时间,评分,客服\nS-1,2026-10-07 09:00,5,陆遥\n")
    assert postings() == [(date(2026, 10, 1), True)]
    orders.send(created("2026-08"))
    assert postings() == [(date(2026, 8, 1), True)]


def test_the_first_stated_posting_replaces_the_presumed_one_whole(orders: Sender) -> None:
    orders.send(created("2026-09"))
    person, hr = Person.objects.get(name="陆遥"), Account.objects.get(username="hr")
    stated = posting.post(
        person=person, post="agent", site=Site.objects.first(), team=None, first_day=date(2026, 10, 12), by=hr
    )
    assert postings() == [(date(2026, 10, 12), False)]
    orders.send(created("2026-08", "N-0"))
    assert postings() == [(date(2026, 10, 12), False)]
    posting.withdraw_posting(posting=stated, by=hr)
    assert postings() == [(date(2026, 8, 1), True)]


def test_an_imported_posting_replaces_it_too_and_its_undo_brings_it_back(orders: Sender, tmp_path: Path) -> None:
    orders.send(created("2026-09"))
    stated = Sender(orders.company, "postings", tmp_path)
    stated.send("person,first_day\n陆遥,2026-09-14\n")
    assert postings() == [(date(2026, 9, 14), False)]
    undoing.undo(stated.batch, by=Account.objects.get(username="administrator"))
    assert postings() == [(date(2026, 9, 1), True)]


def test_people_whom_an_undone_import_made_up_go_with_it(orders: Sender) -> None:
    orders.send(created("2026-10"))
    undoing.undo(orders.batch, by=Account.objects.get(username="administrator"))
    assert postings() == []
    assert not Person.objects.standing().filter(name="陆遥").exists()
    orders.send(created("2026-09"))
    assert postings() == [(date(2026, 9, 1), True)]
    assert Person.objects.standing().filter(name="陆遥").count() == 1


def test_who_is_named_by_another_file_stays_from_the_month_that_is_left(orders: Sender) -> None:
    orders.send(created("2026-09"))
    first = orders.batch
    orders.send(created("2026-10", "N-2"))
    undoing.undo(first, by=Account.objects.get(username="administrator"))
    assert postings() == [(date(2026, 10, 1), True)]


def test_nobody_who_went_with_an_undo_is_scored_in_a_month_that_is_closed_again(orders: Sender) -> None:
    hr = Account.objects.get(username="hr")
    orders.send(created("2026-10"))
    closing.run_close(closing.request_close(month=OCTOBER, by=hr, ring=False).pk)
    before = Card.objects.filter(is_current=True).count()
    undoing.undo(orders.batch, by=hr)
    closing.run_close(closing.request_close(month=OCTOBER, by=hr, ring=False).pk)
    assert Card.objects.filter(is_current=True).count() == before - 1


def test_a_file_of_people_before_or_after_the_orders_gives_the_same_postings(orders: Sender, tmp_path: Path) -> None:
    people = Sender(orders.company, "people", tmp_path)
    people.send("工号,姓名\nB001,陆遥\nB002,高远\n")
    assert postings() == []
    orders.send(created("2026-10"))
    orders.send(created("2026-10", "N-2", "丁零"))
    people.send("工号,姓名\nB003,丁零\n")
    assert postings() == postings("丁零") == [(date(2026, 10, 1), True)]
    assert postings("高远") == []


def test_an_answer_that_names_only_its_order_moves_the_posting_of_the_order_s_agent(
    orders: Sender, surveys: Sender
) -> None:
    orders.send(created("2026-10"))
    answers = Sender(surveys.company, "surveys", surveys.folder, surveys.folder / "by-order.toml")
    (surveys.folder / "by-order.toml").write_text(SURVEYS.replace('agent = "客服"', 'order_number = "客服"'), "utf-8")
    answers.send("答卷,评价时间,评分,客服\nS-1,2026-09-07 09:00,5,N-1\n")
    assert postings() == [(date(2026, 9, 1), True)]


def test_so_does_an_answer_that_waited_for_its_order(orders: Sender, surveys: Sender) -> None:
    answers = Sender(surveys.company, "surveys", surveys.folder, surveys.folder / "by-order.toml")
    (surveys.folder / "by-order.toml").write_text(SURVEYS.replace('agent = "客服"', 'order_number = "客服"'), "utf-8")
    answers.send("答卷,评价时间,评分,客服\nS-1,2026-09-07 09:00,5,N-1\n")
    orders.send(created("2026-10"))
    assert postings() == [(date(2026, 9, 1), True)]
