"""Cost of a close against its size: the month's orders at n, 2n, 4n, and a history ten times as long (PROMISES)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bench import big_month
from bench.close import close_month
from bench.place import fresh_company
from bench.ratio import Ratio
from kpi_portal.lib.month import Month
from records import months

AGENTS = 200
ORDERS = 50_000
A_MONTH = 20_000
MONTH = Month(2026, 6)


def measure(*, quick: bool) -> Sequence[Ratio]:
    """Ratios of one source with dispatches and one without, where it once was quadratic; far from quick."""
    return [ratio for dispatches in (True, False) for ratio in (*_size(dispatches), _history(dispatches))]


def _size(dispatches: bool) -> Iterator[Ratio]:
    """Three months of one company, each with twice the orders of the one before."""
    with fresh_company():
        _fill(MONTH, 10, dispatches, agents=AGENTS)
        close_month(MONTH)  # a worker is warm
        found = []
        for place, factor in enumerate((1, 2, 4), start=1):
            month = MONTH.plus(place)
            _fill(month, factor * ORDERS, dispatches)
            found.append(close_month(month))
    for place, factor in ((1, 2), (2, 4)):
        name = f"close of {factor} × {ORDERS:,} orders {_shape(dispatches)} / {factor} × the close of {ORDERS:,}"
        yield Ratio(name, found[place], factor * found[0], "s CPU", at_most=1.1)


def _history(dispatches: bool) -> Ratio:
    """Two equal months, the second closed beside ten times the history of the first; the better of two of each."""
    with fresh_company():
        _fill(MONTH, 10, dispatches, agents=AGENTS)
        for month in (MONTH.plus(1), MONTH.plus(2), MONTH.plus(3), MONTH.plus(4)):
            _fill(month, A_MONTH, dispatches)
        close_month(MONTH)
        short = min(close_month(MONTH.plus(1)), close_month(MONTH.plus(2)))
        start, _ = MONTH.bounds(months.zone_for(MONTH))
        begun = start - timedelta(days=1_000)
        _fill_between(begun, start, 36 * A_MONTH, dispatches)
        long = min(close_month(MONTH.plus(3)), close_month(MONTH.plus(4)))
    note = f"{4 * A_MONTH:,} orders, then {40 * A_MONTH:,}"
    return Ratio(f"close beside 10 × the history, {_shape(dispatches)}", long, short, "s CPU", at_most=1.1, note=note)


def _fill(month: Month, orders: int, dispatches: bool, *, agents: int = 0) -> None:
    start, end = month.bounds(months.zone_for(month))
    _fill_between(start, end, orders, dispatches, agents=agents)


def _fill_between(start: datetime, end: datetime, orders: int, dispatches: bool, *, agents: int = 0) -> None:
    prefix = f"{start:%Y%m}-"
    big_month.fill(big_month.Load(agents, orders, start, end - start, prefix=prefix, dispatches=dispatches))


def _shape(dispatches: bool) -> str:
    return "with dispatches" if dispatches else "without dispatches"
