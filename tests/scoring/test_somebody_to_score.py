"""A month is closed as soon as one counted fact or posting speaks of it (SCORING §7)."""

from datetime import timedelta

import pytest

from people.models import Person, Posting
from scoring import closing
from scoring.models import Card
from tenants.models import Company
from tests.months import closer
from tests.scoring import month_of_facts as october
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, START, order, person


@pytest.fixture
def nobody_posted(company: Company) -> Person:
    """Somebody in a company without postings."""
    Posting.objects.all().delete()
    return person("王芳")


def close() -> list[Card]:
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    return list(Card.objects.current().filter(is_trial=False))


def test_an_order_created_before_and_dispatched_in_the_month_is_enough(nobody_posted: Person) -> None:
    order(("dispatched", MIDDLE, nobody_posted), ("completed", MIDDLE), created=START - timedelta(hours=4))
    assert [card.agent for card in close()] == [nobody_posted]


def test_an_answer_is_enough(nobody_posted: Person) -> None:
    october.answer(nobody_posted, 5)
    assert [card.agent for card in close()] == [nobody_posted]
