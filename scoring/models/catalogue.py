"""The company's catalogue of bonuses and deductions (场景化加分/扣分目录; SCORING §5, step 6)."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from scoring.querysets import CatalogueQuerySet


class CatalogueEntry(models.Model):
    """What gives or takes points, and how many: ``least`` to ``most``, without a sign; the same where they are fixed.

    It is picked for months that touch the days of its use; entries that were made of it keep their points and words.
    """

    class Kind(models.TextChoices):
        """Each kind has a cap of its own in the plan."""

        BONUS = "bonus", _("Bonus")
        DEDUCTION = "deduction", _("Deduction")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("occasion"), max_length=100)
    least = models.DecimalField(
        _("least points"), max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    most = models.DecimalField(
        _("most points"), max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    needs_evidence = models.BooleanField(_("needs evidence"), default=True)
    first_day = models.DateField(_("in use from"), null=True, blank=True)
    last_day = models.DateField(_("in use until"), null=True, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the catalogue")
        verbose_name_plural = _("catalogue of bonuses and deductions")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"], name="catalogue_once", violation_error_message=_("This line is there already.")
            ),
            models.CheckConstraint(
                condition=Q(least__gt=0, most__gte=models.F("least")),
                name="catalogue_points_in_order",
                violation_error_message=_("The least points are not more than the most."),
            ),
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=models.F("first_day")),
                name="catalogue_days_in_order",
                violation_error_message=_("It ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_fixed(self) -> bool:
        """Whether nobody chooses the points."""
        return self.least == self.most

    @property
    def sign(self) -> int:
        """Of its points."""
        return -1 if self.kind == self.Kind.DEDUCTION else 1

    def is_used_in(self, month: Month) -> bool:
        """Whether a day of the month is one of its use."""
        begun = self.first_day is None or self.first_day <= month.last_day
        return begun and (self.last_day is None or self.last_day >= month.first_day)
