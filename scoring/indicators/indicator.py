"""What an indicator is: definition, the SELECT that finds its facts, how they add up, words (SCORING §3, §4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import Definition
from scoring.engine.facts import Measure

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

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


class Pair(NamedTuple):
    """Two words that belong together: met and not met; one and many (with ``%(n)s``)."""

    first: "Words"
    second: "Words"


class Time(NamedTuple):
    """A column of instants beside the facts: its head, and the fact's fields; the first that is set is shown."""

    head: "Words"
    fields: tuple[str, ...]


class Running(NamedTuple):
    """What says whether a fact of a running month can still be mended: the instant up to which was counted, the month's
    cut-off, what the fact adds so far, and the most minutes that an order counts."""

    counted_until: datetime
    cutoff: datetime
    contribution: Fraction
    most_minutes: int


class Chance(NamedTuple):
    """How a fact that costs points can still be mended; ``until`` when, where there is such an instant."""

    words: str
    until: datetime | None = None


MET = Pair(_("met"), _("not met"))


@dataclass(frozen=True)
class Indicator:
    """One indicator for all agents at once.

    ``facts`` selects ``agent_id, kind, fact_id, revision, numerator, denominator, shared_by, reason``: one row for
    every fact of the population, excluded ones with the first reason that applies and 0 / 1; ``agent_id`` is null where
    nobody is responsible. It may use the parameters ``start``, ``end``, ``cutoff`` (instants), ``first_day``,
    ``last_day`` (days), ``zone``, ``is_over`` (false while the month runs), the tables ``posted_agent`` and
    ``measuring`` (parameters of each agent's plan), and the words of ``reads``: temporary tables, each with the
    statement that makes it.

    ``counted`` says how many were counted, ``met`` what hits and misses of a rate are called, ``reasons`` why a fact
    does not count, ``times`` which instants stand beside a fact (none: the fact's own);
    ``in_service_time`` that its time passes on the service calendar, which its explanation then names;
    ``told`` says of what a fact is about, and the month's cut-off, what it is in this population for; ``why_missed``
    why it did not meet what is asked;
    ``mend`` of what costs points in a running month how that can still be mended, None where it is lost for good;
    ``one_more`` what would add to a count before the month ends; ``in_confidence`` that no running month has a figure
    of it (``is_over``), because one that moves while others say something tells who said what;
    ``brings_card`` whether a counted fact alone makes somebody one who is scored (§7): not what leading posts owe.
    """

    definition: Definition
    facts: str
    add_up: Callable[[Fraction, int], Measure | None]
    counted: Pair
    reads: tuple[tuple[str, str], ...] = ()
    met: Pair = MET
    reasons: "Mapping[str, Words]" = field(default_factory=dict)
    times: tuple[Time, ...] = ()
    in_service_time: bool = False
    told: Callable[[Any, datetime], str] | None = None
    why_missed: Callable[[Any, datetime], str] | None = None
    mend: Callable[[Any, Running], Chance | None] | None = None
    one_more: "Words" = ""
    brings_card: bool = True
    in_confidence: bool = False

    @property
    def code(self) -> str:
        """The name that plans, targets and exports use."""
        return self.definition.code
