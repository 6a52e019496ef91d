"""What other departments say of working with an agent (SCORING §3, ``collaboration``)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.querysets import EvidenceQuerySet
from people.models import Department, Person
from records.models import Fact


class DepartmentRating(Fact):
    """One rating 1–5 given for a month by a department other than the agent's own."""

    agent = models.ForeignKey(
        Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="department_ratings"
    )
    department = models.ForeignKey(Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+")
    rater = models.ForeignKey(Person, verbose_name=_("rater"), null=True, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("for the month"))
    rating = models.DecimalField(_("rating"), max_digits=3, decimal_places=2)
    comment = models.TextField(_("comment"), blank=True)
    by_own_department = models.BooleanField(
        _("by the own department"),
        default=False,
        editable=False,
        help_text=_("As it was when the rating was given; who is transferred later keeps the ratings."),
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("department rating")
        verbose_name_plural = _("department ratings")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=models.Q(rating__gte=1, rating__lte=5), name="rating_from_1_to_5"),
            models.CheckConstraint(condition=models.Q(first_day__day=1), name="rating_for_a_month"),
        ]
        indexes = [models.Index(fields=["first_day"], name="rating_in_month")]
