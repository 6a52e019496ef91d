"""Month-end close against the same measures as bare SQL on the same tables (PROMISES: ≤ 1.5 × and 2 ms per agent)."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from bench import big_month
from bench.place import fresh_company
from bench.ratio import Ratio, Stopwatch
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from records import months
from scoring import closing, measuring, plans
from scoring.indicators.catalogue import indicators
from scoring.indicators.indicator import Indicator

MONTH = Month(2026, 10)
AGENTS = 200
ORDERS = 100_000
PER_AGENT = 0.002
HISTORY = 5


def measure(*, quick: bool) -> Ratio:
    """Close 200 agents and 100,000 orders, then (not ``quick``) beside a history of five times as many."""
    with fresh_company():
        start, end = MONTH.bounds(months.zone_for(MONTH))
        big_month.fill(big_month.Load(AGENTS, ORDERS, start, end - start))
        if not quick:
            before = start - HISTORY * timedelta(days=30)
            big_month.fill(big_month.Load(0, HISTORY * ORDERS, before, start - before, prefix="H"))
        _bare()
        bare = min(_bare(), _bare())
        _close(MONTH.previous)  # a worker is warm
        close = _close(MONTH)
    return Ratio(
        name=f"close of {AGENTS} agents, {ORDERS:,} orders, less 2 ms per agent / bare SQL",
        ours=close - AGENTS * PER_AGENT,
        bare=bare,
        unit="s CPU",
        at_most=1.5,
        note=f"whole close {close:.2f} s" + ("" if quick else f", history of {HISTORY * ORDERS:,} orders"),
    )


@contextmanager
def cpu_of_both() -> Iterator[Stopwatch]:
    """CPU of this process and of its PostgreSQL backend: the same whatever else the machine is doing."""
    taken = Stopwatch()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    begun = time.process_time() + _cpu_of(backend)
    yield taken
    taken.seconds = time.process_time() + _cpu_of(backend) - begun


def _cpu_of(process: int) -> float:
    """User and system seconds so far, to a hundredth (proc_pid_stat(5), fields 14 and 15)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _close(month: Month) -> float:
    run = closing.request_close(month=month, by=None, ring=False)
    with cpu_of_both() as taken:
        closing.run_close(run.pk)
    return taken.seconds


def _bare() -> float:
    """Each measure as one plain statement by agent and reason: nothing shared, no facts kept, nothing scored."""
    default = plans.in_force(MONTH).default
    assert default is not None
    values = measuring.parameters(months.record_for(MONTH), default=closing.parameters(default), own={})
    with cpu_of_both() as taken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        measuring.prepare(cursor, values)
        for each in indicators().values():
            cursor.execute(_plain(each), values)
            cursor.fetchall()
    return taken.seconds


def _plain(measure: Indicator) -> str:
    """The measure with its words inside, aggregated at once; the planner leaves out what it does not need."""
    words = [f"{name} AS ({statement.partition(' AS')[2]})" for name, statement in measure.reads]
    return (
        f"{'WITH ' + ', '.join(words) if words else ''}"
        " SELECT agent_id, reason, denominator, sum(numerator), count(*)"
        f" FROM ({measure.facts}) fact GROUP BY agent_id, reason, denominator"
    )
