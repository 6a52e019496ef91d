"""Reads of ratings of peers and departments: nothing of them before enough have rated, and the month is shut."""

from typing import TYPE_CHECKING, Any, Self, cast

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, F, Max, OuterRef, QuerySet, When
from django.utils import timezone

from evidence.querysets import EvidenceQuerySet
from kpi_portal.lib.month import Month
from records import months
from records.models import BEFORE_COMPUTED, MonthRecord

if TYPE_CHECKING:
    from people.models import Account


class _OfShutMonths(EvidenceQuerySet):
    """What both have in common."""

    def of_shut_months(self) -> Self:
        """Of months in which nobody rates any more."""
        now, computed = timezone.now(), MonthRecord.objects.exclude(state__in=BEFORE_COMPUTED)
        over = months.month_containing(now - months.COMPLETION_GRACE)  # its cut-off has not come yet
        return self.filter(
            models.Q(first_day__lt=over.first_day) | models.Q(first_day__in=computed.values("first_day"))
        )


class DepartmentRatingQuerySet(_OfShutMonths):
    """Words of departments' ratings."""

    def visible_to(self, account: "Account") -> Self:
        """Of people whom the account may see, where enough have rated them and nobody can any more."""
        found = cast(Self, super().visible_to(account))
        return found.with_enough().filter(is_enough=True).of_shut_months()

    def with_enough(self) -> Self:
        """Each with ``is_enough``: whether as many have rated the agent for the month as the company asks for, so that
        nobody can tell who said it; and ``is_named``: whether as many of each department did. Were one department named
        beside another of which one person rated, that person would be what is left over."""
        least = apps.get_model("evidence", "RatingRules").of_the_company().minimum_raters
        standing = self.model._default_manager.filter(stands=True)
        same: QuerySet[Any] = standing.filter(agent=OuterRef("agent"), first_day=OuterRef("first_day"))
        counted = same.order_by().values("agent").annotate(raters=raters())
        few = same.order_by().values("department").annotate(raters=raters()).filter(raters__lt=least)
        return self.annotate(is_enough=models.Exists(counted.filter(raters__gte=least)), is_named=~models.Exists(few))


class PeerRatingQuerySet(_OfShutMonths):
    """Words of peers' ratings."""

    def visible_to(self, account: "Account") -> "PeerRatingQuerySet":
        """Of people whom the account may see, where enough have rated them and nobody can any more."""
        found: PeerRatingQuerySet = super().visible_to(account)  # type: ignore[assignment]
        return found.of_enough().of_shut_months()

    def of_enough(self) -> "PeerRatingQuerySet":
        """Of those agents and months that as many raters rated as each of them was promised."""
        standing = self.model._default_manager.filter(stands=True)
        same: QuerySet[Any] = standing.filter(agent=OuterRef("agent"), first_day=OuterRef("first_day"))
        counted = same.order_by().values("agent").annotate(raters=raters(), most=Max("promised"))
        found: PeerRatingQuerySet = self.filter(models.Exists(counted.filter(raters__gte=F("most"))))
        return found


def raters() -> Count:
    """How many people have rated: of imports without raters each row is one."""
    return Count(
        Case(When(rater=None, then=-F("pk")), default=F("rater"), output_field=models.BigIntegerField()), distinct=True
    )


def is_shut(month: Month) -> bool:
    """Whether peers rate no more for the month: its cut-off is over, or it was computed."""
    if timezone.now() >= months.edges(month)[2]:
        return True
    return MonthRecord.objects.filter(first_day=month.first_day).exclude(state__in=BEFORE_COMPUTED).exists()
