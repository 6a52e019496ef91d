"""Whose results an account may read."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from people.visibility import people_seen, rows_seen, sees_everybody

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


class FollowUpQuerySet(models.QuerySet[Any]):
    """Words of follow-ups."""

    def visible_to(self, account: "Account") -> "FollowUpQuerySet":
        """Those about people whom the account sees in their month, none about oneself: whoever leads talks of it."""
        seen = rows_seen(self, account, whose="agent", month=models.F("first_day"))
        return seen.exclude(agent=account.person_id)

    def open(self) -> "FollowUpQuerySet":
        """Those that somebody has to decide."""
        return self.filter(state="open")

    def urgent_first(self) -> "FollowUpQuerySet":
        """What needs a plan first, then the latest months."""
        is_other = models.Case(models.When(kind__in=("outcome", "improvement"), then=0), default=1)
        return self.order_by(is_other, "-first_day", "kind", "pk")


class ImprovementQuerySet(models.QuerySet[Any]):
    """Words of improvements."""

    def visible_to(self, account: "Account") -> "ImprovementQuerySet":
        """One's own, those one owns, those of the people one sees; those of the whole desk are seen by who leads."""
        if sees_everybody(account):
            return self
        of_desk = Q(agent=None) if account.has_perm("scoring.handle_follow_ups") else Q(pk__in=())
        return self.filter(Q(owner=account) | Q(agent__in=people_seen(account)) | of_desk)

    def under_way(self) -> "ImprovementQuerySet":
        """Those that are not over."""
        return self.exclude(state__in=("standard", "closed"))
