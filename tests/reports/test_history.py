"""All cards of a person on one page, as far as one may see them."""

import pytest

from people.models import Person
from records.models import MonthState
from scoring import closing
from tenants.models import Company
from tests.months import bring_to, closer
from tests.scoring.month_of_facts import OCTOBER, person, the_golden_month
from tests.visiting import visitor


@pytest.fixture
def agent(company: Company) -> Person:
    return person("王芳")


def test_whoever_may_see_the_cards_finds_them_all_and_the_agent_once_they_are_published(agent: Person) -> None:
    the_golden_month(agent)
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    address = f"/card/all/{agent.pk}/"
    assert "82.31" in visitor("supervisor").get(address).content.decode()
    assert "No cards yet" in visitor("agent").get(address).content.decode()
    bring_to(MonthState.PUBLISHED, OCTOBER)
    page = visitor("agent").get(address).content.decode()
    assert f"/card/{OCTOBER}/{agent.pk}/" in page
    assert visitor("second_agent").get(address).status_code == 404
    assert address in visitor("hr").get(f"/people/{agent.pk}/").content.decode()
