"""The project's own app: loads Celery when Django is ready, so that the package itself stays importable alone."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Brings the management commands of the top layer and the Celery app."""

    name = "kpi_portal"
    verbose_name = "KPI portal"

    def ready(self) -> None:
        """Make ``shared`` Celery settings effective in every process that runs Django."""
        from kpi_portal import celery  # noqa: F401  (imported for its effect)
