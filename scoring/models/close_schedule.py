"""When the company's months close by themselves, and what came of it for each (SCORING §9)."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models import MonthRecord
from scoring.models.month_close import MonthClose


class CloseSchedule(models.Model):
    """The company's choice; one row. Off until somebody turns it on, who answers for every close that it asks for."""

    class Unit(models.TextChoices):
        """What ``wait`` counts."""

        DAYS = "days", _("days")
        HOURS = "hours", _("hours")

    is_on = models.BooleanField(_("Months close by themselves"), default=False)
    wait = models.PositiveSmallIntegerField(
        _("Wait after the cut-off"), default=1, validators=[MaxValueValidator(20)], help_text=_("At most 20.")
    )
    unit = models.CharField(_("Unit"), max_length=5, choices=Unit, default=Unit.DAYS)
    at = models.TimeField(
        _("At"), default=time(2), help_text=_("The first such time after the wait, on the company's clock.")
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("in the name of"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    set_at = models.DateTimeField(_("set at"), null=True, blank=True)

    class Meta:
        verbose_name = _("scheduled close")
        verbose_name_plural = _("scheduled closes")

    def __str__(self) -> str:
        return ""

    @classmethod
    def of_the_company(cls) -> "CloseSchedule":
        """The one row; switched off where nobody chose."""
        return cls.objects.filter(pk=1).select_related("set_by__person").first() or cls(pk=1)

    @property
    def has_stopped(self) -> bool:
        """Switched on by somebody who may not close months any more: nothing is closed in that name."""
        return self.is_on and not (self.set_by is not None and self.set_by.has_perm("scoring.close_month"))


class ScheduledClose(models.Model):
    """What came of a month's scheduled close: the run it asked for, or why it could not, and when it last tried."""

    month = models.OneToOneField(
        MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="scheduled_close"
    )
    close = models.OneToOneField(
        MonthClose, verbose_name=_("close"), null=True, on_delete=models.PROTECT, related_name="scheduled"
    )
    refusal = models.TextField(_("why not"), blank=True)
    tried_at = models.DateTimeField(_("tried at"))

    class Meta:
        verbose_name = _("scheduled close of a month")
        verbose_name_plural = _("scheduled closes of months")

    def __str__(self) -> str:
        return str(self.month)
