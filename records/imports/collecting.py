"""The problems of one file while it is read: every error, and of each warning enough to look at."""

from __future__ import annotations

from collections import Counter

from .problems import Problem, Severity

MOST_ERRORS = 200_000
MOST_WARNINGS_PER_CODE = 1_000


class TooManyErrors(Exception):
    """So many rows are wrong that it is of no use to read on."""


class Problems:
    """Errors are all kept (up to `MOST_ERRORS`), warnings counted and the first thousand of each code kept."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.warnings: Counter[str] = Counter()
        self.asked = 0
        """Rows that are stored only once somebody has confirmed them."""
        self.stopped = False
        self._bad: set[int] = set()

    def add(self, problem: Problem) -> None:
        """Keep or count a problem. Raises `TooManyErrors`."""
        if problem.severity is Severity.ERROR:
            self._bad.add(problem.row)
            if len(self.kept) >= MOST_ERRORS:
                self.stopped = True
                raise TooManyErrors
        else:
            self.warnings[problem.code] += 1
            if self.warnings[problem.code] > MOST_WARNINGS_PER_CODE:
                return
        self.kept.append(problem)

    @property
    def rows_with_errors(self) -> frozenset[int]:
        """Their numbers."""
        return frozenset(self._bad)

    @property
    def bad_rows(self) -> int:
        """How many rows have an error."""
        return len(self._bad)

    @property
    def warned(self) -> int:
        """How many warnings there are."""
        return self.warnings.total()

    @property
    def errors(self) -> list[Problem]:
        """The errors by row."""
        return sorted(problem for problem in self.kept if problem.severity is Severity.ERROR)
