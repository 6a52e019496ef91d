"""The Celery app, the two kinds of task, and the schedule's one entry point.

A task is a doorbell: it carries a schema and ids, calls one verb, and is safe to ring twice. The truth of any running
job is a row in PostgreSQL; the broker may lose everything (PROMISES 7).
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_portal.settings")

from celery.signals import beat_init, worker_init
from tenant_schemas_celery.app import CeleryApp
from tenant_schemas_celery.task import TenantTask

from kpi_portal.embedded import ensure_for_development
from kpi_portal.env import settings_or_exit
from kpi_portal.lib.collector import rest_while_loading, spare_what_is_loaded
from kpi_portal.lib.company_connection import connection

if os.environ.get("KPI_PROCESS") in {"worker", "beat"}:
    rest_while_loading()
    ensure_for_development()
    settings_or_exit()

app = CeleryApp("kpi_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def _begin_to_work(**_sent: Any) -> None:
    """Everything is loaded, and nothing is forked yet."""
    spare_what_is_loaded()


class WrongCompany(RuntimeError):
    """A task was about to run in another schema than the one its message names."""


class CompanyTask(TenantTask):
    """Runs inside one company's schema, or not at all.

    The library switches the schema in a signal whose errors Celery swallows, so a message without tenant, or one of a
    deleted company, would silently run in ``public``. This class refuses both.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        headers = self.request.headers or {}
        named = headers.get("_schema_name") or self.request.get("_schema_name")
        if not named or named == "public" or named != connection.schema_name:
            raise WrongCompany(f"{self.name}: message names {named!r}, connection is in {connection.schema_name!r}")
        return super().__call__(*args, **kwargs)


class FleetTask(TenantTask):
    """Runs in ``public`` only: finds which companies are due and rings their company tasks."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if connection.schema_name != "public":
            raise WrongCompany(f"{self.name}: fleet tasks run in public, connection is in {connection.schema_name!r}")
        return super().__call__(*args, **kwargs)
