"""The truth of a running close (SCORING §9; PROMISES 7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import MonthRecord
from records.models.run import Run


class MonthClose(Run):
    """One run of the close of a month."""

    month = models.ForeignKey(MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="closes")
    counts = models.JSONField(_("counts"), default=dict)

    class Meta(Run.Meta):
        verbose_name = _("close")
        verbose_name_plural = _("closes")
        constraints = [
            models.UniqueConstraint(
                fields=["month"], condition=models.Q(state__in=["queued", "running"]), name="one_close_under_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.get_state_display()}"


class CloseStep(models.Model):
    """One step that a run has done. Appended through a connection of its own, to be seen while the run works."""

    class Step(models.TextChoices):
        """The steps in their order."""

        FREEZING_EVIDENCE = "evidence", _("Hold the month's evidence still")
        MEASURING = "measuring", _("Measure")
        SCORING = "scoring", pgettext_lazy("step of a close", "Score")
        FREEZING = "freezing", _("Freeze the cards")
        LEDGER = "ledger", _("Enter the ledger")

    close = models.ForeignKey(MonthClose, verbose_name=_("close"), on_delete=models.CASCADE, related_name="steps")
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    step = models.CharField(_("step"), max_length=12, choices=Step)
    counts = models.JSONField(_("counts"), default=dict)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of a close")
        verbose_name_plural = _("steps of a close")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.step
