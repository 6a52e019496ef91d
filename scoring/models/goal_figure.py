"""A month of an annual goal that nothing measures, as HR entered it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Account


class GoalFigureQuerySet(models.QuerySet[Any]):
    """Words of entered figures."""

    def standing(self) -> "GoalFigureQuerySet":
        """Not corrected by a later one."""
        return self.filter(ended_at=None)

    def visible_to(self, account: Account) -> "GoalFigureQuerySet":
        """The whole company's, as its goals are: for whoever sees goals at all."""
        return self.all() if account.has_perm("scoring.view_goals") else self.none()


class GoalFigure(models.Model):
    """Numerator and denominator of one month, for the whole company. It never changes: another takes its place, and it
    stays to be read. Kept beside the goal and not below it: a goal that is changed keeps its months.
    """

    first_day = models.DateField(_("month"))
    indicator = models.CharField(_("indicator"), max_length=60)
    numerator = models.DecimalField(_("numerator"), max_digits=16, decimal_places=2)
    denominator = models.DecimalField(_("denominator"), max_digits=16, decimal_places=2)
    note = models.CharField(_("where it is from"), max_length=300)
    replaces = models.OneToOneField(
        "self", verbose_name=_("replaces"), null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = GoalFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of an annual goal")
        verbose_name_plural = _("figures of annual goals")
        ordering = ["first_day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_day", "indicator"], condition=models.Q(ended_at=None), name="one_figure_a_month"
            ),
            models.CheckConstraint(
                condition=models.Q(numerator__gte=0, denominator__gt=0), name="goal_figure_is_a_measure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m} {self.numerator} / {self.denominator}"
