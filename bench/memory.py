"""What an import of very many rows holds in memory, and whether its time grows with the rows alone (PROMISES)."""

import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from bench.imports import PROFILE, write_orders
from bench.place import fresh_company
from bench.ratio import Ratio, stopwatch
from records.imports import pipeline
from records.imports.kinds import all_kinds
from records.imports.profile import Profile

FEW, MANY, QUICK = 100_000, 1_000_000, 200_000
MEGABYTES = 300
SAMPLES_EVERY = 0.05


class Peak:
    """The most that this process and its children held, in MB."""

    megabytes = 0.0


def measure(*, quick: bool) -> Sequence[Ratio]:
    """A CSV of 1,000,000 orders (``quick``: 200,000) beside one of 100,000: most resident memory of this process and of
    the child that reads, less what they held before; seconds of the wall per row."""
    many = QUICK if quick else MANY
    with fresh_company():
        few_seconds, _peak = _import(FEW, "A")
        seconds, megabytes = _import(many, "B")
    return [
        Ratio(f"memory of an import of {many:,} rows / {MEGABYTES} MB", megabytes, MEGABYTES, "MB", at_most=1),
        Ratio(
            f"import of {many:,} rows / {many // FEW} × that of {FEW:,}", seconds, few_seconds * many / FEW, "s", 1.2
        ),
    ]


def _import(rows: int, prefix: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.csv")
        write_orders(path, rows, prefix)
        profile = Profile.parse(PROFILE.replace('source = "bench"', f'source = "bench {prefix}"'))
        request = pipeline.Request(kind=all_kinds()["workorders"], now=timezone.now(), profile=profile)
        before = _resident()
        with _watched() as peak, stopwatch() as taken:
            outcome = pipeline.run(request, path)
    if not outcome.stored:
        raise RuntimeError(f"Nothing was stored: {outcome.counts}.")
    return taken.seconds, peak.megabytes - before


@contextmanager
def _watched() -> Iterator[Peak]:
    peak, over = Peak(), threading.Event()

    def look() -> None:
        while not over.wait(SAMPLES_EVERY):
            peak.megabytes = max(peak.megabytes, _resident())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def _resident() -> float:
    """Of this process and its children, in MB; shared pages count each time."""
    own = os.getpid()
    children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
    kilobytes = 0
    for process in (own, *children):
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    return kilobytes / 1024
