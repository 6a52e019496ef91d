"""A database of its own for every benchmark: dropped afterwards, on the portal's own servers."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connections

from kpi_portal import embedded
from kpi_portal.lib.company_connection import connection
from scoring.plans import versions
from tenants import schemas
from tenants.models import Company
from tenants.owner import as_owner


@contextmanager
def fresh_company() -> Iterator[Company]:
    """A new company in a new database, with the connection in its schema; both are gone afterwards."""
    name = f"bench_{uuid.uuid4().hex[:12]}"
    before = str(connection.settings_dict["NAME"])
    connections.close_all()
    _administer(f"CREATE DATABASE {name} OWNER {embedded.OWNER}")
    try:
        _turn_to(name)
        with as_owner():
            company = schemas.create(schema_name="bench", name="Bench", domain="bench.localhost")
        connection.set_tenant(company)
        versions.install_presets(by=None)
        yield company
    finally:
        _turn_to(before)
        _administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _turn_to(name: str) -> None:
    connections.close_all()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connection.set_schema_to_public()


def _administer(statement: str) -> None:
    superuser = embedded.default_database_url(settings.KPI_HOME, embedded.SUPERUSER)
    with psycopg.connect(superuser, dbname="postgres", autocommit=True) as administration:
        administration.execute(statement.encode())
