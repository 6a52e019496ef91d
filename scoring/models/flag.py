"""What looked odd about an agent's month, and what people said of it. It changes no figure."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from people.models import Account, Person
from people.querysets import chinese_order
from people.visibility import rows_seen


class FlagQuerySet(models.QuerySet[Any]):
    """Words of flags."""

    def visible_to(self, account: Account) -> "FlagQuerySet":
        """Those of the people whom the account sees in the month, and never one's own: they are judged by others."""
        seen = rows_seen(self, account, whose="agent", month=F("first_day"))
        return seen.exclude(agent=account.person_id)

    def of_month(self, first_day: date) -> "FlagQuerySet":
        return self.filter(first_day=first_day)

    def open(self) -> "FlagQuerySet":
        """Nobody has judged them yet, or more was found since."""
        return self.filter(is_open=True)

    def by_name(self) -> "FlagQuerySet":
        """What waits first, in Chinese order of names."""
        return self.order_by("-is_open", chinese_order("agent__name"), "agent", "code")


class Flag(models.Model):
    """One rule (``scoring.flags.rules``) that found something about one agent in one month.

    ``facts`` are pairs of kind and key. ``others`` are people with a hand in it: they judge it as little as the agent.
    """

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.CASCADE, related_name="+")
    first_day = models.DateField(_("month"))
    code = models.CharField(_("what was looked for"), max_length=40)
    facts = models.JSONField(_("facts"), default=list)
    others = ArrayField(models.BigIntegerField(), verbose_name=_("others with a hand in it"), default=list)
    found_at = models.DateTimeField(_("found"))
    is_open = models.BooleanField(_("to be judged"), default=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["-first_day", "pk"]
        constraints = [models.UniqueConstraint(fields=["first_day", "agent", "code"], name="one_flag_a_month")]

    def __str__(self) -> str:
        from scoring.flags.rules import rules

        rule = rules().get(self.code)
        return gettext("%(name)s: %(what)s") % {"name": self.agent, "what": rule.name if rule else self.code}

    def get_absolute_url(self) -> str:
        return reverse("scoring:flag", args=[self.pk])

    @property
    def month(self) -> Month:
        return Month.of_day(self.first_day)


class FlagWord(models.Model):
    """What somebody made of a flag, with the facts as they were then. Another word may follow; none is changed."""

    class Verdict(models.TextChoices):
        """What comes of it; none of them moves a figure."""

        NOTHING = "nothing", _("Nothing wrong")
        TALK = "talk", pgettext_lazy("of a flag", "Talked about")
        ELSEWHERE = "elsewhere", _("Left out or corrected where it belongs")

    flag = models.ForeignKey(Flag, verbose_name=_("flag"), on_delete=models.CASCADE, related_name="words")
    verdict = models.CharField(_("judgement"), max_length=10, choices=Verdict)
    words = models.TextField(_("in words"))
    facts = models.JSONField(_("facts"), default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("judged by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("judgement of a flag")
        verbose_name_plural = _("judgements of flags")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.flag)
