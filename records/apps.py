"""App configuration."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = _("records")

    def ready(self) -> None:
        """The database's refusals arrive as sentences; the audit says scopes of keys in words."""
        from records import audit_details, final_month_guard
        from records.keys import scopes

        audit_details.register_names(scopes.labels, "scopes")
        connection_created.connect(final_month_guard.install, dispatch_uid="records.final_month_guard")
