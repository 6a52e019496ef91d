"""Work promised inside a transaction and done after it: the row is the promise, the broker only rings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxMessage(models.Model):
    """One task to be run for this company. Done when ``done_at`` is set; the sweeper rings again until then."""

    task = models.CharField(_("task"), max_length=100)
    payload = models.JSONField(_("payload"), default=dict)
    key = models.CharField(_("key"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    due_at = models.DateTimeField(_("due at"))
    done_at = models.DateTimeField(_("done at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["due_at"], name="outbox_due", condition=models.Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.key}"
