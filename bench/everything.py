"""A close by a plan that weighs every indicator there is, against its size and against the plan ``standard``."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from bench import big_month, everything_there
from bench.close import PER_AGENT, close_month, cpu_of_both
from bench.place import fresh_company
from bench.ratio import Ratio
from kpi_portal.lib.canonical import canonical
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from records import months
from scoring.engine.plan import Plan
from scoring.engine.presets import preset_document
from scoring.indicators.catalogue import definitions, indicators
from scoring.measuring import Parameters, gather, parameters, prepare, prepare_words
from scoring.models import PlanVersion

AGENTS = 200
MONTH = Month(2026, 5)
GREATEST = 5
"""So many indicators are named by what they cost."""


def measure(*, quick: bool) -> Sequence[Ratio]:
    """Months of n, 2n and 4n orders with evidence of all kinds beside them."""
    return list(_of_all(5_000 if quick else 25_000))


def _of_all(orders: int) -> Iterator[Ratio]:
    with fresh_company():
        for place, factor in enumerate((1, 1, 1, 2, 4)):
            _fill(MONTH.plus(place), factor * orders, agents=0 if place else AGENTS)
        usual = min(close_month(MONTH), close_month(MONTH.plus(1)))  # a worker is warm
        _adopt(weigh_everything(), MONTH.plus(2))
        again = [close_month(MONTH.plus(place)) for place in (2, 3, 4)]
        costs, bare = dict(_apart(MONTH.plus(4))), min(_bare(MONTH.plus(4)), _bare(MONTH.plus(4)))
    every, few = len(definitions()), len(list(_plan("standard").indicators()))
    name = f"close of {4 * orders:,} orders by {every} indicators / 1.5 × their bare SQL and 2 ms per agent"
    note = f"bare SQL {bare:.2f} s; {again[0] / every:.3f} s an indicator of {orders:,} orders"
    note += f", of standard {usual / few:.3f}"
    yield Ratio(name, again[-1], 1.5 * bare + PER_AGENT * AGENTS, "s CPU", at_most=1, note=note)
    for place, factor in ((1, 2), (2, 4)):
        name = f"close of {factor} × {orders:,} orders by {every} indicators / {factor} × the close of {orders:,}"
        yield Ratio(name, again[place], factor * again[0], "s CPU", at_most=1.1)
    print("\n".join(f"{seconds:7.3f} s CPU  {code}" for code, seconds in costs.items()))
    dearest = sorted(costs, key=lambda code: -costs[code])[:GREATEST]
    mean, most = sum(costs.values()) / every, costs[dearest[0]]
    note = ", ".join(f"{code} {costs[code]:.2f}" for code in dearest)
    name = f"the dearest indicator alone, {4 * orders:,} orders / the mean of {every}"
    yield Ratio(name, most, mean, "s CPU", at_most=4, note=note)


def _fill(month: Month, orders: int, *, agents: int) -> None:
    start, end = month.bounds(months.zone_for(month))
    load = big_month.Load(agents, orders, start, end - start, prefix=f"{month}-")
    big_month.fill(load)
    everything_there.fill(load)


def _plan(code: str) -> Plan:
    return Plan.from_document(preset_document(code), definitions())


def weigh_everything() -> Plan:
    """``standard`` with whatever it does not have beside the suggestions."""
    document = preset_document("standard")
    place = next(at for at, each in enumerate(document["dimensions"]) if each["code"] == "innovation")
    others = set(definitions()) - {each.code for each in _plan("standard").indicators()}
    model = document["dimensions"][place]["indicators"][0]
    every = [model, *(_like(model, code) for code in sorted(others))]
    document["dimensions"][place]["indicators"] = list(_weighed(every))
    return Plan.from_document(document, definitions())


def _like(model: dict[str, Any], code: str) -> dict[str, Any]:
    known = definitions()[code]
    floor, target = ("0", "100") if known.better == "higher" else ("100", "0")
    rule = {"kind": "toward_target", "floor": floor, "target": target}
    return model | {"code": code, "name": dataclasses.asdict(known.name), "rule": rule}


def _weighed(indicators: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Equal weights of 100.00 together; the first has what division leaves."""
    each = Decimal(10_000 // len(indicators)) / 100
    for place, indicator in enumerate(indicators):
        yield indicator | {"weight": str(100 - each * (len(indicators) - 1) if place == 0 else each)}


def _adopt(plan: Plan, first: Month) -> None:
    """In force from this month on."""
    PlanVersion.objects.create(
        code="standard",
        version=2,
        document=canonical(plan.to_document()).decode(),
        document_hash=plan.plan_hash,
        state=PlanVersion.State.PUBLISHED,
        valid_from=first.first_day,
    )


def _bare(month: Month) -> float:
    """Seconds of CPU of the same statements, their facts added up by agent and kept nowhere."""
    values = parameters(months.record_for(month), default=_default(), own={})
    with cpu_of_both() as taken, transaction.atomic(), connection.cursor() as cursor:
        prepare(cursor, values)
        for indicator in indicators().values():
            prepare_words(cursor, indicator, values)
            cursor.execute(
                f"SELECT agent_id, count(*), sum(numerator), sum(denominator), count(*) FILTER (WHERE reason = '')"
                f" FROM ({indicator.facts}) fact GROUP BY agent_id",
                values,
            )
            cursor.fetchall()
    return taken.seconds


def _default() -> Parameters:
    measuring = weigh_everything().measuring
    return Parameters(measuring.response_cap_minutes, measuring.pass_mark, measuring.takes_completion)


def _apart(month: Month) -> Iterator[tuple[str, float]]:
    """Code → seconds of CPU of measuring it alone, with what it reads; the better of two."""
    default, record = _default(), months.record_for(month)
    for code in definitions():
        taken = []
        for _time in range(2):
            with cpu_of_both() as stopwatch, transaction.atomic():
                gather(record, default=default, own={}, indicators=[code])
            taken.append(stopwatch.seconds)
        yield code, min(taken)
