"""What was paid of a month, for its owner's card page and for HR; nobody else is told (SCORING §5, step 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from people.models import Account
from reports.pay.file import remarks
from reports.pay.models import ZERO, PayRow
from scoring.models import Card


@dataclass(frozen=True)
class PaidOnCard:
    """The rows of released batches, the first first."""

    rows: Sequence[PayRow]

    @property
    def amount(self) -> Decimal:
        """All of them together."""
        return sum((row.amount for row in self.rows), ZERO)

    @property
    def told(self) -> list[tuple[PayRow, list[str]]]:
        """Each with what it was for."""
        return [(row, remarks(row)) for row in self.rows]


def of(account: Account, card: Card) -> PaidOnCard | None:
    """None where the month is not final, nothing was paid yet, or the account may not see it."""
    if not card.month.is_closed:
        return None
    found = PayRow.objects.visible_to(account).filter(agent=card.agent_id, month=card.month_id)
    rows = list(found.select_related("batch", "month").order_by("place"))
    return PaidOnCard(rows) if rows else None
