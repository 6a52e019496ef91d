"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = _("evidence")

    def ready(self) -> None:
        """The audit learns the words of every kind's acts."""
        from evidence.kinds import audit_words
        from records import audit_labels

        audit_labels.register(audit_words())
