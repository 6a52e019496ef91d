"""A piece of work that a worker does and people wait for: its truth is its row, never the broker's (PROMISES 7)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Run(models.Model):
    """Asked for by somebody, claimed in a short transaction, done in one. ``records.runs`` claims and follows it."""

    class State(models.TextChoices):
        """Where the work stands."""

        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", pgettext_lazy("state of a close", "Failed")
        STOPPED = "stopped", _("Cancelled")

    UNDER_WAY = (State.QUEUED, State.RUNNING)

    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    error = models.TextField(_("error"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("requested by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        abstract = True
        ordering = ["-id"]

    @property
    def is_over(self) -> bool:
        """Nobody will work on it again."""
        return self.state not in self.UNDER_WAY
