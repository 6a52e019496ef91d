"""Targets agreed for an agent, a team or a site and a month (SCORING §5)."""

from typing import Literal

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person, Site, Team
from records.models import Fact
from scoring.querysets import TargetQuerySet

Level = Literal["agent", "team", "site"]
LEVELS: tuple[Level, ...] = ("agent", "team", "site")


class Target(Fact):
    """Replaces the plan's target of one indicator: agent before team before site before plan.

    One that waits for the agent's word does not hold: until it is given, and from the freeze on for good, the plan's
    does (SCORING §5).
    """

    class Word(models.TextChoices):
        """NEEDLESS: of a team or site, of an agent without a log-in, brought in, or changed by two people."""

        NEEDLESS = "", _("not needed")
        DUE = "due", _("waited for")
        GIVEN = "given", _("given")

    indicator = models.CharField(_("indicator"), max_length=60)
    first_day = models.DateField(_("month"))
    agent = models.ForeignKey(Person, verbose_name=_("agent"), null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, verbose_name=_("team"), null=True, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, verbose_name=_("site"), null=True, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(_("target"), max_digits=12, decimal_places=4)
    word = models.CharField(_("the agent's word"), max_length=5, choices=Word, default=Word.NEEDLESS, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(agent__isnull=False, team__isnull=True, site__isnull=True)
                | models.Q(agent__isnull=True, team__isnull=False, site__isnull=True)
                | models.Q(agent__isnull=True, team__isnull=True, site__isnull=False),
                name="target_for_one",
            ),
            models.UniqueConstraint(
                fields=["indicator", "first_day", "agent", "team", "site"],
                condition=models.Q(stands=True),
                nulls_distinct=False,
                name="target_once",
            ),
            models.CheckConstraint(condition=models.Q(first_day__day=1), name="target_for_a_month"),
            models.CheckConstraint(
                condition=models.Q(word="") | models.Q(agent__isnull=False), name="word_of_an_agent"
            ),
        ]

    @property
    def holds(self) -> bool:
        """Whether cards are scored by it."""
        return self.word != self.Word.DUE
