"""A change of a target after its freeze: asked for by one person, confirmed by another (SCORING §5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person, Site, Team
from scoring.models.target import LEVELS, Level
from scoring.querysets import TargetChangeQuerySet
from scoring.saying import indicator_name


class TargetChange(models.Model):
    """One request. It waits until somebody else confirms it, or it is withdrawn; what was answered stands.

    ``value`` None takes the target away. ``before`` is what stood when it was asked for, then when it was confirmed.
    """

    indicator = models.CharField(_("indicator"), max_length=60)
    first_day = models.DateField(_("month"))
    agent = models.ForeignKey(Person, verbose_name=_("agent"), null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, verbose_name=_("team"), null=True, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, verbose_name=_("site"), null=True, on_delete=models.PROTECT, related_name="+")
    before = models.DecimalField(_("target before"), max_digits=12, decimal_places=4, null=True)
    value = models.DecimalField(_("target"), max_digits=12, decimal_places=4, null=True)
    reason = models.TextField(_("reason"))
    salt = models.CharField(max_length=32, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("confirmed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = TargetChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a target")
        verbose_name_plural = _("changes of targets")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agent__isnull=False, team__isnull=True, site__isnull=True)
                | models.Q(agent__isnull=True, team__isnull=False, site__isnull=True)
                | models.Q(agent__isnull=True, team__isnull=True, site__isnull=False),
                name="target_change_for_one",
            ),
            models.CheckConstraint(condition=models.Q(first_day__day=1), name="target_change_for_a_month"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("asked_by")),
                name="target_changed_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["indicator", "first_day", "agent", "team", "site"],
                condition=models.Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="one_target_change_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whose} {indicator_name(self.indicator)} {self.first_day:%Y-%m}"

    @property
    def for_whom(self) -> tuple[Level, int]:
        """The level, and the key of the agent, team or site."""
        found = ((level, getattr(self, f"{level}_id")) for level in LEVELS)
        return next((level, whose) for level, whose in found if whose is not None)

    @property
    def whose(self) -> Person | Team | Site | None:
        """Whom the target is for."""
        return self.agent or self.team or self.site
