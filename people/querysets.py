"""Reads as sentences: who may see whom, who was posted when (SCORING §1, §7)."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from kpi_portal.lib.month import Month

if TYPE_CHECKING:
    from people.models import Account

ALL_SEEING = ("administrator", "hr")


def chinese_order(field: str) -> Func:
    """Sort key that puts Chinese names in the order readers expect (GB18030 follows pinyin for common characters).

    One place, so that production with ICU may use ``zh-x-icu`` instead.
    """
    return Func(models.F(field), Value("GB18030"), function="convert_to", output_field=models.BinaryField())


def during(month: Month) -> Q:
    """Postings that touch this month."""
    return Q(first_day__lte=month.last_day) & (Q(last_day__isnull=True) | Q(last_day__gte=month.first_day))


class PostingQuerySet(models.QuerySet[Any]):
    """Words of postings."""

    def of_agents(self) -> "PostingQuerySet":
        """Postings whose holder is scored."""
        return self.filter(post="agent")

    def touching(self, month: Month) -> "PostingQuerySet":
        """Postings with at least one day in the month."""
        return self.filter(during(month))

    def led_by(self, account: "Account") -> "PostingQuerySet":
        """Postings in teams this account's person leads, or at sites where that person is posted as supervisor."""
        from people.models import Posting

        led = Posting.objects.filter(
            person_id=account.person_id, post="supervisor", site_id=OuterRef("site_id")
        ).filter(
            Q(last_day__isnull=True) | Q(last_day__gte=OuterRef("first_day")),
            Q(first_day__lte=Coalesce(OuterRef("last_day"), Value(datetime.date.max))),
        )
        return self.filter(Q(team__supervisor_id=account.person_id) | Exists(led))


class PersonQuerySet(models.QuerySet[Any]):
    """Words of people."""

    def visible_to(self, account: "Account") -> "PersonQuerySet":
        """Everybody for HR and administrators; a supervisor's people, past ones too; else oneself."""
        from people.models import Posting

        if account.has_role(*ALL_SEEING):
            return self
        own = Q(pk=account.person_id)
        if account.has_role("supervisor"):
            own |= Q(pk__in=Posting.objects.led_by(account).values("person_id"))
        return self.filter(own)

    def visible_in(self, month: Month, account: "Account") -> "PersonQuerySet":
        """Those whose card of this month the account may see: posted to its teams or sites in that month."""
        from people.models import Posting

        if account.has_role(*ALL_SEEING):
            return self
        own = Q(pk=account.person_id)
        if account.has_role("supervisor"):
            own |= Q(pk__in=Posting.objects.touching(month).led_by(account).values("person_id"))
        return self.filter(own)

    def posted_in(self, month: Month) -> "PersonQuerySet":
        """People with an agent posting in the month."""
        from people.models import Posting

        return self.filter(pk__in=Posting.objects.of_agents().touching(month).values("person_id"))

    def in_chinese_order(self) -> "PersonQuerySet":
        """By name as Chinese readers expect, then by staff number."""
        return self.order_by(chinese_order("name"), "staff_number", "pk")


class SiteQuerySet(models.QuerySet[Any]):
    """Words of sites."""

    def visible_to(self, account: "Account") -> "SiteQuerySet":
        """All for HR and administrators; else the sites the person, or a team it leads, is or was posted to."""
        from people.models import Posting

        if account.has_role(*ALL_SEEING):
            return self
        posted = Posting.objects.filter(Q(person_id=account.person_id) | Q(team__supervisor_id=account.person_id))
        return self.filter(pk__in=posted.values("site_id"))


class TeamQuerySet(models.QuerySet[Any]):
    """Words of teams."""

    def visible_to(self, account: "Account") -> "TeamQuerySet":
        """All for HR and administrators; else the teams led, or posted to."""
        if account.has_role(*ALL_SEEING):
            return self
        return self.filter(Q(supervisor_id=account.person_id) | Q(postings__person_id=account.person_id)).distinct()
