"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("reports")

    def ready(self) -> None:
        """The audit says events and acts of pay in words."""
        from records import audit_details, audit_labels
        from reports.pay.audit_words import WORDS
        from reports.webhooks.events import EVENTS

        audit_labels.register(WORDS)
        audit_details.register_names(lambda: {code: event.label for code, event in EVENTS.items()}, "events")
