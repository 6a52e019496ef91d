"""Points added or taken, each with reason, author and evidence (SCORING §5, step 6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person
from records.models import Fact
from scoring.models.catalogue import CatalogueEntry
from scoring.querysets import AdjustmentQuerySet


class Adjustment(Fact):
    """One entry for one agent and month. ``points`` carry their sign; caps hold when the card is scored."""

    class Kind(models.TextChoices):
        """Each kind has a cap of its own."""

        BONUS = "bonus", _("Bonus")
        DEDUCTION = "deduction", _("Deduction")
        SUPERVISOR = "supervisor", _("Supervisor's adjustment")

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="adjustments")
    first_day = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    text = models.TextField(_("reason"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    proof = models.CharField(
        _("fact that shows it"),
        max_length=200,
        blank=True,
        editable=False,
        help_text=_("Kind, source and number of a fact of evidence, whatever its revision."),
    )
    item = models.ForeignKey(
        CatalogueEntry,
        verbose_name=_("line of the catalogue"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    author = models.ForeignKey(Person, verbose_name=_("author"), null=True, on_delete=models.PROTECT, related_name="+")
    salt = models.CharField(max_length=32, editable=False)

    objects = AdjustmentQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(kind="bonus", points__gt=0)
                | models.Q(kind="deduction", points__lt=0)
                | (models.Q(kind="supervisor") & ~models.Q(points=0)),
                name="points_carry_their_sign",
            ),
            models.CheckConstraint(condition=models.Q(first_day__day=1), name="adjustment_for_a_month"),
            models.UniqueConstraint(
                fields=["proof"], condition=models.Q(stands=True) & ~models.Q(proof=""), name="one_bonus_for_a_fact"
            ),
        ]
        indexes = [models.Index(fields=["first_day", "agent"], name="adjustment_in_month")]

    def __str__(self) -> str:
        return f"{self.agent} {self.first_day:%Y-%m} {self.points:+}"
