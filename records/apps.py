"""App configuration."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """The room ``records``."""

    name = "records"
    verbose_name = _("records")

    def ready(self) -> None:
        """The database's refusals arrive as sentences."""
        from records import closed_is_closed

        connection_created.connect(closed_is_closed.install, dispatch_uid="records.closed_is_closed")
