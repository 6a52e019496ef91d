"""Whom HR reminded of what a month still lacks (SCORING §9)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person
from records.models import MonthRecord


class MonthReminder(models.Model):
    """The latest reminder of one person about one month; the person's first page tells it until the close."""

    month = models.ForeignKey(MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="reminders")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sent by"), on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("reminder of a month")
        verbose_name_plural = _("reminders of months")
        constraints = [models.UniqueConstraint(fields=["month", "person"], name="one_reminder_per_month_and_person")]

    def __str__(self) -> str:
        return f"{self.month} · {self.person}"
