"""The same contact rated by a second person who has not seen what the first one said."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.quality_checks.models import QualityCheck


class SecondRating(models.Model):
    """Asked for once of a check, given once, and then settled. It is no check and never counts: what counts is the
    first one, or what a settled difference made of it.

    ``quality_check`` is the revision that the first rater gave; ``outcomes`` has one for each of its items.
    """

    class Settlement(models.TextChoices):
        """Empty while nobody settled a difference."""

        SAME = "same", pgettext_lazy("second rating", "Both say the same")
        FIRST = "first", pgettext_lazy("second rating", "The first stands")
        SECOND = "second", pgettext_lazy("second rating", "The second was taken over")

    quality_check = models.OneToOneField(
        QualityCheck, verbose_name=_("quality check"), on_delete=models.PROTECT, related_name="second_rating"
    )
    rater = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("second rater"), on_delete=models.PROTECT, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    outcomes = models.JSONField(_("outcomes"), default=list)
    note = models.TextField(_("note"), blank=True)
    rated_at = models.DateTimeField(_("rated"), null=True)
    settlement = models.CharField(_("settlement"), max_length=6, choices=Settlement, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("settled by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        app_label = "evidence"
        verbose_name = _("second rating")
        verbose_name_plural = _("second ratings")
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return str(self.quality_check)

    def get_absolute_url(self) -> str:
        """Where it is given."""
        return reverse("evidence:rate_check_again", args=[self.pk])
