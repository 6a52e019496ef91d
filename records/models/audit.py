"""Who did what, when: one entry per verb."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.audit_labels import said


class AuditEntry(models.Model):
    """One act of a person or of the system. Append-only; the database refuses change and deletion."""

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(_("by"), max_length=150)
    verb = models.CharField(_("act"), max_length=60, db_index=True)
    subject_type = models.CharField(_("kind of subject"), max_length=60)
    subject_id = models.CharField(_("subject"), max_length=80)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]

    @property
    def act(self) -> str:
        """What was done, in words."""
        return said(self.verb)

    @property
    def subject(self) -> str:
        """What it was done to, in words, with its key."""
        try:
            name = apps.get_model(self.subject_type)._meta.verbose_name
        except (LookupError, ValueError):
            name = self.subject_type
        return f"{name} {self.subject_id}"

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.verb} {self.subject_type} {self.subject_id}"
