"""No sequence of permitted acts after the freeze raises a card without a second person (SCORING §5).

The cast does whatever its verbs allow, in any order, before and after the freeze; then the month is scored by the real
engine. A target that is easier than the one that held at the freeze must have been confirmed by somebody else than who
asked for it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.models import Account, Person
from scoring import agent_month, inputs
from scoring.engine.facts import Evidence, Measure
from scoring.engine.score import score_month
from scoring.models import TargetChange, TargetProposal, TargetSheet
from scoring.plans import versions
from scoring.targets import changes, late_proposals, sheets, verbs
from scoring.targets.sheets import Proposed
from tests.long_run import examples
from tests.months import second_hr
from tests.scoring.agreeing import proposes, wish
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, START, person

EARLY = START + timedelta(days=1)
VALUES = ("93.5", "95", "98", "99")
ACTORS = ("supervisor", "hr", "hr2", "agent", "second_agent")


class Act(NamedTuple):
    """Who does what, with which value, about whom."""

    verb: str
    by: str
    value: str
    whom: str


@pytest.fixture(autouse=True)
def _everybody(company: object) -> Iterator[None]:
    """王芳 is HR and a supervisor as well: whatever her roles, she does not act for herself."""
    second_hr()
    Account.objects.filter(username="agent").update(roles=["agent", "supervisor", "hr"])
    with translation.override("en"):
        yield


def done(act: Act) -> None:
    """The act as its page would do it; what is refused changes nothing."""
    by = Account.objects.get(username=act.by)
    verb, do = PAGES[act.verb]
    if by.has_perm(f"scoring.{verb}"):
        with suppress(ValidationError, TargetProposal.DoesNotExist, TargetChange.DoesNotExist), transaction.atomic():
            do(act, by, person(act.whom))


def _answer(by: Account, *proposed: Proposed) -> None:
    seen = max((sheet.round for sheet in TargetSheet.objects.filter(agent=by.person)), default=0)
    sheets.answer(month=OCTOBER, seen=seen, proposed=proposed, by=by)


def _proposal(agent: Person) -> TargetProposal:
    found: TargetProposal = TargetProposal.objects.waiting().get(sheet__agent=agent)
    return found


def _change(agent: Person) -> TargetChange:
    found: TargetChange = TargetChange.objects.waiting().get(agent=agent)
    return found


def _ask(act: Act, by: Account, agent: Person) -> None:
    changes.ask(month=OCTOBER, wanted=[wish(agent, act.value)], reason="更正", by=by)


PAGES: dict[str, tuple[str, Callable[[Act, Account, Person], object]]] = {
    "set": (
        "set_targets",
        lambda act, by, agent: verbs.set_targets(month=OCTOBER, wanted=[wish(agent, act.value)], by=by),
    ),
    "send": ("set_targets", lambda _act, by, agent: sheets.send(month=OCTOBER, people=[agent.pk], by=by)),
    "confirm": ("answer_targets", lambda _act, by, _agent: _answer(by)),
    "propose": ("answer_targets", lambda act, by, _agent: _answer(by, proposes(act.value))),
    "accept": (
        "set_targets",
        lambda _act, by, agent: late_proposals.accept(proposal=_proposal(agent), by=by),
    ),
    "keep": (
        "set_targets",
        lambda _act, by, agent: sheets.keep(proposal=_proposal(agent), reason="维持", by=by),
    ),
    "confirm_for": (
        "confirm_targets",
        lambda _act, by, agent: sheets.confirm_for(month=OCTOBER, people=[agent.pk], by=by),
    ),
    "ask": ("set_targets", _ask),
    "change": ("confirm_targets", lambda _act, by, agent: changes.confirm(change=_change(agent), by=by)),
    "withdraw": ("set_targets", lambda _act, by, agent: changes.withdraw(change=_change(agent), by=by)),
}
"""What each page asks for, and does."""
ACTS = st.lists(
    st.builds(
        Act,
        st.sampled_from(sorted(PAGES)),
        st.sampled_from(ACTORS),
        st.sampled_from(VALUES),
        st.sampled_from(("王芳", "李静")),
    ),
    max_size=14,
)


def totals() -> dict[str, Decimal | None]:
    """Totals by name, had each completed 90 of 100 orders: what a close would make of the targets as they are."""
    scored = agent_month.to_score(OCTOBER, agent_month.posted_agents(OCTOBER), (), versions.in_force(OCTOBER))
    evidence = {each.agent_id: {"completion_rate": Evidence(Measure.of(90, 100, 100))} for each in scored}
    cards = score_month(inputs.agent_months(OCTOBER, scored, evidence))
    names = {each.uuid: each.name for each in scored}
    return {names[card.agent]: card.total for card in cards}


SENT = [Act(verb, "supervisor", "95", whom) for verb in ("set", "send") for whom in ("王芳", "李静")]
"""What nobody answered yet: an answer after the freeze would be worth something."""


@settings(max_examples=examples(12, long=100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=ACTS, after=ACTS)
def test_after_the_freeze_a_card_rises_by_two_people_alone(before: list[Act], after: list[Act]) -> None:
    with transaction.atomic():
        with time_machine.travel(EARLY):
            for act in (*SENT, *before):
                done(act)
        with time_machine.travel(MIDDLE):
            frozen = totals()
            for act in after:
                done(act)
            raised = {name for name, total in totals().items() if (total or 0) > (frozen[name] or 0)}
            confirmed = TargetChange.objects.confirmed().select_related("agent")
            by_two = {change.agent.name for change in confirmed if change.asked_by_id != change.confirmed_by_id}
            for change in confirmed:
                assert change.agent.pk not in (change.asked_by.person_id, change.confirmed_by.person_id)
        transaction.set_rollback(True)
    assert raised <= by_two
