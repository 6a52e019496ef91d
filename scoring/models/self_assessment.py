"""What agents say of their own month 自评, beside the review; no figure is made of it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from people.visibility import rows_seen
from scoring.models.plan import PlanVersion

if TYPE_CHECKING:
    from people.models import Account


class SelfAssessmentQuerySet(models.QuerySet[Any]):
    """Words of self-assessments."""

    def submitted(self) -> "SelfAssessmentQuerySet":
        """Those that their authors let others read."""
        return self.filter(state="submitted")

    def visible_to(self, account: "Account") -> "SelfAssessmentQuerySet":
        """One's own; those of others whom the account may see in that month once they are submitted, never before."""
        seen = rows_seen(self, account, whose="agent", month=models.F("first_day"))
        return seen.filter(models.Q(agent_id=account.person_id) | models.Q(state="submitted"))


class SelfAssessment(models.Model):
    """One person's words about one month. A draft is the author's alone; what was submitted stands as it is.

    ``plan``: the version whose dimensions were rated; empty where somebody was only reminded.
    """

    class State(models.TextChoices):
        """A draft is seen by nobody else."""

        DRAFT = "draft", pgettext_lazy("self-assessment", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("self-assessment", "Submitted")

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("month"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    plan = models.ForeignKey(PlanVersion, verbose_name=_("plan"), null=True, on_delete=models.PROTECT, related_name="+")
    strengths = models.TextField(_("what went well"), blank=True)
    obstacles = models.TextField(_("what got in the way"), blank=True)
    uncounted = models.TextField(_("what should be counted and is not"), blank=True)
    link = models.CharField(_("link"), max_length=300, blank=True)
    saved_at = models.DateTimeField(_("saved at"), null=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True)
    reminded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reminded by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        constraints = [
            models.UniqueConstraint(fields=["agent", "first_day"], name="one_self_assessment"),
            models.CheckConstraint(condition=models.Q(first_day__day=1), name="self_assessment_of_a_month"),
            models.CheckConstraint(
                condition=models.Q(state="draft", submitted_at__isnull=True)
                | models.Q(state="submitted", submitted_at__isnull=False, plan__isnull=False),
                name="self_assessment_submitted_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.first_day:%Y-%m}"

    @property
    def is_submitted(self) -> bool:
        """Whether others may read it, and its author no longer change it."""
        return self.state == self.State.SUBMITTED


class SelfRating(models.Model):
    """How somebody rates one dimension of the own month: 1 (far below what is expected) to 5 (far above)."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="ratings")
    dimension = models.CharField(_("dimension"), max_length=60)
    rating = models.PositiveSmallIntegerField(
        _("rating"), null=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    words = models.CharField(_("in a sentence"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("self-rating")
        verbose_name_plural = _("self-ratings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "dimension"], name="one_self_rating"),
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5)), name="self_rating_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {self.dimension}"
