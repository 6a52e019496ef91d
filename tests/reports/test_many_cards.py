"""Pages over many cards: as many statements for 63 agents as for three, no stored tree is fetched, and small."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Person
from scoring.models import Card
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
    pattern = Card.objects.get(pk=published.pk)
    copied = {
        field.attname: getattr(pattern, field.attname) for field in Card._meta.concrete_fields if not field.generated
    }
    del copied["id"]
    Card.objects.bulk_create(Card(**{**copied, "agent_id": person.pk, "pay": 1}) for person in people)


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
