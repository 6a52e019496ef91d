"""Whom an order credits, and why it may not count: SCORING §3, credit and exclusions, case by case."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.workorders.twin import completion_credit, response_credit
from workorders.models import EventKind as Kind
from workorders.models import WorkOrder

START = datetime(2026, 10, 6, tzinfo=UTC)
CUTOFF = datetime(2026, 11, 3, 16, tzinfo=UTC)
WANG, LI, ZHOU, ENGINEER = 1, 2, 3, 9
AGENTS = frozenset({WANG, LI, ZHOU})


@dataclass(frozen=True)
class Event:
    sequence: int
    kind: str
    at: datetime
    agent_id: int | None = None
    stands: bool = True


def history(*steps: tuple[Kind, float] | tuple[Kind, float, int]) -> list[Event]:
    """Events at hours after the start."""
    return [
        Event(sequence, step[0], START + timedelta(hours=step[1]), step[2] if len(step) == 3 else None)
        for sequence, step in enumerate(steps, start=1)
    ]


def an_order(**attributes: object) -> WorkOrder:
    return WorkOrder(number="1", created_at=START, **attributes)


AFTER_CUTOFF = (CUTOFF - START).total_seconds() / 3600 + 1


def test_a_completion_credits_whom_the_order_was_dispatched_to() -> None:
    credit = completion_credit(an_order(), history((Kind.DISPATCHED, 1, WANG), (Kind.COMPLETED, 2)), CUTOFF)
    assert credit is not None
    assert (credit.agent_id, credit.instant, credit.settled_at, credit.excluded) == (
        WANG,
        START + timedelta(hours=1),
        START + timedelta(hours=2),
        "",
    )


def test_reassigning_after_the_completion_moves_nothing() -> None:
    events = history((Kind.DISPATCHED, 1, WANG), (Kind.COMPLETED, 2), (Kind.REASSIGNED, 3, LI))
    credit = completion_credit(an_order(), events, CUTOFF)
    assert credit is not None
    assert credit.agent_id == WANG


def test_an_unfinished_order_is_that_of_the_agent_responsible_at_the_cut_off() -> None:
    events = history((Kind.DISPATCHED, 1, WANG), (Kind.REASSIGNED, 3, LI), (Kind.REASSIGNED, AFTER_CUTOFF, ZHOU))
    credit = completion_credit(an_order(), events, CUTOFF)
    assert credit is not None
    assert (credit.agent_id, credit.settled_at) == (LI, None)


def test_reopened_before_the_cut_off_is_unfinished_and_after_it_changes_nothing() -> None:
    before = history((Kind.DISPATCHED, 1, WANG), (Kind.COMPLETED, 2), (Kind.REOPENED, 3))
    later = history((Kind.DISPATCHED, 1, WANG), (Kind.COMPLETED, 2), (Kind.REOPENED, AFTER_CUTOFF))
    first, second = (completion_credit(an_order(), events, CUTOFF) for events in (before, later))
    assert first is not None
    assert second is not None
    assert (first.settled_at, second.settled_at) == (None, START + timedelta(hours=2))


def test_the_cut_off_itself_belongs_to_the_month() -> None:
    at_cutoff = (CUTOFF - START).total_seconds() / 3600
    credit = completion_credit(an_order(), history((Kind.DISPATCHED, 1, WANG), (Kind.COMPLETED, at_cutoff)), CUTOFF)
    assert credit is not None
    assert credit.settled_at == CUTOFF


def test_equal_instants_are_told_apart_by_their_sequence() -> None:
    events = history((Kind.DISPATCHED, 1, WANG), (Kind.REOPENED, 2), (Kind.COMPLETED, 2))
    credit = completion_credit(an_order(), events, CUTOFF)
    assert credit is not None
    assert credit.settled_at is not None


def test_an_order_never_dispatched_is_in_no_population_unless_its_source_records_none() -> None:
    events = history((Kind.COMPLETED, 2))
    assert completion_credit(an_order(), events, CUTOFF) is None
    credit = completion_credit(an_order(records_dispatches=False, source_agent_id=ZHOU), events, CUTOFF)
    assert credit is not None
    assert (credit.instant, credit.agent_id) == (START, ZHOU)


def test_a_response_credits_the_responder_who_is_an_agent() -> None:
    events = history((Kind.RESPONDED, 0.5, LI), (Kind.DISPATCHED, 1, WANG))
    credit = response_credit(an_order(), events, CUTOFF, AGENTS)
    assert credit is not None
    assert (credit.agent_id, credit.settled_at) == (LI, START + timedelta(minutes=30))


def test_a_response_of_an_engineer_or_of_nobody_is_the_responsible_agents() -> None:
    for responder in (ENGINEER, None):
        events = history((Kind.DISPATCHED, 1, WANG))
        events.append(Event(9, Kind.RESPONDED, START + timedelta(hours=2), responder))
        credit = response_credit(an_order(), events, CUTOFF, AGENTS)
        assert credit is not None
        assert credit.agent_id == WANG


def test_one_agent_column_credits_completion_and_response() -> None:
    order = an_order(records_dispatches=False, source_agent_id=ZHOU)
    events = history((Kind.RESPONDED, 1), (Kind.COMPLETED, 2))
    completion = completion_credit(order, events, CUTOFF)
    response = response_credit(order, events, CUTOFF, AGENTS)
    assert completion is not None
    assert response is not None
    assert (completion.agent_id, response.agent_id) == (ZHOU, ZHOU)


@pytest.mark.parametrize(
    ("steps", "completion", "response"),
    [
        ([(Kind.CANCELLED, 2), (Kind.EXEMPTED, 3), (Kind.MARKED_DUPLICATE, 4)], "cancelled", "cancelled"),
        ([(Kind.EXEMPTED, 3), (Kind.MARKED_DUPLICATE, 4)], "duplicate", "duplicate"),
        ([(Kind.EXEMPTED, AFTER_CUTOFF)], "exempted", "exempted"),
        ([(Kind.HELD, 2)], "on_hold", ""),
        ([(Kind.HELD, 2), (Kind.RESUMED, 3)], "", ""),
        ([(Kind.CANCELLED, AFTER_CUTOFF)], "", ""),
        ([(Kind.CANCELLED, 2), (Kind.REOPENED, 3)], "", ""),
        ([(Kind.RESPONDED, -1)], "", "response_before_request"),
    ],
)
def test_the_first_exclusion_that_applies_is_the_only_one(
    steps: list[tuple[Kind, float]], completion: str, response: str
) -> None:
    events = history((Kind.DISPATCHED, 1, WANG), *steps)
    first = completion_credit(an_order(), events, CUTOFF)
    second = response_credit(an_order(), events, CUTOFF, AGENTS)
    assert first is not None
    assert second is not None
    assert (first.excluded, second.excluded) == (completion, response)


def test_silence_of_a_source_that_records_no_responses_is_not_slowness() -> None:
    credit = response_credit(an_order(records_responses=False), history((Kind.DISPATCHED, 1, WANG)), CUTOFF, AGENTS)
    assert credit is not None
    assert credit.excluded == "no_responses_recorded"


def test_an_order_that_has_the_event_is_never_excluded_for_what_its_source_does_not_record() -> None:
    order = an_order(records_responses=False, records_completions=False)
    events = history((Kind.DISPATCHED, 1, WANG), (Kind.RESPONDED, 2), (Kind.COMPLETED, 3), (Kind.REOPENED, 4))
    completion, response = completion_credit(order, events, CUTOFF), response_credit(order, events, CUTOFF, AGENTS)
    assert completion is not None
    assert response is not None
    assert (completion.excluded, response.excluded) == ("", "")


def test_a_source_that_records_no_completions_has_none_missed() -> None:
    credit = completion_credit(an_order(records_completions=False), history((Kind.DISPATCHED, 1, WANG)), CUTOFF)
    assert credit is not None
    assert credit.excluded == "no_completions_recorded"


@pytest.mark.parametrize(("takes_completion", "hours"), [(True, 3), (False, None)])
def test_the_completion_is_taken_for_a_response_that_is_not_noted_where_the_plan_says_so(
    takes_completion: bool, hours: int | None
) -> None:
    events = history((Kind.DISPATCHED, 1, WANG), (Kind.AUTOMATIC_MESSAGE, 0), (Kind.COMPLETED, 3))
    credit = response_credit(an_order(), events, CUTOFF, AGENTS, takes_completion=takes_completion)
    assert credit is not None
    assert credit.settled_at == (None if hours is None else START + timedelta(hours=hours))


def test_superseded_events_count_for_nothing() -> None:
    events = [*history((Kind.DISPATCHED, 1, WANG)), Event(7, Kind.COMPLETED, START, stands=False)]
    credit = completion_credit(an_order(), events, CUTOFF)
    assert credit is not None
    assert credit.settled_at is None
