"""What `make test-long` does more of than `make test`."""

import os

LONG = "KPI_LONG" in os.environ


def examples(few: int, *, long: int) -> int:
    """How many examples Hypothesis tries: those that ask the database take half a second each."""
    return long if LONG else few
