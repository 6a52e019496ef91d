"""Reads of cards, plans and adjustments as sentences."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, Func, OuterRef, Q

from kpi_portal.lib.month import Month
from people.querysets import ALL_SEEING

if TYPE_CHECKING:
    from people.models import Account


class NextMonth(Func):
    """The first day of the month after this first day."""

    template = "((%(expressions)s) + interval '1 month')::date"
    output_field = models.DateField()


SHOWN_TO_AGENTS = ("published", "final", "paid_out")


class CardQuerySet(models.QuerySet[Any]):
    """Words of cards."""

    def current(self) -> "CardQuerySet":
        """The latest version of each."""
        return self.filter(is_current=True)

    def visible_to(self, account: "Account") -> "CardQuerySet":
        """All for HR and administrators; of people posted to a supervisor's teams or sites *in that month*; one's own.

        Agents see their own from ``published`` on (SCORING §9).
        """
        from people.models import Posting

        if account.has_role(*ALL_SEEING):
            return self
        seen = Q(agent_id=account.person_id, month__state__in=SHOWN_TO_AGENTS)
        if account.has_role("supervisor"):
            led = Posting.objects.led_by(account).filter(
                Q(last_day__isnull=True) | Q(last_day__gte=OuterRef("month__first_day")),
                person_id=OuterRef("agent_id"),
                first_day__lt=NextMonth(OuterRef("month__first_day")),
            )
            seen |= Q(Exists(led))
        return self.filter(seen)


class PlanQuerySet(models.QuerySet[Any]):
    """Words of plan versions."""

    def visible_to(self, account: "Account") -> "PlanQuerySet":
        """Published versions are everybody's; drafts are seen by HR and administrators."""
        return self if account.has_role(*ALL_SEEING) else self.filter(state="published")


class AdjustmentQuerySet(models.QuerySet[Any]):
    """Words of adjustments."""

    def visible_in(self, month: Month, account: "Account") -> "AdjustmentQuerySet":
        """The month's entries for people whose card of the month the account may see."""
        from people.models import Person

        return self.filter(first_day=month.first_day, agent__in=Person.objects.visible_in(month, account))
