"""Two agents of the standing company."""

import pytest

from people.models import Person
from tenants.models import Company
from tests.scoring.month_of_facts import person


@pytest.fixture
def agent(company: Company) -> Person:
    return person("王芳")


@pytest.fixture
def other(company: Company) -> Person:
    return person("李静")
