"""What HR decides where evidence lacks: points for one indicator, or a coefficient for the card (SCORING §3, §5)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Person
from records.models import Fact
from scoring.querysets import DecisionQuerySet


class Decision(Fact):
    """One decision for one agent and month. An empty ``indicator`` is the whole card, which gets a coefficient."""

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="decisions")
    first_day = models.DateField(_("month"))
    indicator = models.CharField(_("indicator"), max_length=60, blank=True)
    points = models.DecimalField(
        _("points"),
        max_digits=5,
        decimal_places=2,
        null=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    coefficient = models.DecimalField(
        _("coefficient"), max_digits=4, decimal_places=2, null=True, validators=[MinValueValidator(0)]
    )
    text = models.TextField(_("reason"))
    author = models.ForeignKey(Person, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    salt = models.CharField(max_length=32, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-id"]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=(~Q(indicator="") & Q(points__gte=0, points__lte=100, coefficient__isnull=True))
                | Q(indicator="", points__isnull=True, coefficient__gte=0),
                name="decision_gives_points_or_a_coefficient",
            ),
            models.UniqueConstraint(
                fields=["agent", "first_day", "indicator"], condition=Q(stands=True), name="one_decision_stands"
            ),
            models.CheckConstraint(condition=Q(first_day__day=1), name="decision_for_a_month"),
        ]
