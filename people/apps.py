"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("people")

    def ready(self) -> None:
        """The audit learns what roles are called."""
        from people.models import Role
        from records import audit_details

        audit_details.register_names(lambda: dict(Role.choices), "roles", "before", "after")
