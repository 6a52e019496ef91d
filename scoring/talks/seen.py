"""Whose talks, items and notes an account may see."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncMonth

from people.visibility import rows_seen

if TYPE_CHECKING:
    from people.models import Account

DUE = "due"


class TalkQuerySet(models.QuerySet[Any]):
    """Words of talks."""

    def visible_to(self, account: "Account") -> "TalkQuerySet":
        """Those about people whom the account may see in that month; the own one once whoever leads has signed it."""
        seen = rows_seen(self, account, whose="agent", month=F("month__first_day"))
        return seen.exclude(Q(agent=account.person_id) & Q(state=DUE))


class TalkItemQuerySet(models.QuerySet[Any]):
    """Words of the items of improvement plans."""

    def standing(self) -> "TalkItemQuerySet":
        """Those of plans that were signed: a draft asks nobody for anything."""
        return self.exclude(talk__state=DUE)

    def visible_to(self, account: "Account") -> "TalkItemQuerySet":
        """What one is to do oneself, and what was agreed with people whom the account may see in that month."""
        own = Q(owner=account.person_id)
        seen = rows_seen(self.standing(), account, whose="talk__agent", month=F("talk__month__first_day"))
        return self.standing().filter(own | Q(pk__in=seen.values("pk")))

    def to_follow_up(self) -> "TalkItemQuerySet":
        """Those of which nobody has said yet what became of them."""
        return self.standing().filter(outcome="")


class MomentQuerySet(models.QuerySet[Any]):
    """Words of noted moments."""

    def standing(self) -> "MomentQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, account: "Account") -> "MomentQuerySet":
        """Those about the people whom the account may see in that month; the own ones come with the talk."""
        month = TruncMonth("day", output_field=models.DateField())
        return rows_seen(self, account, whose="agent", month=month).exclude(agent=account.person_id)
