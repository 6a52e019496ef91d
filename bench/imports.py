"""Import of work orders with full validation against bare COPY of everything it stored (PROMISES: ≤ 4 ×)."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.utils import timezone

from bench.place import fresh_company
from bench.ratio import Ratio, stopwatch
from kpi_portal.lib.company_connection import connection
from records.imports import pipeline
from records.imports.kinds import all_kinds
from records.imports.profile import Profile
from tenants.owner import as_owner

QUICK, FULL = 20_000, 100_000
TABLES = ("workorders_workorder", "workorders_orderevent", "evidence_surveyanswer")
PROFILE = """
kind = "workorders"
source = "bench"
zone = "Asia/Shanghai"
creates = ["people", "sites", "teams"]

[fields]
number = "number"
created_at = "created"
responded_at = "responded"
dispatched_at = "dispatched"
started_at = "started"
completed_at = "completed"
agent = "agent"
responder = "agent"
site = "site"
team = "team"
category = "category"
subject = "subject"
rating = "rating"
answered_at = "answered"
comment = "comment"
"""
COLUMNS = (
    "number", "created", "responded", "dispatched", "started", "completed", "agent", "site", "team", "category",
    "subject", "rating", "answered", "comment",
)  # fmt: skip


def measure(*, quick: bool) -> Sequence[Ratio]:
    """Seconds of the wall: read, judge and store a CSV file; then COPY the same rows into the emptied tables."""
    orders = QUICK if quick else FULL
    with tempfile.TemporaryDirectory() as folder, fresh_company():
        path = Path(folder, "orders.csv")
        write_orders(path, orders)
        request = pipeline.Request(kind=all_kinds()["workorders"], now=timezone.now(), profile=Profile.parse(PROFILE))
        with stopwatch() as imported:
            outcome = pipeline.run(request, path)
        if not outcome.stored or outcome.counts.created < orders:
            raise RuntimeError(f"The import stored {outcome.counts} of {orders} orders.")
        copies = {table: _copied_out(table) for table in TABLES}
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        with stopwatch() as copied, transaction.atomic():
            for table, rows in copies.items():
                _copied_in(table, rows)
        size = sum(len(rows) for rows in copies.values()) / 1_000_000
    note = f"{orders:,} orders, {size:.0f} MB stored"
    return [Ratio("import against bare COPY", imported.seconds, copied.seconds, "s", at_most=4, note=note)]


def write_orders(path: Path, orders: int, prefix: str = "B") -> None:
    """A CSV file of so many orders, always the same."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_rows(orders, prefix))


def _rows(orders: int, prefix: str) -> Iterator[tuple[object, ...]]:
    """Orders of one quarter by 200 agents of 20 teams; four in ten are answered by the resident."""
    rng = Random(20261122)
    begun = datetime.fromisoformat("2026-07-01 00:00:00")
    for number in range(orders):
        created = begun + timedelta(seconds=number * 7_776_000 // orders)
        responded = created + timedelta(seconds=rng.randrange(60, 3_600))
        dispatched = created + timedelta(seconds=rng.randrange(300, 4_000))
        started = dispatched + timedelta(seconds=rng.randrange(600, 7_200))
        completed = started + timedelta(seconds=rng.randrange(1_800, 90_000))
        agent = rng.randrange(200)
        answer = (rng.randrange(1, 6), completed + timedelta(hours=3), "来得很快，谢谢。")
        said = answer if rng.random() < 0.4 else ("", "", "")
        place = (f"客服{agent:03d}", f"项目{agent % 10}", f"班组{agent % 20}", "给排水维修", "厨房水管渗水，请尽快上门")
        yield (f"{prefix}{number:07d}", created, responded, dispatched, started, completed, *place, *said)


def _copied_out(table: str) -> bytes:
    """Every row of the table, as COPY writes it."""
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def _copied_in(table: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {table} FROM STDIN") as copy:
        copy.write(rows)
