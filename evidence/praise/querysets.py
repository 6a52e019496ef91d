"""Reads of praise as sentences."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from evidence.querysets import EvidenceQuerySet
from records.models import MonthRecord
from records.months import CLOSED

if TYPE_CHECKING:
    from people.models import Account


class PraiseQuerySet(EvidenceQuerySet):
    """Words of praise."""

    def visible_to(self, account: "Account") -> "PraiseQuerySet":
        """What is about people whom the account may see, and what the own person brought in."""
        of_people = super().visible_to(account).order_by().values("pk")
        brought = self.filter(brought_by=account.person_id).values("pk")
        found: PraiseQuerySet = self.standing().filter(pk__in=of_people.union(brought))  # type: ignore[assignment]
        return found

    def of_open_months(self) -> "PraiseQuerySet":
        """What can still be decided on."""
        at = OuterRef("received_at")
        final = MonthRecord.objects.filter(state__in=CLOSED, starts_at__lte=at, ends_at__gt=at)
        found: PraiseQuerySet = self.exclude(Exists(final))
        return found
