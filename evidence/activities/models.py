"""Festivals, service days and other work in the community, and who took part: evidence for a bonus (SCORING §5)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.querysets import EvidenceQuerySet
from people.models import Person, Site
from records.models import Fact


class Activity(Fact):
    """One activity for residents."""

    class Form(models.TextChoices):
        """What it was."""

        FESTIVAL = "festival", pgettext_lazy("activity", "Festival")
        SERVICE_DAY = "service_day", pgettext_lazy("activity", "Service day")
        OTHER = "other", pgettext_lazy("activity", "Other work in the community")

    title = models.CharField(_("title"), max_length=200)
    form = models.CharField(pgettext_lazy("activity", "form"), max_length=12, choices=Form, default=Form.FESTIVAL)
    held_at = models.DateTimeField(_("held at"))
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(_("what was done"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [models.Index(fields=["held_at"], name="activity_in_month")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evidence:activity", args=[self.pk])


class Participation(Fact):
    """One agent's part in one activity."""

    class Part(models.TextChoices):
        """Who did not come has none."""

        ORGANISED = "organised", pgettext_lazy("activity", "Organised it")
        HELPED = "helped", pgettext_lazy("activity", "Took part")
        NONE = "none", pgettext_lazy("activity", "Did not come")

    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.PROTECT, related_name="participations"
    )
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=2, null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("part in an activity")
        verbose_name_plural = _("parts in activities")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(hours=None) | models.Q(hours__gt=0, hours__lte=100), name="hours_of_a_part"
            ),
        ]
