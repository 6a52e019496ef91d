"""What the company wants to reach in a year."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Site
from scoring.querysets import AnnualGoalQuerySet
from scoring.saying import indicator_name


class AnnualGoal(models.Model):
    """One goal as it was set. It never changes: another takes its place, or it is given up, and it stays to be read.

    ``value`` in the indicator's unit; of a count, for the whole year. Without ``site`` it is the whole company's.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    indicator = models.CharField(_("indicator"), max_length=60)
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    value = models.DecimalField(_("goal"), max_digits=10, decimal_places=2)
    replaces = models.OneToOneField(
        "self", verbose_name=_("replaces"), null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ended by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True, help_text=_("Why it was changed or given up."))

    objects = AnnualGoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("annual goal")
        verbose_name_plural = _("annual goals")
        ordering = ["year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "indicator", "site"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="one_goal_a_year",
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="annual_goal_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {indicator_name(self.indicator)} {self.value}"
