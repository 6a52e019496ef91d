"""Reads as sentences: who was posted when (SCORING §1, §7)."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Func, Q, Value

from kpi_portal.lib.month import Month
from people import visibility
from people.posts import Post

if TYPE_CHECKING:
    from people.models import Account


def chinese_order(field: str | models.Func) -> Func:
    """Sort key that puts Chinese names in the order readers expect (GB18030 follows pinyin for common characters).

    One place, so that production with ICU may use ``zh-x-icu`` instead.
    """
    name = models.F(field) if isinstance(field, str) else field
    return Func(name, Value("GB18030"), function="convert_to", output_field=models.BinaryField())


def during(month: Month) -> Q:
    """Postings that touch this month."""
    return Q(first_day__lte=month.last_day) & (Q(last_day__isnull=True) | Q(last_day__gte=month.first_day))


class PostingQuerySet(models.QuerySet[Any]):
    """Words of postings."""

    def of_agents(self) -> "PostingQuerySet":
        """Postings whose holder is scored."""
        return self.filter(post=Post.AGENT)

    def touching(self, month: Month) -> "PostingQuerySet":
        """Postings with at least one day in the month."""
        return self.filter(during(month))


class PersonQuerySet(models.QuerySet[Any]):
    """Words of people."""

    def standing(self) -> "PersonQuerySet":
        """Everybody but whom an undone import had made up."""
        return self.filter(voided_at=None)

    def visible_to(self, account: "Account") -> "PersonQuerySet":
        """Whom the account may see in any month."""
        return self.filter(pk__in=visibility.people_seen(account).values("pk"))

    def visible_in(self, month: Month, account: "Account") -> "PersonQuerySet":
        """Whom the account may see in this month."""
        return self.filter(pk__in=visibility.people_seen(account, month).values("pk"))

    def contacted(self, account: "Account", month: Month | None = None) -> "PersonQuerySet":
        """Whose contacts with residents the account may see."""
        return self.filter(pk__in=visibility.people_contacted(account, month).values("pk"))

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
        """All for who sees all contacts; else the sites that the person, or somebody it leads, is or was posted to."""
        from people.models import Posting

        if visibility.sees_contacts(account):
            return self
        posted = Posting.objects.filter(person_id=account.person_id) | visibility.led_postings(account)
        return self.filter(pk__in=posted.values("site_id"))


class TeamQuerySet(models.QuerySet[Any]):
    """Words of teams."""

    def visible_to(self, account: "Account") -> "TeamQuerySet":
        """All for who sees everybody; else the teams led, or posted to."""
        if visibility.sees_everybody(account):
            return self
        led = visibility.teams_led(account).values("pk")
        return self.filter(Q(pk__in=led) | Q(postings__person_id=account.person_id)).distinct()
