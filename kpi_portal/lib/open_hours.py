"""Time that passes only while somebody serves: spans of instants, and how much of a stretch of time lies in them."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate

MICROSECOND = timedelta(microseconds=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class OpenHours:
    """Spans [opens, closes) in order; none reaches into the next."""

    spans: tuple[Span, ...]

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "OpenHours":
        """Spans in order; those of no length (an hour that the clocks skip) are left out."""
        return cls(tuple(span for span in spans if span[0] < span[1]))

    @cached_property
    def opens(self) -> list[datetime]:
        """When each span begins."""
        return [opens for opens, _closes in self.spans]

    @cached_property
    def lengths(self) -> list[int]:
        """Of each span, in microseconds."""
        return [(closes - opens) // MICROSECOND for opens, closes in self.spans]

    @cached_property
    def before(self) -> list[int]:
        """Microseconds of all spans before each."""
        return [*accumulate(self.lengths[:-1], initial=0)] if self.spans else []

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Microseconds between the two that lie in the spans; negative where ``end`` is the earlier one."""
        return self._until(end) - self._until(start)

    def _until(self, instant: datetime) -> int:
        index = bisect_right(self.opens, instant) - 1
        if index < 0:
            return 0
        return self.before[index] + min((instant - self.opens[index]) // MICROSECOND, self.lengths[index])


def after_sql(start: str, microseconds: str, *, around_the_clock: str) -> str:
    """The SQL instant at which so much time of the spans has passed since ``start``; null where they end before that.
    ``around_the_clock`` is an SQL condition by which plain time passes; else the arrays of ``elapsed_sql`` are read."""
    opens, before = "%(opens)s::timestamptz[]", "%(before)s::bigint[]"
    wanted = f"({_until_sql(start)} + {microseconds})"
    index = f"width_bucket({wanted} - 1, {before})"
    since = f"({wanted} - ({before})[{index}])"
    return f"""CASE WHEN {around_the_clock} THEN {start} + {microseconds} * interval '1 microsecond'
            WHEN {since} <= (%(lengths)s::bigint[])[{index}]
            THEN ({opens})[{index}] + {since} * interval '1 microsecond' END"""


def elapsed_sql(start: str, end: str) -> str:
    """``OpenHours.elapsed`` of two SQL instants, in microseconds. The statement is told ``around_the_clock`` (then it
    is plain elapsed time) and the arrays ``opens``, ``lengths`` and ``before``."""
    passed = f"(extract(epoch FROM {end} - {start}) * 1000000)::bigint"
    return f"CASE WHEN %(around_the_clock)s THEN {passed} ELSE {_until_sql(end)} - {_until_sql(start)} END"


def _until_sql(instant: str) -> str:
    opens, index = "%(opens)s::timestamptz[]", f"width_bucket({instant}, %(opens)s::timestamptz[])"
    since = f"(extract(epoch FROM {instant} - ({opens})[{index}]) * 1000000)::bigint"
    length, before = f"(%(lengths)s::bigint[])[{index}]", f"(%(before)s::bigint[])[{index}]"
    return f"CASE {index} WHEN 0 THEN 0 ELSE {before} + least({since}, {length}) END"
