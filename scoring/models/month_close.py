"""The truth of a running close (SCORING §9; PROMISES 7)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import MonthRecord


class MonthClose(models.Model):
    """One run of the close of a month: claimed in a short transaction, done in one, its state never in the broker."""

    class State(models.TextChoices):
        """Where the run stands."""

        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", pgettext_lazy("state of a close", "Failed")

    month = models.ForeignKey(MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="closes")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    counts = models.JSONField(_("counts"), default=dict)
    error = models.TextField(_("error"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("requested by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        verbose_name = _("close")
        verbose_name_plural = _("closes")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["month"], condition=models.Q(state__in=["queued", "running"]), name="one_close_under_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.state}"

    @property
    def is_over(self) -> bool:
        """Nobody will work on it again."""
        return self.state in {self.State.DONE, self.State.FAILED}


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
