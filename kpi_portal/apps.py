"""The project's own app: loads Celery when Django is ready, so that the package itself stays importable alone."""

from django.apps import AppConfig
from django.contrib.postgres.indexes import OpClass
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate
from django.db.models.indexes import IndexExpression


class PortalConfig(AppConfig):
    """Brings the management commands of the top layer and the Celery app."""

    name = "kpi_portal"
    verbose_name = "KPI portal"

    def ready(self) -> None:
        """Make ``shared`` Celery settings effective in every process that runs Django; let indexes name an operator
        class, as ``django.contrib.postgres`` does, which as an app would ask every new connection for types of its."""
        from kpi_portal import celery  # noqa: F401  (imported for its effect)

        IndexExpression.register_wrappers(OrderBy, OpClass, Collate)
