"""Ideas for improvement and what was decided (SCORING §3, ``suggestions_adopted``)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.querysets import EvidenceQuerySet
from people.models import Person
from records.models import Fact


class Suggestion(Fact):
    """One suggestion; it counts in the month in which it was decided to be adopted."""

    class Decision(models.TextChoices):
        """What was decided."""

        PENDING = "pending", _("Pending")
        ADOPTED = "adopted", _("Adopted")
        DECLINED = "declined", _("Declined")

    agent = models.ForeignKey(Person, verbose_name=_("submitter"), on_delete=models.PROTECT, related_name="suggestions")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    submitted_at = models.DateTimeField(_("submitted"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.PENDING)
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(decision="pending", decided_at__isnull=True)
                | (~models.Q(decision="pending") & models.Q(decided_at__isnull=False)),
                name="decision_has_its_instant",
            ),
        ]
        indexes = [models.Index(fields=["decided_at"], name="suggestion_in_month")]
