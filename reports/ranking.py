"""What an agent sees of the ranking of a month (SCORING §8): all of it, the top, or only the own rank, as the company
chose (``scoring.results.ranks``); ranks and names, never totals.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.fields.json import KT

from kpi_portal.lib.month import Month
from people.models import Account
from scoring.models import Card, ScoringSettings
from scoring.plans import versions
from scoring.results import ranks
from scoring.saying import say


@dataclass(frozen=True)
class Line:
    """One rank."""

    rank: int
    name: str
    is_own: bool


@dataclass(frozen=True)
class Ranking:
    """The ranks of one plan that are shown to the agent, the best first, and how many agents are ranked."""

    own: Card
    rule: ScoringSettings
    lines: tuple[Line, ...]

    @property
    def plan(self) -> str:
        """Its name."""
        return say(versions.read(self.own.plan).name)


def seen_by(account: Account, month: Month) -> Ranking | None:
    """The ranking that the own card stands in; None without a card that the account may see."""
    cards = Card.objects.current().filter(month__first_day=month.first_day, is_trial=False)
    own = (
        cards.visible_to(account).filter(agent=account.person_id).select_related("plan", "month").without_tree().first()
    )
    if own is None or not own.month.is_shown_to_agents:
        return None
    rule = ScoringSettings.of_the_company()
    ranked = cards.filter(plan__code=own.plan.code, rank__isnull=False).filter(Q(pk=own.pk) | ranks.shown_to_all(rule))
    rows = ranked.order_by("rank", "labels__name", "pk").values_list("rank", KT("labels__name"), "pk")
    return Ranking(own, rule, tuple(Line(rank, name, key == own.pk) for rank, name, key in rows))
