"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkordersConfig(AppConfig):
    name = "workorders"
    verbose_name = _("work orders")

    def ready(self) -> None:
        """The audit learns what events and corrections are called."""
        from records import audit_details, audit_labels
        from workorders.correcting import WORDS
        from workorders.models import EventKind

        audit_labels.register(WORDS)

        audit_details.register_names(lambda: dict(EventKind.choices), "event")
