"""What counts, for whom, and what is left out and why (SCORING §3), one rule at a time."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from people.models import Person, Posting
from tenants.models import Company
from tests.scoring import month_of_facts as october
from tests.scoring.measuring import evidence, figures, measured
from tests.scoring.month_of_facts import (
    CUTOFF,
    END,
    INSTANT,
    MIDDLE,
    MINUTE,
    START,
    answer,
    check,
    handled,
    order,
    person,
)
from workorders.models import OrderEvent
from workorders.truth.rows import refresh_projection

HOUR = 60 * MINUTE
DAY = 24 * HOUR


# --- completion_rate -------------------------------------------------------------------------------------------------


def test_an_order_belongs_to_the_month_of_its_first_dispatch(agent: Person) -> None:
    for at in (START - INSTANT, START, END - INSTANT, END):
        order(("dispatched", at, agent), ("dispatched", at + HOUR, agent), created=START - DAY)
    assert figures(agent, "completion_rate") == (0, 2, 2)


def test_a_source_without_dispatches_counts_by_creation(agent: Person) -> None:
    for at in (START - INSTANT, START, END - INSTANT, END):
        order(("completed", at + HOUR), created=at, records_dispatches=False, source_agent=agent)
    assert figures(agent, "completion_rate") == (2, 2, 2)


def test_an_order_completed_up_to_the_cut_off_is_a_hit(agent: Person) -> None:
    for at in (CUTOFF, CUTOFF + INSTANT):
        order(("dispatched", MIDDLE, agent), ("completed", at))
    assert figures(agent, "completion_rate") == (1, 2, 2)


def test_a_re_opened_order_is_no_hit_unless_it_was_re_opened_after_the_cut_off(agent: Person) -> None:
    for reopened in (MIDDLE + 2 * HOUR, CUTOFF + INSTANT):
        order(("dispatched", MIDDLE, agent), ("completed", MIDDLE + HOUR), ("reopened", reopened))
    assert figures(agent, "completion_rate") == (1, 2, 2)


def test_of_two_events_at_one_instant_the_later_sequence_stands(agent: Person) -> None:
    at = MIDDLE + HOUR
    order(("dispatched", MIDDLE, agent), ("completed", at), ("reopened", at))
    order(("dispatched", MIDDLE, agent), ("reopened", at), ("completed", at))
    assert figures(agent, "completion_rate") == (1, 2, 2)


def test_whoever_was_responsible_at_the_completion_that_stands_is_credited(agent: Person, other: Person) -> None:
    order(("dispatched", MIDDLE, agent), ("completed", MIDDLE + HOUR), ("reassigned", MIDDLE + DAY, other))
    assert figures(agent, "completion_rate") == (1, 1, 1)
    assert figures(other, "completion_rate") is None


def test_an_order_that_is_not_complete_counts_for_whoever_is_responsible_at_the_cut_off(
    agent: Person, other: Person
) -> None:
    order(("dispatched", MIDDLE, agent), ("reassigned", CUTOFF, other), ("reassigned", CUTOFF + INSTANT, agent))
    assert figures(other, "completion_rate") == (0, 1, 1)
    assert figures(agent, "completion_rate") is None


def test_an_order_for_which_nobody_is_responsible_is_listed_as_uncredited(agent: Person) -> None:
    order(("dispatched", MIDDLE))
    assert measured().uncredited["completion_rate"] == 1


def test_an_order_completed_before_it_was_created_counts(agent: Person) -> None:
    order(("completed", MIDDLE - HOUR), created=MIDDLE, records_dispatches=False, source_agent=agent)
    assert figures(agent, "completion_rate") == (1, 1, 1)


EXCLUSIONS = [
    ([("cancelled", MIDDLE + HOUR)], {"cancelled": 1}),
    ([("cancelled", MIDDLE + HOUR), ("reopened", MIDDLE + 2 * HOUR)], {}),
    ([("cancelled", CUTOFF + INSTANT)], {}),
    ([("marked_duplicate", CUTOFF + DAY)], {"duplicate": 1}),
    ([("exempted", CUTOFF + DAY)], {"exempted": 1}),
    ([("held", MIDDLE + HOUR)], {"on_hold": 1}),
    ([("held", MIDDLE + HOUR), ("resumed", MIDDLE + 2 * HOUR)], {}),
    ([("held", MIDDLE + HOUR), ("completed", MIDDLE + 2 * HOUR)], {}),
    ([("held", MIDDLE), ("exempted", MIDDLE), ("marked_duplicate", MIDDLE), ("cancelled", MIDDLE)], {"cancelled": 1}),
    ([("held", MIDDLE), ("exempted", MIDDLE), ("marked_duplicate", MIDDLE)], {"duplicate": 1}),
    ([("held", MIDDLE), ("exempted", MIDDLE)], {"exempted": 1}),
]


@pytest.mark.parametrize(("moments", "reasons"), EXCLUSIONS)
def test_an_excluded_order_shows_the_first_reason_that_applies(
    agent: Person, moments: list[october.Moment], reasons: dict[str, int]
) -> None:
    order(("dispatched", MIDDLE, agent), *moments)
    found = evidence(agent, "completion_rate")
    assert found.excluded == reasons
    assert (found.measure is None) == bool(reasons)


# --- mean_response_minutes ------------------------------------------------------------------------------------------


def test_the_response_counts_in_the_month_of_creation_for_whoever_responded(agent: Person, other: Person) -> None:
    for created in (START - INSTANT, START, END - INSTANT, END):
        order(("dispatched", created + MINUTE, other), ("responded", created + 9 * MINUTE, agent), created=created)
    assert figures(agent, "mean_response_minutes") == (18, 2, 2)


def test_a_responder_without_agent_posting_leaves_the_response_to_the_responsible_agent(agent: Person) -> None:
    order(("responded", MIDDLE + 9 * MINUTE, person("沈立")), ("dispatched", MIDDLE + HOUR, agent))
    assert figures(agent, "mean_response_minutes") == (9, 1, 1)


def test_an_order_without_response_waits_until_the_cut_off_but_counts_at_most_the_cap(agent: Person) -> None:
    order(("dispatched", MIDDLE, agent))
    assert figures(agent, "mean_response_minutes") == (1440, 1, 1)


def test_a_response_after_the_cut_off_is_none(agent: Person) -> None:
    order(("dispatched", MIDDLE, agent), ("responded", CUTOFF + INSTANT, agent))
    assert figures(agent, "mean_response_minutes") == (1440, 1, 1)


def test_microseconds_are_not_lost(agent: Person) -> None:
    order(("dispatched", MIDDLE, agent), ("responded", MIDDLE + MINUTE + INSTANT, agent))
    assert figures(agent, "mean_response_minutes") == (Fraction(60_000_001, 60_000_000), 1, 1)


def test_only_the_earliest_response_counts(agent: Person, other: Person) -> None:
    order(("responded", MIDDLE + 5 * MINUTE, other), ("responded", MIDDLE + 3 * MINUTE, agent))
    assert figures(agent, "mean_response_minutes") == (3, 1, 1)
    assert figures(other, "mean_response_minutes") is None


def test_acceptance_and_dispatch_are_no_response(agent: Person) -> None:
    order(("accepted", MIDDLE + MINUTE), ("dispatched", MIDDLE + MINUTE, agent), ("responded", MIDDLE + HOUR, agent))
    assert figures(agent, "mean_response_minutes") == (60, 1, 1)


def test_a_response_before_the_request_is_left_out(agent: Person) -> None:
    order(("responded", MIDDLE - INSTANT, agent), ("dispatched", MIDDLE, agent))
    assert evidence(agent, "mean_response_minutes").excluded == {"response_before_request": 1}


def test_a_source_that_records_no_responses_is_not_taken_for_slow(agent: Person) -> None:
    order(("dispatched", MIDDLE, agent), records_responses=False)
    assert evidence(agent, "mean_response_minutes").excluded == {"no_responses_recorded": 1}


def test_an_order_on_hold_still_counts_for_the_response(agent: Person) -> None:
    handled(agent, ("held", MIDDLE + HOUR))
    assert figures(agent, "mean_response_minutes") == (9, 1, 1)


def test_superseded_events_are_not_read(agent: Person) -> None:
    made = handled(agent, ("completed", MIDDLE + HOUR))
    OrderEvent.objects.filter(order=made, kind="completed").update(stands=False)
    refresh_projection([made.pk])
    assert figures(agent, "completion_rate") == (0, 1, 1)


# --- all of them -----------------------------------------------------------------------------------------------------


def test_who_has_only_excluded_facts_is_not_credited(agent: Person, company: Company) -> None:
    order(("dispatched", MIDDLE, agent), ("cancelled", MIDDLE), records_responses=False)
    assert measured().credited == frozenset()


RECORDERS: list[Callable[[Person], object]] = [
    lambda agent: handled(agent, ("completed", MIDDLE + HOUR)),
    lambda agent: handled(agent, ("cancelled", MIDDLE + HOUR)),
    lambda agent: answer(agent, 3),
    lambda agent: answer(agent, 5),
    lambda agent: check(agent, "pass"),
]


def test_the_order_in_which_facts_arrive_changes_no_measure(agent: Person, other: Person) -> None:
    for record in RECORDERS:
        record(agent)
    for record in reversed(RECORDERS):
        record(other)
    found = measured().evidence
    assert {code: line.measure for code, line in found[agent.pk].items()} == {
        code: line.measure for code, line in found[other.pk].items()
    }


def test_an_agent_without_posting_is_credited_with_what_was_dispatched_to_her(company: Company) -> None:
    stranger = Person.objects.create(name="新人")
    order(("dispatched", MIDDLE, stranger), ("completed", MIDDLE + HOUR))
    assert figures(stranger, "completion_rate") == (1, 1, 1)
    assert not Posting.objects.filter(person=stranger).exists()
