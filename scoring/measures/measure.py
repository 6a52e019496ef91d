"""What a measure is: a name, the SELECT that finds its facts, and how the facts add up (SCORING §3)."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.facts import Measure

PER_COUNTED_THING = 1
OF_FIVE = 5
OF_A_HUNDRED = 100


def each_out_of(whole: int) -> Callable[[Fraction, int], Measure | None]:
    """Numerator / (``whole`` × number of counted things); nothing counted is no measure."""

    def add_up(numerator: Fraction, things: int) -> Measure | None:
        return Measure.of(numerator, whole * things, things) if things else None

    return add_up


def plain_count(numerator: Fraction, things: int) -> Measure | None:
    """Count / 1, with n = 1 for counts; nothing counted leaves the zero to the engine."""
    return Measure.of(numerator, 1, 1) if things else None


@dataclass(frozen=True)
class NamedMeasure:
    """One measure for all agents at once.

    ``facts`` selects ``agent_id, kind, fact_id, revision, numerator, denominator, shared_by, reason``: one row for
    every fact of the population, excluded ones with the first reason that applies and 0 / 1; ``agent_id`` is null where
    nobody is responsible. It may use the parameters ``start``, ``end``, ``cutoff`` (instants), ``first_day``,
    ``last_day`` (days), the tables ``posted_agent`` and ``measuring`` (parameters of each agent's plan), and the words
    of ``reads``: temporary tables, each with the statement that makes it.
    """

    code: str
    facts: str
    add_up: Callable[[Fraction, int], Measure | None]
    reads: tuple[tuple[str, str], ...] = ()
