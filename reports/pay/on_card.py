"""What was paid of a month, for its owner's card page and for HR; nobody else is told (SCORING §5, step 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi_portal.lib.month import Month
from people.models import Account, Person
from reports.pay.file import remarks
from reports.pay.models import ZERO, PayRow


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


def of(account: Account, agent: Person, month: Month) -> PaidOnCard | None:
    """None where nothing was paid yet, or the account may not see it."""
    found = PayRow.objects.visible_to(account).filter(agent=agent, month__first_day=month.first_day)
    rows = list(found.select_related("batch", "month").order_by("place"))
    return PaidOnCard(rows) if rows else None
