"""Month-end close against the same measures as bare SQL, and against a script with pandas (PROMISES, Speed)."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from bench import baselines, big_month
from bench.actors import closer
from bench.place import fresh_company
from bench.ratio import Ratio, Stopwatch
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from records import months
from scoring import closing
from scoring.models import ProvisionalRun
from scoring.plans import versions
from scoring.running import early_warnings
from scoring.running import month as running_month

MONTH = Month(2026, 10)
AGENTS = 1_000
ORDERS = 100_000
PER_AGENT = 0.002


def measure(*, quick: bool) -> Sequence[Ratio]:
    """Close 1,000 agents and 100,000 orders of a source with dispatches, and (not ``quick``) of one without."""
    return [ratio for dispatches in ((True,) if quick else (True, False)) for ratio in _of_one_shape(dispatches)]


def _of_one_shape(dispatches: bool) -> Iterator[Ratio]:
    with fresh_company():
        start, end = MONTH.bounds(months.zone_for(MONTH))
        big_month.fill(big_month.Load(AGENTS, ORDERS, start, end - start, dispatches=dispatches))
        begun, _ = MONTH.previous.bounds(months.zone_for(MONTH))
        big_month.fill(big_month.Load(0, ORDERS, begun, start - begun, prefix="P", dispatches=dispatches))
        bare = min(_bare(), _bare())
        first = close_month(MONTH.previous)
        night, warnings = min(_cards_so_far(), _cards_so_far()), _early_warnings()
        close = min(first, close_month(MONTH))  # a worker is warm
        pandas, with_imports = baselines.pandas_month(MONTH)
    what = f"close of {AGENTS:,} agents, {ORDERS:,} orders {'with' if dispatches else 'without'} dispatches"
    budget = 1.5 * bare + PER_AGENT * AGENTS
    note = f"bare SQL {bare:.2f} s"
    yield Ratio(f"{what} / 1.5 × bare SQL and 2 ms per agent", close, budget, "s CPU", at_most=1, note=note)
    note = f"{close / pandas:.2f} × without the script's imports ({pandas:.2f} s)"
    yield Ratio(f"{what} / the script with pandas", close, with_imports, "s CPU", at_most=1, note=note)
    note = f"early warnings {warnings:.2f} s"
    yield Ratio(f"{what}: its cards so far in a night / its close", night, close, "s CPU", at_most=1.25, note=note)
    yield Ratio(f"{what}: a night with early warnings / its close", night + warnings, close, "s CPU", at_most=3)


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


def close_month(month: Month) -> float:
    """Seconds of CPU that the whole close takes: measures, scoring, freezing, ledger."""
    run = closing.request_close(month=month, by=closer(), ring=False)
    with cpu_of_both() as taken:
        closing.run_close(run.pk)
    return taken.seconds


def _cards_so_far() -> float:
    """Seconds of CPU of a night's work for a month that is not closed yet: measures, scoring, cards so far."""
    run = ProvisionalRun.objects.create(month=months.record_for(MONTH))
    with cpu_of_both() as taken:
        running_month.run(run.pk)
    return taken.seconds


def _early_warnings() -> float:
    """Seconds of CPU of comparing everybody's last seven days with the 28 before, three days before the month's end."""
    record = months.record_for(MONTH)
    with cpu_of_both() as taken, transaction.atomic():
        early_warnings.look(record, record.ends_at - timedelta(days=3), versions.in_force(MONTH))
    return taken.seconds


def _bare() -> float:
    with cpu_of_both() as taken:
        baselines.bare_sql(MONTH)
    return taken.seconds
