"""What is counted of orders completed or due in October (SCORING §4), at its edges."""

from datetime import timedelta
from typing import Any

import pytest

from people.models import Building, Person, Site
from tests.scoring.measuring import evidence, figures, measured
from tests.scoring.month_of_facts import CUTOFF, END, INSTANT, MIDDLE, MINUTE, START, order
from workorders.models import WorkOrder

HOUR, DAY, HOURS = 60 * MINUTE, timedelta(days=1), 3_600_000_000
WEEK = timedelta(days=7)


@pytest.fixture
def begun(agent: Person) -> tuple[str, Any, Person]:
    return ("dispatched", MIDDLE, agent)


def test_an_order_counts_where_it_was_due_and_is_in_time_up_to_that_instant(begun: Any, agent: Person) -> None:
    for done in (START + DAY, START + DAY + INSTANT):  # of September, due in October
        due = ("due", START - WEEK, START + DAY)
        order(("dispatched", START - WEEK, agent), due, ("completed", done), created=START - WEEK)
    order(begun, ("due", MIDDLE, END - INSTANT))
    order(begun, ("due", MIDDLE, END))  # November's
    order(begun, ("due", MIDDLE, MIDDLE + DAY), ("promised", MIDDLE, MIDDLE + HOUR), ("completed", MIDDLE + 2 * HOUR))
    longer = ("extended", MIDDLE + HOUR, MIDDLE + 3 * HOUR)
    order(begun, ("due", MIDDLE, MIDDLE + 2 * HOUR), longer, ("completed", MIDDLE + 3 * HOUR))
    held = ("held", MIDDLE + HOUR), ("resumed", MIDDLE + 3 * HOUR), ("completed", MIDDLE + 4 * HOUR)
    order(begun, ("due", MIDDLE, MIDDLE + 2 * HOUR), *held)
    order(begun, ("due", MIDDLE, MIDDLE + DAY), ("cancelled", MIDDLE + HOUR))
    order(begun, ("completed", MIDDLE + HOUR))  # nothing was due
    assert figures(agent, "on_time_rate") == (2, 5, 5)
    assert evidence(agent, "on_time_rate").excluded == {"held_when_due": 1, "cancelled": 1}


def test_what_is_overdue_at_the_cut_off_counts_however_old_it_is(begun: Any, agent: Person, other: Person) -> None:
    july = START - 90 * DAY
    order(("dispatched", july, agent), ("due", july, july + DAY), created=july)
    order(("dispatched", july, agent), ("due", july, july + DAY), ("completed", CUTOFF + INSTANT), created=july)
    order(("dispatched", july, agent), ("due", july, july + DAY), ("completed", CUTOFF), created=july)
    order(("dispatched", july, agent), ("due", july, july + DAY), ("held", MIDDLE), created=july)
    order(begun, ("due", MIDDLE, END - INSTANT))
    order(begun, ("due", MIDDLE, END + HOUR))
    order(begun, ("due", MIDDLE, MIDDLE + HOUR), ("completed", MIDDLE + 2 * HOUR))
    assert figures(agent, "overdue_tasks") == (3, 1, 1)
    assert evidence(agent, "overdue_tasks").excluded == {"on_hold": 1}
    order(("dispatched", MIDDLE, other), ("completed", MIDDLE + HOUR))
    assert figures(other, "overdue_tasks") is None  # nothing due earns no zero


def test_resolved_at_first_contact_is_who_had_it_first(begun: Any, agent: Person, other: Person) -> None:
    done = ("completed", MIDDLE + HOUR)
    order(begun, done)
    order(begun, done, ("reopened", MIDDLE + HOUR + WEEK))
    order(begun, done, ("reopened", MIDDLE + HOUR + WEEK + INSTANT))
    order(begun, ("reassigned", MIDDLE + MINUTE, other), done)
    order(begun, ("dispatched", MIDDLE + MINUTE, agent), done, ("reassigned", MIDDLE + DAY, other))
    order(begun, done, ("reopened", MIDDLE + DAY), ("completed", END + HOUR))  # once, by its first completion
    order(begun, ("completed", END - INSTANT))
    order(("dispatched", START - DAY, agent), ("completed", START), created=START - DAY)
    assert figures(agent, "first_contact_resolution") == (4, 7, 7)
    assert evidence(agent, "first_contact_resolution").excluded == {"seven_days_open": 1}
    assert figures(other, "first_contact_resolution") is None


def test_what_comes_again_counts_for_who_completed_it(begun: Any, agent: Person, other: Person) -> None:
    building = Building.objects.create(site=Site.objects.get(code="CH"), name="19")
    place: dict[str, Any] = {"building": building, "category": "电梯"}
    order(begun, ("completed", MIDDLE + HOUR), **place)
    order(("dispatched", MIDDLE + DAY, other), created=MIDDLE + DAY, **place)
    order(begun, ("completed", MIDDLE + 2 * DAY), **place)  # nothing came after it
    order(begun, ("completed", MIDDLE + HOUR), **{**place, "category": "保洁"})
    order(("cancelled", MIDDLE + 3 * DAY), created=MIDDLE + 2 * DAY + HOUR, **place)
    order(created=END, **place)
    order(begun, ("completed", MIDDLE + HOUR))
    assert figures(agent, "repeat_rate") == (1, 3, 3)
    assert evidence(agent, "repeat_rate").excluded == {"no_place": 1}
    assert figures(other, "repeat_rate") is None


def test_hours_run_from_creation_to_the_completion_that_stands_without_waiting(begun: Any, agent: Person) -> None:
    order(begun, ("held", MIDDLE + HOUR), ("resumed", MIDDLE + 3 * HOUR), ("completed", MIDDLE + 4 * HOUR))
    order(begun, ("held", MIDDLE + HOUR), ("completed", MIDDLE + 4 * HOUR))
    order(begun, ("completed", MIDDLE + HOUR), ("reopened", MIDDLE + 2 * HOUR), ("completed", MIDDLE + 5 * HOUR))
    order(begun, ("completed", MIDDLE + HOUR), ("reopened", MIDDLE + 2 * HOUR))
    order(begun, ("completed", MIDDLE - HOUR))
    order(("dispatched", START - DAY, agent), ("completed", START + HOUR), created=START - HOUR)
    order(begun, ("completed", MIDDLE + 6 * HOUR), is_emergency=True)
    assert figures(agent, "mean_resolution_hours") == (10, 4, 4)
    assert evidence(agent, "mean_resolution_hours").excluded == {"completed_before_request": 1}
    assert figures(agent, "emergency_resolution_hours") == (6, 1, 1)


def test_emergencies_are_answered_by_their_own_clock(agent: Person) -> None:
    order(("responded", MIDDLE + 4 * MINUTE, agent), is_emergency=True)
    order(("responded", MIDDLE + 40 * MINUTE, agent))
    assert figures(agent, "emergency_response_minutes") == (4, 1, 1)


def test_what_a_source_never_notes_is_not_asked_of_it(begun: Any, agent: Person) -> None:
    accepted = ("accepted", MIDDLE)
    promised = ("promised", MIDDLE + 30 * MINUTE, MIDDLE + DAY)
    order(begun, accepted, promised)
    order(begun, accepted, ("promised", MIDDLE + 30 * MINUTE + INSTANT, MIDDLE + DAY))
    order(begun)
    order(begun, accepted, source="tickets")
    assert figures(agent, "acknowledged_with_eta_rate") == (1, 2, 2)
    left_out = {"not_accepted": 1, "no_promises_recorded": 1}
    assert evidence(agent, "acknowledged_with_eta_rate").excluded == left_out


def test_the_longest_silence_ends_with_every_word_to_the_resident(begun: Any, agent: Person) -> None:
    first, told = ("responded", MIDDLE + HOUR, agent), ("told", MIDDLE + 3 * HOUR)
    order(begun, first, told, ("completed", MIDDLE + 4 * HOUR))
    order(begun, first, ("held", MIDDLE + 2 * HOUR), ("resumed", MIDDLE + 9 * HOUR), ("completed", MIDDLE + 10 * HOUR))
    order(begun, first, ("completed", MIDDLE + 9 * HOUR), source="tickets")
    assert figures(agent, "longest_silence_hours") == (3, 2, 2)
    assert evidence(agent, "longest_silence_hours").excluded == {"no_words_recorded": 1}


def test_a_flow_is_kept_where_no_noted_step_is_missing_or_out_of_turn(begun: Any, agent: Person) -> None:
    accepted, done = ("accepted", MIDDLE), ("completed", MIDDLE + HOUR)
    called, filed = ("called_back", MIDDLE + 2 * HOUR), ("archived", MIDDLE + 3 * HOUR)
    order(accepted, begun, ("started", MIDDLE + MINUTE), done, called, filed)
    order(accepted, begun, done, called, filed)  # who completed has begun
    order(accepted, begun, ("started", MIDDLE + 2 * HOUR), done, called, filed)
    order(accepted, begun, done, filed)
    order(begun, done, source="tickets")
    order(begun, done, called, source="calls")
    order(begun, done, source="calls")
    order(done, source="mail", source_agent=agent, records_dispatches=False)
    assert figures(agent, "flow_conformance_rate") == (4, 7, 7)
    assert evidence(agent, "flow_conformance_rate").excluded == {"no_steps_recorded": 1}


def test_a_priority_is_turned_round_by_beginning_before_a_due_one_of_the_same_agent(
    agent: Person, other: Person
) -> None:
    def due(who: Person, priority: str, *more: Any, by: int = 1) -> WorkOrder:
        given = ("dispatched", MIDDLE, who), ("due", MIDDLE, MIDDLE + by * HOUR)
        return order(*given, *more, priority=priority)

    due(agent, "high", ("started", MIDDLE + 3 * HOUR))
    due(agent, "urgent", ("completed", MIDDLE + HOUR))  # in time
    due(agent, "urgent", by=9)
    due(other, "urgent")
    for begins in (MIDDLE + HOUR, MIDDLE + 3 * HOUR + INSTANT):
        due(agent, "normal", ("started", begins), by=20)
    due(agent, "high", ("started", MIDDLE + 2 * HOUR), by=20)
    assert figures(agent, "priority_inversions") == (1, 1, 1)
    assert figures(other, "priority_inversions") is None  # nothing was noted as begun


def test_a_record_is_complete_by_what_its_source_has(agent: Person) -> None:
    due = ("due", MIDDLE, MIDDLE + DAY)
    whole: dict[str, Any] = {"channel": "app", "category": "电梯", "room": "3-2-1103"}
    given = ("dispatched", MIDDLE, agent)
    order(given, due, **whole)
    order(given, **whole)
    order(given, due, **{**whole, "room": ""})
    order(given, category="电梯", source="tickets")
    order(given, source="tickets")
    assert figures(agent, "record_completeness_rate") == (2, 5, 5)


def test_a_load_is_fair_up_to_a_fifth_above_the_mean(agent: Person, other: Person) -> None:
    for who, many in ((agent, 9), (other, 1)):
        for _ in range(many):
            order(("dispatched", MIDDLE, who))
    found = {who: measured().evidence[who.pk]["workload_balance"].measure for who in (agent, other)}
    assert all(found.values())
    fair = found[agent].numerator  # type: ignore[union-attr]
    assert 0 < fair < 9
    assert found[other].numerator == 1  # type: ignore[union-attr]
