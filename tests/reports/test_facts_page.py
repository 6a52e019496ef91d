"""What a figure was counted from: the costliest first, and why something was missed."""

from datetime import datetime, timedelta

import pytest
import time_machine

from scoring import closing
from tenants.models import Company
from tests.months import closer
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import CUTOFF, MIDDLE, MINUTE, OCTOBER, handled, order, person
from tests.visiting import visitor
from workorders.models import WorkOrder


def listed(indicator: str, show: str = "") -> str:
    """The list behind this figure of 王芳's October."""
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    address = f"/card/2026-10/{person('王芳').pk}/{indicator}/?show={show}"
    return words(visitor("hr").get(address).content)


def test_the_slowest_response_stands_first(company: Company) -> None:
    quick, slow, middling = (
        handled(person("王芳"), after=minutes * MINUTE, created=MIDDLE).number for minutes in (3, 90, 20)
    )
    page = listed("mean_response_minutes", "counted")
    assert page.index(slow) < page.index(middling) < page.index(quick)


def test_what_was_missed_says_why(company: Company) -> None:
    agent = person("王芳")
    late = handled(agent, ("completed", CUTOFF + timedelta(days=1), agent))
    again = handled(agent, ("completed", MIDDLE + 50 * MINUTE, agent), ("reopened", MIDDLE + 60 * MINUTE))
    open_still = handled(agent)
    page = listed("completion_rate", "missed")
    assert f"{late.number} not completed completed after the cut-off, 2026-11-05 00:00" in page
    assert f"{again.number} not completed re-opened" in page
    assert f"{open_still.number} not completed still open" in page


@pytest.mark.parametrize(("when", "word"), [(CUTOFF, "not yet"), (CUTOFF + timedelta(seconds=1), "not completed")])
def test_before_the_cut_off_nothing_is_called_missed(company: Company, when: datetime, word: str) -> None:
    dispatched: WorkOrder = order(("dispatched", MIDDLE, person("王芳")))
    with time_machine.travel(when, tick=False):
        page = words(visitor("hr").get(f"/orders/{dispatched.pk}/").content)
    assert f"Completion rate 2026-10 {word} " in page
