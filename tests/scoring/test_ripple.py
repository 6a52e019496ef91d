"""What an answer says it moves is the difference of two full recomputations (SCORING §9), whatever is appealed."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.models import MonthRecord
from scoring.appeals import rescoring
from scoring.appeals.ripple import read
from scoring.models import Card
from scoring.rechecking import recheck
from tests.scoring.appealing import answered, appealed, card, fact, late_order
from tests.scoring.month_of_facts import MIDDLE, MINUTE, OCTOBER

FIGURES = ("total", "grade", "coefficient", "rank", "pay")


def time(minutes: int) -> Any:
    name = f"order:{late_order().pk}"
    appeal = appealed(name, "mean_response_minutes", "time", wanted_at=MIDDLE + minutes * MINUTE)
    return answered(appeal, at=MIDDLE + minutes * MINUTE)


def deduction(points: int) -> Any:
    appeal = appealed(f"adjustment:{card().agent.adjustments.get().pk}")
    return answered(appeal, "partly", points=Decimal(-points) / 100)


def left_out(place: int) -> Any:
    kind, indicator = (("answer", "satisfaction"), ("order", "completion_rate"))[place % 2]
    return answered(appealed(fact(kind, indicator, least=True), indicator, "exclude"))


WAYS = (time, deduction, left_out)


def figures(cards: dict[int, Card]) -> dict[tuple[int, str], str]:
    found = {(agent, what): getattr(one, what) for agent, one in cards.items() for what in FIGURES}
    return {key: said(value) for key, value in found.items()}


def said(value: object) -> str:
    """Two decimals, a place as it is."""
    return f"{value:.2f}" if isinstance(value, Decimal) else "" if value is None else str(value)


@given(way=st.sampled_from(WAYS), figure=st.integers(min_value=1, max_value=250))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_ripple_is_the_difference_of_two_full_recomputations(
    published_october: None, way: Any, figure: int
) -> None:
    with transaction.atomic():
        record = MonthRecord.objects.get(first_day=OCTOBER.first_day)
        before = rescoring.score_now(record)
        answer = way(figure)
        after = rescoring.score_now(record)
        was, now = figures(dict(before.rows)), figures(dict(after.rows))
        wanted = {key: (was[key], now[key]) for key in was if was[key] != now[key]}
        lines = [line for line in read(answer.ripple) if line.what in FIGURES]
        assert {(line.agent, line.what): (line.before, line.after) for line in lines} == wanted
        standing = rescoring.standing(record)
        assert {agent: one.fingerprint for agent, one in standing.items()} == {
            agent: one.fingerprint for agent, one in after.rows.items()
        }
        assert not recheck(OCTOBER).problems
        transaction.set_rollback(True)
