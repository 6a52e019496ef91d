"""What of SCORING §4 is counted from orders, at its edges."""

from people.models import Person
from scoring.engine.facts import Measure
from tests.scoring.measuring import evidence, figures, measured
from tests.scoring.month_of_facts import CUTOFF, END, INSTANT, MIDDLE, MINUTE, START, handled, order

HOUR = 60 * MINUTE
ASKED = ("response_within_rate", "callback_24h_rate")


def test_an_answer_within_fifteen_minutes_is_a_hit_and_none_is_a_miss(agent: Person) -> None:
    quarter = 15 * MINUTE
    for waited in (quarter, quarter + INSTANT):
        handled(agent, after=waited)
    order(("dispatched", MIDDLE, agent))  # never answered
    handled(agent, after=-MINUTE)
    for created in (START - INSTANT, END):
        handled(agent, created=created)
    order(("responded", MIDDLE + MINUTE, agent), ("exempted", CUTOFF + HOUR))
    assert figures(agent, "response_within_rate") == (1, 3, 3)
    assert evidence(agent, "response_within_rate").excluded == {"response_before_request": 1, "exempted": 1}


def test_a_call_back_counts_from_the_completion_that_stands_and_where_its_day_ends_by_the_cut_off(
    agent: Person, other: Person
) -> None:
    day, done = 24 * HOUR, MIDDLE + HOUR
    for called in (done + day, done + day + INSTANT):
        order(("dispatched", MIDDLE, agent), ("completed", done), ("called_back", called))
    again = (("called_back", done + HOUR), ("reopened", done + 2 * HOUR), ("completed", done + 3 * HOUR))
    order(("dispatched", MIDDLE, agent), ("completed", done), *again, ("reassigned", done + day, other))
    order(("dispatched", MIDDLE, agent))
    late = CUTOFF - day + INSTANT  # left out though it was called back at once: the slow ones are not seen yet
    order(("dispatched", MIDDLE, agent), ("completed", late), ("called_back", late + MINUTE))
    order(("dispatched", MIDDLE, agent), ("completed", late - INSTANT))
    assert figures(agent, "callback_24h_rate") == (1, 4, 4)
    assert evidence(agent, "callback_24h_rate").excluded == {"not_completed": 1, "not_due": 1}
    assert figures(other, "callback_24h_rate") is None


def test_what_was_opened_again_counts_for_who_had_completed_it(agent: Person, other: Person) -> None:
    begun, done, again = ("dispatched", MIDDLE, agent), ("completed", MIDDLE + HOUR), ("reopened", MIDDLE + 2 * HOUR)
    order(begun, done)
    order(begun, done, again, ("reassigned", MIDDLE + 3 * HOUR, other))
    order(begun, done, again, ("held", MIDDLE + 3 * HOUR))
    order(begun, done, again, ("completed", MIDDLE + 3 * HOUR))
    order(begun, done, ("reopened", CUTOFF + INSTANT))
    order(begun, ("cancelled", MIDDLE + HOUR), again)  # wanted again, but never completed
    order(begun, ("cancelled", MIDDLE + HOUR), again, ("completed", MIDDLE + 3 * HOUR))  # wanted again, then completed
    order(begun, done, again, ("marked_duplicate", CUTOFF + HOUR))
    assert figures(agent, "reopen_rate") == (3, 6, 6)
    assert evidence(agent, "reopen_rate").excluded == {"not_completed": 1, "duplicate": 1}
    assert figures(other, "reopen_rate") is None
    passed_on = ("reassigned", MIDDLE + 3 * HOUR, agent)
    order(done, again, passed_on, records_dispatches=False, source_agent=other)
    assert figures(other, "reopen_rate") == (1, 1, 1)


def test_what_is_in_time_is_said_by_the_plan(agent: Person) -> None:
    handled(agent, ("completed", MIDDLE + HOUR), ("called_back", MIDDLE + 40 * HOUR), after=20 * MINUTE)
    assert [figures(agent, code) for code in ASKED] == [(0, 1, 1), (0, 1, 1)]
    longer = measured(response_within=20, callback_within=39)
    assert [longer.evidence[agent.pk][code].measure for code in ASKED] == [Measure.of(1, 1, 1)] * 2
