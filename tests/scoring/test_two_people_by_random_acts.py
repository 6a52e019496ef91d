"""No sequence of permitted acts makes a month final in which a card rose by one person alone (SCORING §1, §5, §9).

A state machine over the real verbs, from a computed month on: everybody does whatever the own roles allow, in any
order; 王芳, whose card it is too, is supervisor and HR as well. Whenever the month is shown, nothing that was entered,
withdrawn or undecided is missing on its cards; whenever it is final, behind each card that rose stand two people, and
never its owner.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import pytest
import time_machine
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from people.models import Account
from records.models import MonthRecord, MonthState
from scoring import closing, publishing, reopening
from scoring.models import Adjustment, Card, RedLineRule
from scoring.review import checks
from scoring.review import verbs as reviews
from tests.long_run import examples
from tests.scoring.acts_on_cards import LATER, VERBS, account
from tests.scoring.month_of_facts import OCTOBER, answer, handled, person, the_golden_month

ACTORS, AGENTS = ("agent", "hr", "supervisor"), ("王芳", "李静")


def close(by: str) -> None:
    closing.run_close(closing.request_close(month=OCTOBER, by=account(by), ring=False).pk)


class Act(NamedTuple):
    """Who does what, about whom, with how many points."""

    verb: str
    by: str
    whom: str
    points: Decimal


CHOICES = (sorted(VERBS), ACTORS, AGENTS, (Decimal("2.69"), Decimal(3), Decimal(-1)))
STEPS = st.one_of(st.sampled_from([(one,) * 4 for one in ACTORS]), st.tuples(*[st.sampled_from(ACTORS)] * 4))
"""Who closes, confirms, publishes and makes final: often one alone."""


class Acts(RuleBasedStateMachine):
    """Each example lives in a savepoint of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.before = cards()
        self.touched: dict[str, set[str]] = defaultdict(set)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def done(self, verb: str, by: str, do: Callable[[Account], object]) -> bool:
        """The act as its page would do it; what is refused changes nothing."""
        who = account(by)
        if who.has_perm(verb):
            with suppress(ValidationError, ObjectDoesNotExist), transaction.atomic():
                do(who)
                return True
        return False

    @rule(acts=st.lists(st.builds(Act, *map(st.sampled_from, CHOICES)), min_size=4, max_size=8), steps=STEPS)
    def a_round(self, acts: list[Act], steps: tuple[str, str, str, str]) -> None:
        """Everybody acts; then it is closed once more, what is to be confirmed is confirmed, published, made final."""
        for act in acts:
            self.act(act)
        closes, confirms, publishes, finalises = steps
        self.done("scoring.close_month", closes, lambda _who: close(closes))
        for change in checks.to_confirm(record()):
            self.done("scoring.confirm_grade", confirms, partial(confirm, change.card))
        self.done("scoring.publish_month", publishes, lambda who: publishing.publish_month(month=OCTOBER, by=who))
        for act in acts[:2]:
            self.act(act)
        self.done("scoring.finalise_month", finalises, lambda who: publishing.finalise_month(month=OCTOBER, by=who))

    def act(self, act: Act) -> None:
        asked, do = VERBS[act.verb]
        agent = person(act.whom)
        if self.done(asked, act.by, lambda who: do(agent, who, act.points)):
            self.touched[act.whom].add(act.by)

    @precondition(lambda _self: record().is_shown_to_agents)
    @rule(asks=st.sampled_from(ACTORS), confirms=st.sampled_from(ACTORS))
    def open_again(self, asks: str, confirms: str) -> None:
        self.done(
            "scoring.reopen_month", asks, lambda who: reopening.ask_to_reopen(month=OCTOBER, by=who, reason="漏记")
        )
        self.done("scoring.reopen_month", confirms, lambda who: reopening.confirm_reopening(month=OCTOBER, by=who))

    @invariant()
    def nobody_acts_for_the_own_card(self) -> None:
        assert "agent" not in self.touched["王芳"]

    @invariant()
    def what_is_shown_counts_what_stands(self) -> None:
        month = record()
        if month.is_shown_to_agents:
            assert checks.uncounted(month) == []
            assert not publishing.not_up_to_date(month)
            assert checks.to_confirm(month) == []
            for change in checks.grade_changes(month):
                by = change.confirmation.confirmed_by if change.confirmation else None
                given = Adjustment.objects.filter(agent=change.card.agent, stands=True, kind="supervisor")
                assert by not in [entry.recorded_by for entry in given]

    @invariant()
    def what_is_final_was_raised_by_two(self) -> None:
        month = record()
        if month.state != MonthState.FINAL:
            return
        steps = {month.published_by, month.finalised_by}
        for name, figures in cards().items():
            if figures > self.before[name]:
                assert len({one.username for one in steps if one} | self.touched[name]) > 1


def record() -> MonthRecord:
    found: MonthRecord = MonthRecord.objects.get(first_day=OCTOBER.first_day)
    return found


def confirm(card: Card, by: Account) -> Any:
    return reviews.confirm_grade(card=card, by=by)


def cards() -> dict[str, tuple[Decimal, Decimal]]:
    """Total and pay by name."""
    found = Card.objects.current().filter(is_trial=False, agent__name__in=AGENTS).select_related("agent")
    return {card.agent.name: (card.total or Decimal(0), card.pay or Decimal(0)) for card in found}


@pytest.fixture
def computed(company: object) -> Iterator[None]:
    """王芳's golden month beside a poor one of 李静, closed by HR."""
    Account.objects.filter(username="agent").update(roles=["agent", "supervisor", "hr"])
    Account.objects.filter(username="supervisor").update(roles=["supervisor", "hr"])
    RedLineRule.objects.create(code="3.2", words="虚构回访记录")
    with translation.override("en"), time_machine.travel(LATER):
        the_golden_month(person("王芳"))
        for rating in (5, 2, 5, 4, 1):
            answer(person("李静"), rating)
        handled(person("李静"))
        close("hr")
        yield


@pytest.mark.usefixtures("computed")
def test_no_card_of_a_final_month_rose_by_one_person_alone() -> None:
    run_state_machine_as_test(
        Acts,
        settings=settings(
            max_examples=examples(4, long=30),
            stateful_step_count=3,
            suppress_health_check=list(HealthCheck),
        ),
    )
