"""Whose awards an account may read."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from people.models import Account


class AwardQuerySet(models.QuerySet[Any]):
    """Words of awards."""

    def standing(self) -> "AwardQuerySet":
        """By decisions that no other took the place of."""
        return self.filter(decision__ended_at=None)

    def visible_to(self, account: "Account") -> "AwardQuerySet":
        """One's own and those of the people whom one sees; of others as far as the company shows ranks."""
        from scoring.results import ranks

        return self.filter(ranks.shown_to(account, rank="card__rank"))
