"""Pages over many cards: as many statements for 63 agents as for three, no stored tree is fetched, and small."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi_portal.lib.month import Month
from people.models import Person
from reports import payroll
from scoring.models import Card
from tests.reports import golden_october
from tests.reports.test_card_page import words
from tests.visiting import visitor

MANY = 60
PAGES = ["/overview/2026-10/", "/payroll/2026-10/", "/overview/2026-10/?all"]
TREE = '"scoring_card"."frozen", "scoring_card".'


@pytest.fixture
def many(published: Card) -> None:
    """60 more people with a card like the golden one's, whose pay is one yuan."""
    people = Person.objects.bulk_create(
        Person(name=f"测试员{place:02}", staff_number=f"T{place:03}") for place in range(MANY)
    )
    Card.objects.bulk_create(Card(**{**columns_of(published), "agent": person, "pay": 1}) for person in people)


def columns_of(card: Card) -> dict[str, Any]:
    """What a card of somebody else can be made with."""
    stored = Card.objects.get(pk=card.pk)
    fields = [field.attname for field in Card._meta.concrete_fields if not field.generated]
    return {name: getattr(stored, name) for name in fields if name not in {"id", "agent_id"}}


def statements(path: str) -> list[str]:
    """What the page asks the database, once its caches are warm."""
    hr = visitor("hr")
    hr.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = hr.get(path)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    return [query["sql"] for query in asked.captured_queries]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_much_for_many_agents_as_for_few(
    path: str, published: Card, request: pytest.FixtureRequest
) -> None:
    few = statements(path)
    request.getfixturevalue("many")
    assert len(statements(path)) == len(few)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_over_many_cards_fetches_no_stored_tree(path: str, many: None) -> None:
    assert not [sql for sql in statements(path) if TREE in sql]


def test_payroll_shows_fifty_rows_and_sums_all(many: None) -> None:
    page = words(visitor("hr").get(PAGES[1]).content)
    assert "Sum of 63 people" in page
    assert "1,560.00" in page
    assert page.count("测试员") == 50 - page.count("王芳") - page.count("李静") - page.count("周倩")


@pytest.mark.parametrize("path", ["/months/", "/months/2026-10/", *PAGES])  # home: tests/reports/inbox/test_home.py
def test_a_page_asks_at_most_fifteen_questions(path: str, many: None) -> None:
    assert len([sql for sql in statements(path) if "search_path" not in sql]) <= 15


@pytest.mark.parametrize(
    "told",
    [
        {"posted_days": 12},
        {"bonus_base": None},
        {"frozen__no_evidence": True},
        {"frozen__has_posting": False},
        {"frozen__needs_decision": ["satisfaction"]},
        {"frozen__red_lines": [{"what": "与业主发生肢体冲突"}]},
        {"frozen__target_changes": [{}]},
    ],
)
def test_the_number_of_rows_to_look_at_is_the_number_of_rows_with_a_note(
    told: dict[str, Any], published: Card, many: None
) -> None:
    columns = columns_of(published)
    tree = {key.removeprefix("frozen__"): value for key, value in told.items() if "__" in key}
    columns |= {key: value for key, value in told.items() if "__" not in key}
    columns["frozen"] = {**columns["frozen"], **tree}
    card = Card.objects.create(**columns, agent=Person.objects.create(name="魏青"))
    found = payroll.payroll(Month(2026, 10))
    assert found
    assert found.to_look_at == len([row for row in found.rows() if row.notes])
    assert any(row.notes for row in found.rows() if row.agent_id == card.agent_id)


def test_a_final_month_s_pay_asks_at_most_fifteen_questions(many: None) -> None:
    golden_october.make_final()
    assert len([sql for sql in statements(PAGES[1]) if "search_path" not in sql]) <= 15
