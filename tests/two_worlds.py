"""Both companies with a standing object of every model, in a database of their own for one file of tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kpi_portal.lib.company_connection import connection
from tenants.models import Company
from tests.database import connected_to, copied_database


@pytest.fixture(scope="module")
def two_worlds(template_database: str, django_db_blocker: Any) -> Iterator[None]:
    """The connection stands in ``public`` in the end."""
    from tests import world  # plugins load before anything of the rooms is wanted

    with django_db_blocker.unblock(), copied_database(template_database) as name, connected_to(name):
        for company in Company.objects.order_by("schema_name"):
            world.build(company)
            connection.set_schema_to_public()
        yield


@contextmanager
def inside(schema: str) -> Iterator[Company]:
    """The connection in the company's schema, and back."""
    connection.set_schema_to_public()
    company = Company.objects.get(schema_name=schema)
    connection.set_tenant(company)
    try:
        yield company
    finally:
        connection.set_schema_to_public()
