"""王芳's golden October in the database: computed, published, final."""

from collections.abc import Iterator

import pytest

from scoring.models import Card
from tenants.models import Company
from tests.companies import Once
from tests.reports import golden_october


@pytest.fixture(scope="module")
def closed_october(once_at_acme: Once) -> Iterator[None]:
    """The month with its facts, closed: half a second, so once for a file."""
    with once_at_acme():
        golden_october.close()
        yield


@pytest.fixture
def computed(closed_october: None, company: Company) -> Card:
    """Her card after the close, not yet published."""
    return golden_october.card()


@pytest.fixture
def published(computed: Card) -> Card:
    """Her published card."""
    return golden_october.publish()


@pytest.fixture
def final(published: Card) -> Card:
    """Her card of the final month."""
    return golden_october.make_final()
