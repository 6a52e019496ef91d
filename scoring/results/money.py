"""Award money for whoever pays: an item beside the pay by result, with its reason (SCORING §5, step 9)."""

from dataclasses import dataclass
from decimal import Decimal

from kpi_portal.lib.month import Month
from people.models import Person
from scoring.models import Award


@dataclass(frozen=True)
class AwardMoney:
    """What a decision that stands gives to one person. ``reason`` is a sentence in the active language; ``award`` the
    key of the award, the same for as long as the decision stands."""

    agent: Person
    kind: str
    amount: Decimal
    reason: str
    award: int


def decided_money(month: Month) -> list[AwardMoney]:
    """Of the month's awards that carry money, by agent. Money of a decision that was replaced is not among it."""
    found = Award.objects.standing().filter(decision__first_day=month.first_day, amount__gt=0)
    found = found.select_related("agent", "decision").order_by("agent_id", "pk")
    return [
        AwardMoney(one.agent, one.decision.kind, one.amount, f"{one.decision.get_kind_display()} {month}", one.pk)
        for one in found
    ]
