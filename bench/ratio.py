"""One measured ratio and its target."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """`ours` and `bare` in `unit`, both taken in this run; kept where ours ÷ bare is at most `at_most`.

    Where more is better (`bare` is what we must beat), give `at_least` instead.
    """

    name: str
    ours: float
    bare: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def value(self) -> float:
        """How many times the bare version: below `at_most`, or for `at_least` how many times better than it."""
        return self.ours / self.bare if self.at_most is not None else self.bare / self.ours

    @property
    def target(self) -> str:
        return f"≤ {self.at_most:g} ×" if self.at_most is not None else f"≥ {self.at_least:g} ×"

    @property
    def is_kept(self) -> bool:
        """Whether the target is met."""
        if self.at_most is not None:
            return self.value <= self.at_most
        return self.at_least is not None and self.value >= self.at_least


@dataclass
class Stopwatch:
    """Seconds of the wall, or of this process's CPU."""

    seconds: float = 0.0


@contextmanager
def stopwatch(*, cpu: bool = False) -> Iterator[Stopwatch]:
    """`with stopwatch() as taken: …`, then `taken.seconds`."""
    clock = time.process_time if cpu else time.perf_counter
    taken = Stopwatch()
    begun = clock()
    try:
        yield taken
    finally:
        taken.seconds = clock() - begun
