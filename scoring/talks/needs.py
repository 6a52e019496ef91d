"""Which cards call for an improvement plan: a grade that lowers the pay (C or below), a fall, a weak dimension."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from scoring import cards
from scoring.card_summary import summary
from scoring.models import Card, ScoringSettings

FULL = Decimal(1)
"""The coefficient of a grade that neither lowers nor lifts the pay."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What lists say of one card: the change against the month before, the weakest dimension with its score, and why a
    plan is needed (nothing: it is not)."""

    change: Decimal | None
    weakest: str
    score: Decimal | None
    needs: tuple[str, ...]

    @property
    def fell(self) -> bool:
        """Whether the total is lower than the month before."""
        return self.change is not None and self.change < 0


def standing(card: Card, before: Decimal | None, settings: ScoringSettings) -> Standing:
    """Of one card; ``before`` is the total of the month before."""
    scores = summary(card).scores
    weakest = min(scores, key=lambda code: scores[code], default="")
    change = None if before is None or card.total is None else card.total - before
    needs = tuple(_needs(card, change, scores, settings))
    return Standing(change, weakest, scores.get(weakest), needs)


def _needs(
    card: Card, change: Decimal | None, scores: Mapping[str, Decimal], settings: ScoringSettings
) -> Iterator[str]:
    if card.grade and card.coefficient is not None and card.coefficient < FULL:
        yield _("grade %(grade)s") % {"grade": card.grade}
    if change is not None and -change >= settings.talk_fall:
        yield _("a fall of %(points)s points") % {"points": -change}
    if any(score < settings.talk_floor for score in scores.values()):
        yield _("a dimension below %(floor)s") % {"floor": settings.talk_floor}


def totals_before(month: Month, agents: list[int] | None = None) -> Mapping[int, Decimal | None]:
    """Totals of the month before by agent; of everybody where nobody is named."""
    found = cards.listed(month.previous)
    found = found if agents is None else found.filter(agent__in=agents)
    return dict(found.values_list("agent", "total"))


def of(card: Card, settings: ScoringSettings | None = None) -> Standing:
    """Of one card, read with what it is compared to."""
    before = totals_before(card.month.month, [card.agent_id]).get(card.agent_id)
    return standing(card, before, settings or ScoringSettings.of_the_company())
