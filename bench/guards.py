"""What the guards of final months cost an import of orders: the same files with and without their triggers."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from bench.place import fresh_company
from bench.ratio import Ratio, stopwatch
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from people.models import Account, Person
from records import months
from records.imports import pipeline
from records.imports.kinds import all_kinds
from records.imports.profile import Profile
from records.models import MonthState
from tenants.owner import as_owner

QUICK, FULL = 10_000, 50_000
GUARDED = ("workorders_workorder", "workorders_orderevent")
FINAL, OPEN = datetime.fromisoformat("2026-08-02 08:00:00"), datetime.fromisoformat("2026-09-02 08:00:00")
LATER = datetime.fromisoformat("2026-09-20 08:00:00")
"""After the cut-off of August."""
PROFILE = """
kind = "workorders"
source = "bench"
zone = "Asia/Shanghai"
creates = ["people"]

[fields]
number = "number"
created_at = "created"
dispatched_at = "dispatched"
completed_at = "completed"
called_back_at = "called_back"
agent = "agent"
"""
Row = tuple[object, ...]


def measure(*, quick: bool) -> Sequence[Ratio]:
    """Seconds of the wall, the better of two turns each: orders of an open month, and later events of final ones."""
    orders = QUICK if quick else FULL
    turns = [(_imported(orders, guarded=True), _imported(orders, guarded=False)) for _ in range(2)]
    names = ("guards: new orders of an open month", "guards: later events of orders of a final month")
    return [
        Ratio(
            name,
            min(guarded[place] for guarded, _ in turns),
            min(bare[place] for _, bare in turns),
            "s",
            at_most=1.5,
            note=f"{orders:,} orders",
        )
        for place, name in enumerate(names)
    ]


def _imported(orders: int, *, guarded: bool) -> tuple[float, float]:
    """Seconds for both files, after a file of orders whose month is made final."""
    with tempfile.TemporaryDirectory() as folder, fresh_company():
        path = Path(folder, "orders.csv")
        _send(path, _rows("F", FINAL, orders))
        _make_final(Month(2026, 8))
        if not guarded:
            with as_owner(), connection.cursor() as cursor:
                for table in GUARDED:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return _send(path, _rows("N", OPEN, orders)), _send(path, _rows("F", FINAL, orders, called_back=LATER))


def _send(path: Path, rows: Iterator[Row]) -> float:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("number", "created", "dispatched", "completed", "called_back", "agent"))
        writer.writerows(rows)
    request = pipeline.Request(kind=all_kinds()["workorders"], now=timezone.now(), profile=Profile.parse(PROFILE))
    with stopwatch() as taken:
        outcome = pipeline.run(request, path)
    if not outcome.stored or outcome.counts.late or outcome.counts.unchanged:
        raise RuntimeError(f"The import did not store every order: {outcome.counts}.")
    return taken.seconds


def _rows(letter: str, begun: datetime, orders: int, called_back: datetime | None = None) -> Iterator[Row]:
    """Orders of three weeks by 50 agents; the later file brings completions too, as they come after a cut-off."""
    for number in range(orders):
        created = begun + timedelta(seconds=number * 1_800_000 // orders)
        completed = LATER if called_back else ""
        yield (f"{letter}{number:07d}", created, created + timedelta(minutes=9), completed, called_back or "",
               f"客服{number % 50:02d}")  # fmt: skip


def _make_final(month: Month) -> None:
    record = months.record_for(month)
    hr, other = (
        Account.objects.create(username=name, person=Person.objects.create(name=name), roles=["hr"])
        for name in ("hr", "other")
    )
    for state, names in ((MonthState.COMPUTED, {}), (MonthState.PUBLISHED, {"published_by": hr}),
                         (MonthState.FINAL, {"finalised_by": other})):  # fmt: skip
        type(record).objects.filter(pk=record.pk).update(state=state, **names)
