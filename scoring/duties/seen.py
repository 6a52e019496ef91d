"""Whose duties an account may see."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import TruncMonth

from people.visibility import rows_seen

if TYPE_CHECKING:
    from people.models import Account


class DutyQuerySet(models.QuerySet[Any]):
    """Words of duties."""

    def visible_to(self, account: "Account") -> "DutyQuerySet":
        """Those of people whom the account may see in the month in which they count."""
        month = TruncMonth("day", output_field=models.DateField())
        return rows_seen(self, account, whose="person", month=month)
