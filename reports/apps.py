"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("reports")

    def ready(self) -> None:
        """The audit says events in words."""
        from records import audit_details
        from reports.webhooks.events import EVENTS

        audit_details.register_names(lambda: {code: event.label for code, event in EVENTS.items()}, "events")
