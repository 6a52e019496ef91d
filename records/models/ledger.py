"""The chain that makes tampering show (SCORING §9, Ledger)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.audit_labels import said


class LedgerEntry(models.Model):
    """One link: canonical JSON and SHA-256(previous hash ‖ body). Append-only; the database refuses change."""

    position = models.PositiveBigIntegerField(_("position"), unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    month = models.CharField(_("month"), max_length=7, blank=True)
    body = models.TextField(_("body"))
    previous_hash = models.CharField(_("previous hash"), max_length=64)
    entry_hash = models.CharField(_("hash"), max_length=64, unique=True)
    head = models.CharField(_("signed head"), max_length=255)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["position"]

    @property
    def act(self) -> str:
        """What was done, in words."""
        return said(self.kind)

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"
