"""Targets agreed in the browser: the grid, the agent's phone, proposals, reminders (SCORING §5; UX)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from people.models import Account, Person
from records.models import AuditEntry
from scoring.models import Target, TargetProposal, TargetSheet
from tests.scoring.agreeing import answered, proposes, sent
from tests.scoring.month_of_facts import OCTOBER, START
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
GRID, MINE = f"/targets/{OCTOBER}/agent/", f"/targets/mine/{OCTOBER}/"
EARLY = START + timedelta(days=1)
FREEZE = START + timedelta(days=5)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def supervisor() -> Account:
    return Account.objects.get(username="supervisor")


@pytest.fixture
def hr() -> Account:
    return Account.objects.get(username="hr")


def test_from_the_grid_to_the_phone_and_back(agent: Person) -> None:
    """The supervisor sets and sends, the agent proposes, the supervisor accepts: all by HTTP, without script."""
    with time_machine.travel(EARLY):
        leader, mine = visitor("supervisor"), visitor("agent")
        page = leader.post(GRID, {f"t-{agent.pk}-completion_rate": "96", "do": "send"}, follow=True).content.decode()
        assert "Sent to 1 agent." in page
        own = mine.get("/targets/mine/", follow=True).content.decode()
        assert "waits for your answer" in own
        data = {"round": "1", "value-completion_rate": "94", "reason-completion_rate": "夜班只有我一人"}
        said = mine.post(MINE, data, follow=True).content.decode()
        assert "1 proposal is with your supervisor" in said
        page = leader.get(GRID).content.decode()
        assert "proposes another target" in page
        assert "夜班只有我一人" in page
        proposal = TargetProposal.objects.get()
        leader.post(f"/targets/{OCTOBER}/proposals/{proposal.pk}/accept/", follow=True)
        assert "Settled" in leader.get(GRID).content.decode()
    assert str(Target.objects.get(stands=True).value) == "94.0000"
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    told = ["scoring.set_targets", "scoring.send_targets", "scoring.answer_targets", "scoring.accept_proposal"]
    assert [verb for verb in verbs if verb in told] == told


def test_one_button_confirms_all(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        sent(agent, supervisor)
        page = visitor("agent").post(MINE, {"round": "1", "all": "yes"}, follow=True).content.decode()
    assert "Your targets are confirmed." in page
    assert Target.objects.get(stands=True).word == "given"


def test_what_is_proposed_beyond_the_limit_is_an_error_at_its_field_and_stays_typed(
    agent: Person, supervisor: Account
) -> None:
    with time_machine.travel(EARLY):
        sent(agent, supervisor)
        data = {"round": "1", "value-completion_rate": "90", "reason-completion_rate": "夜班"}
        page = visitor("agent").post(MINE, data).content.decode()
    assert 'value="90"' in page
    assert "夜班" in page
    assert 'aria-invalid="true"' in page
    assert "at least 93.5" in page
    assert TargetSheet.objects.get().state == "sent"


def test_a_row_that_is_agreed_is_text_until_it_is_opened(agent: Person, supervisor: Account) -> None:
    field = f'name="t-{agent.pk}-completion_rate"'
    with time_machine.travel(EARLY):
        answered(sent(agent, supervisor))
        leader = visitor("supervisor")
        assert field not in leader.get(GRID).content.decode()
        assert field in leader.get(f"{GRID}?edit={agent.pk}").content.decode()
        leader.post(GRID, {f"t-{agent.pk}-completion_rate": "94"})  # from a page that is older than the confirmation
        assert str(Target.objects.get(stands=True).value) == "95.0000"
        leader.post(f"{GRID}?edit={agent.pk}", {f"t-{agent.pk}-completion_rate": "94", "do": "send"})
    assert str(Target.objects.get(stands=True).value) == "94.0000"
    assert TargetSheet.objects.get().state == "sent"


def test_who_has_not_answered_is_reminded(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        sent(agent, supervisor)
        assert "Remind 1 agent" in visitor("supervisor").get(GRID).content.decode()
        visitor("supervisor").post(f"/targets/{OCTOBER}/remind/")
        assert "You were reminded" in visitor("agent").get(MINE).content.decode()


def test_after_the_freeze_both_pages_say_that_the_plans_hold(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        sent(agent, supervisor)
    with time_machine.travel(FREEZE):
        own, grid = visitor("agent").get(MINE).content.decode(), visitor("supervisor").get(GRID).content.decode()
    assert "You did not answer until the freeze" in own
    assert "95 was not confirmed" in grid
    assert "the plan&#x27;s targets hold" in grid


def test_another_teams_supervisor_decides_on_nothing(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        answered(sent(agent, supervisor), proposes())
        other: Client = visitor("other_supervisor")
        path = f"/targets/{OCTOBER}/proposals/{TargetProposal.objects.get().pk}"
        assert other.post(f"{path}/accept/").status_code == 404
        assert other.post(f"{path}/keep/", {"reason": "x"}).status_code == 404
