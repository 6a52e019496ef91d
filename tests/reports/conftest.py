"""王芳's golden October in the database: computed, published, final."""

import pytest

from scoring import closing, publishing
from scoring.models import Card
from tenants.models import Company
from tests.months import closer, finaliser, publisher
from tests.scoring.month_of_facts import OCTOBER, person, the_golden_month


@pytest.fixture
def computed(company: Company) -> Card:
    """Her card after the close, not yet published."""
    the_golden_month(person("王芳"))
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    return _card()


@pytest.fixture
def published(computed: Card) -> Card:
    """Her published card."""
    publishing.publish_month(month=OCTOBER, by=publisher())
    return _card()


@pytest.fixture
def final(published: Card) -> Card:
    """Her card of the final month."""
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    return _card()


def _card() -> Card:
    found: Card = Card.objects.current().select_related("month", "agent").get(agent__name="王芳")
    return found
