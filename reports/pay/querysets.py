"""Whose pay an account may see: HR everybody's, everybody else their own."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from people.models import Account

SEES = "people.view_bonus"


class OwnPayQuerySet(models.QuerySet[Any]):
    """Words of rows that belong to an agent."""

    def visible_to(self, account: "Account") -> "OwnPayQuerySet":
        """All of them to who sees pay; else one's own."""
        return self if account.has_perm(SEES) else self.filter(agent=account.person_id)


class PayItemQuerySet(OwnPayQuerySet):
    """Words of items."""

    def standing(self) -> "PayItemQuerySet":
        """Neither replaced nor taken back."""
        return self.filter(stands=True)


class OfHrQuerySet(models.QuerySet[Any]):
    """Words of what holds the pay of many: batches, and files of all cards."""

    def visible_to(self, account: "Account") -> "OfHrQuerySet":
        """To who sees pay; nobody else."""
        return self if account.has_perm(SEES) else self.none()


class PayBatchQuerySet(OfHrQuerySet):
    """Words of batches."""

    def open(self) -> "PayBatchQuerySet":
        """Neither released nor withdrawn."""
        return self.filter(state__in=("draft", "waiting"))

    def released(self) -> "PayBatchQuerySet":
        """Those whose rows are frozen."""
        return self.filter(state__in=("released", "paid"))
