"""What waits about targets stands on the first page of who has to act, and goes away with the act."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from people.models import Account, Person
from scoring.models import TargetProposal
from scoring.targets import sheets, verbs
from scoring.targets.verbs import Wanted
from tests.scoring.agreeing import answered, proposes, sent, wish
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, START, person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
EARLY = START + timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def supervisor() -> Account:
    return Account.objects.get(username="supervisor")


def home(username: str) -> str:
    return visitor(username).get("/").content.decode()


def test_set_sent_answered_decided(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        verbs.set_targets(month=OCTOBER, wanted=[wish(agent)], by=supervisor)
        assert "Targets of 1 agent are set and not sent" in home("supervisor")
        [sheet] = sheets.send(month=OCTOBER, people=[agent.pk], by=supervisor)
        assert "are set and not sent" not in home("supervisor")
        assert "1 agent has not answered" in home("supervisor")
        assert "or propose others" in home("agent")
        answered(sheet, proposes())
        assert "or propose others" not in home("agent")
        assert "proposes 94 for" in home("supervisor")
        sheets.keep(proposal=TargetProposal.objects.get(), reason="人手已补齐", by=supervisor)
        assert "proposes 94 for" not in home("supervisor")


def test_another_teams_supervisor_is_told_nothing(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        answered(sent(agent, supervisor), proposes())
        sent(person("李静"), supervisor)
        page = home("other_supervisor")
    assert "proposes 94" not in page
    assert "has not answered" not in page


def test_hr_is_told_of_those_without_a_log_in(agent: Person, supervisor: Account) -> None:
    Account.objects.filter(person=agent).update(is_active=False)
    with time_machine.travel(EARLY):
        wanted = [Wanted("agent", agent.pk, "completion_rate", Decimal(95))]
        verbs.set_targets(month=OCTOBER, wanted=wanted, by=supervisor)
        assert "1 agent without a log-in" in home("hr")
        visitor("hr").post(f"/targets/{OCTOBER}/confirm/")
        assert "without a log-in" not in home("hr")


def test_after_the_freeze_nothing_is_to_be_sent_or_answered_and_a_proposal_is_still_decided(
    agent: Person, supervisor: Account
) -> None:
    with time_machine.travel(EARLY):
        answered(sent(agent, supervisor), proposes())
        sent(person("李静"), supervisor)
    with time_machine.travel(MIDDLE):
        page = home("supervisor")
        assert "or propose others" not in home("second_agent")
    assert "has not answered" not in page
    assert "proposes 94 for" in page
