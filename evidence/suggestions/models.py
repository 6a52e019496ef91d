"""Ideas for improvement and what was decided (SCORING §3, ``suggestions_adopted``)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Person
from records.models import Batch, Fact

from .querysets import SuggestionQuerySet


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

    objects = SuggestionQuerySet.as_manager()

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

    def get_absolute_url(self) -> str:
        return reverse("evidence:suggestion", args=[self.pk])


class SuggestionNote(models.Model):
    """What somebody said about an idea. ``idea`` is the revision that was read; a note belongs to every revision."""

    idea = models.ForeignKey(Suggestion, verbose_name=_("suggestion"), on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("words"))
    by = models.ForeignKey(Person, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("note on a suggestion")
        verbose_name_plural = _("notes on suggestions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.words[:80]


class Implementation(models.Model):
    """An adopted idea was carried out, and what that changed: figures or words. One for all revisions of an idea."""

    idea = models.ForeignKey(Suggestion, verbose_name=_("suggestion"), on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(_("carried out on"))
    words = models.TextField(_("what was done"))
    before = models.CharField(_("before"), max_length=200, blank=True)
    after = models.CharField(_("after"), max_length=200, blank=True)
    by = models.ForeignKey(Person, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(
        Batch, verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("implementation of a suggestion")
        verbose_name_plural = _("implementations of suggestions")

    def __str__(self) -> str:
        return f"{self.idea.title} · {self.done_on:%Y-%m-%d}"
