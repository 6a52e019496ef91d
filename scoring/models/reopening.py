"""Asking for a published or final month to be opened again: a reason, and a second person (SCORING §9)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models import MonthRecord


class MonthReopening(models.Model):
    """One request. It waits until somebody else confirms it, or it is withdrawn."""

    month = models.ForeignKey(MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="reopenings")
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("confirmed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("re-opening")
        verbose_name_plural = _("re-openings")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=models.Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="one_reopening_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("asked_by")),
                name="reopened_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}: {self.reason}"
