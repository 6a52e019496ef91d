"""Whether this process may be sent requests: database, migrations, broker.

``/livez`` touches nothing. ``/readyz`` answers 200 while pages can be served: the database answers and its public
schema is migrated. A silent broker only degrades it: pages work, closes wait.
"""

import json
import logging

from celery import current_app
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.http import HttpResponse
from kombu.exceptions import KombuError

from kpi_portal.lib.company_connection import connection
from tenants import schemas

log = logging.getLogger(__name__)

OK, DEGRADED, FAILED = "ok", "degraded", "failed"
BROKER_PATIENCE_S = 1


def livez() -> HttpResponse:
    """The process runs."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz() -> HttpResponse:
    """What the process needs, asked now: 200 ``ok`` or ``degraded``, 503 ``failed``."""
    checks = {"database": _database(), "migrations": _migrations(), "broker": _broker()}
    state = next((worst for worst in (FAILED, DEGRADED) if worst in checks.values()), OK)
    body = json.dumps({"state": state, **checks}) + "\n"
    return HttpResponse(body, status=503 if state == FAILED else 200, content_type="application/json")


def _database() -> str:
    """Whether it answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, ImproperlyConfigured):
        log.exception("The database does not answer.")
        return FAILED
    return OK


def _migrations() -> str:
    """Whether the public schema, which every request reads, is as this code expects it."""
    try:
        return FAILED if schemas.behind(["public"]) else OK
    except DatabaseError:
        return FAILED


def _broker() -> str:
    """Whether it accepts a connection within a second."""
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_PATIENCE_S) as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE_S)
    except (KombuError, OSError):
        log.warning("The broker does not answer; closes wait until it does.")
        return DEGRADED
    return OK
