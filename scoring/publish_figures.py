"""What whoever publishes a month sees before: how it came out, beside the month before, surprising changes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up
from scoring import card_statistics
from scoring.card_statistics import Digest
from scoring.engine.plan import Plan
from scoring.models import Card, PlanVersion, ScoringSettings
from scoring.plans import versions
from scoring.wished_grades import wished

SURPRISING = Decimal(10)
"""Points by which a total differs from the month before's."""
LISTED = 12


@dataclass(frozen=True, slots=True)
class Surprise:
    """One card that came out otherwise than the month before would have one think."""

    card: Card
    before: Decimal | None
    grade_before: str
    change: Decimal | None
    is_lowest: bool


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many have a grade, had it the month before, which percent of those with a grade that is, and which is
    wished."""

    grade: str
    now: int
    before: int
    percent: Decimal | None
    wished: Decimal | None

    @property
    def is_over(self) -> bool:
        """Whether more have it than wished."""
        return self.wished is not None and self.percent is not None and self.percent > self.wished


class Figures:
    """The cards of a month about to be published, beside those of the month before.

    ``blind``: agents whose cards are not named, since the reader still has to look at them in a panel.
    """

    def __init__(self, month: Month, settings: ScoringSettings, blind: frozenset[int] = frozenset()) -> None:
        self.month, self._settings, self._blind = month, settings, blind
        self._now, self._then = card_statistics.digests_of(month, month.previous)

    @property
    def cards(self) -> int:
        """How many there are."""
        return len(self._now)

    @property
    def mean(self) -> Decimal | None:
        """Of the totals."""
        return card_statistics.mean(_totals(self._now))

    @property
    def change(self) -> Decimal | None:
        """Of the mean against the month before."""
        then = card_statistics.mean(_totals(self._then))
        return None if then is None or self.mean is None else self.mean - then

    @property
    def without_total(self) -> int:
        """Cards for which there was no evidence."""
        return sum(card.total is None for card in self._now)

    @property
    def decisions(self) -> int:
        """Cards that wait for one."""
        return sum(bool(card.decisions) for card in self._now)

    @property
    def compared(self) -> bool:
        """Whether the month before has cards."""
        return bool(self._then)

    @property
    def newcomers(self) -> int:
        """Who had no card the month before."""
        return len({card.agent for card in self._now} - {card.agent for card in self._then}) if self._then else 0

    @property
    def gone(self) -> int:
        """Who had one the month before and has none now."""
        return len({card.agent for card in self._then} - {card.agent for card in self._now})

    @cached_property
    def wished(self) -> dict[str, Decimal]:
        """The company's wish; empty where it has none."""
        return wished(self._settings.wished_grades)

    def grades(self) -> list[GradeCount]:
        """Each grade with how many have it, and had it, from the best, beside the company's wish."""
        now, then = card_statistics.grade_counts(self._now), card_statistics.grade_counts(self._then)
        order = dict.fromkeys(grade.code for plan in self._plans.values() for grade in plan.grades)
        whole = sum(now.values())
        return [
            GradeCount(
                code,
                now[code],
                then[code],
                half_up(Fraction(100 * now[code], whole), 1) if whole else None,
                self.wished.get(code),
            )
            for code in order
        ]

    @cached_property
    def _plans(self) -> dict[int, Plan]:
        used = PlanVersion.objects.filter(pk__in={card.plan for card in self._now})
        return {version.pk: versions.read(version) for version in used}

    def _is_lowest(self, card: Digest) -> bool:
        grades = self._plans[card.plan].grades
        return len(grades) > 1 and card.grade == min(grades, key=lambda grade: grade.lower).code

    def surprises(self) -> list[Surprise]:
        """The lowest grade and changes of ten points or more, the largest fall first."""
        then = {card.agent: card for card in self._then}
        found = []
        for card in self._now:
            if card.agent in self._blind:
                continue
            before = then.get(card.agent)
            change = _change(before, card)
            if self._is_lowest(card) or (change is not None and abs(change) >= SURPRISING):
                found.append((card, before, change))
        found.sort(key=lambda each: (each[2] is None, each[2] or Decimal(0)))
        whole = Card.objects.without_tree().in_bulk([card.pk for card, _before, _change in found[:LISTED]])
        return [
            Surprise(
                whole[card.pk],
                before.total if before else None,
                before.grade if before else "",
                change,
                self._is_lowest(card),
            )
            for card, before, change in found[:LISTED]
        ]


def _change(before: Digest | None, now: Digest) -> Decimal | None:
    """Of the total; None where one of the two has none."""
    if before is None or before.total is None or now.total is None:
        return None
    return now.total - before.total


def _totals(known: Sequence[Digest]) -> list[Decimal]:
    return [card.total for card in known if card.total is not None]
