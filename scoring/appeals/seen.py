"""Whose appeals an account may see."""

from typing import TYPE_CHECKING, Any

from django.db import models

from people.visibility import rows_seen

if TYPE_CHECKING:
    from people.models import Account


class AppealQuerySet(models.QuerySet[Any]):
    """Words of appeals."""

    def visible_to(self, account: "Account") -> "AppealQuerySet":
        """Those of the people whom the account may see in the month of the card."""
        return rows_seen(self, account, whose="agent", month=models.F("first_day"))

    def waiting(self) -> "AppealQuerySet":
        """Those that somebody has to answer."""
        return self.filter(state="open")
