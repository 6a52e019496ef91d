"""Two agents of the standing company; a published October with something to appeal."""

from collections.abc import Iterator

import pytest

from people.models import Person
from tenants.models import Company
from tests.companies import Once
from tests.scoring.appealing import publish_october
from tests.scoring.month_of_facts import person


@pytest.fixture
def agent(company: Company) -> Person:
    return person("王芳")


@pytest.fixture
def other(company: Company) -> Person:
    return person("李静")


@pytest.fixture(scope="module")
def october_closed_once(once_at_acme: Once) -> Iterator[None]:
    """Closed and published: half a second, so once for a file."""
    with once_at_acme():
        publish_october()
        yield


@pytest.fixture
def published_october(october_closed_once: None, company: Company) -> None:
    """王芳 has something to appeal, and 李静's rank moves with hers."""
