"""The two standing companies, as fixtures: acme and birch hold the same cast, so that whatever crosses is seen."""

from collections.abc import Iterator

import pytest

from kpi_portal.lib.company_connection import connection
from tenants.models import Company


@pytest.fixture
def company(db: None) -> Iterator[Company]:
    """Acme, with the connection in its schema."""
    yield from _inside("acme")


@pytest.fixture
def other_company(db: None) -> Iterator[Company]:
    """Birch. Comes with the connection in its schema; use `connection.set_tenant` to go back and forth."""
    yield from _inside("birch")


def _inside(schema: str) -> Iterator[Company]:
    company = Company.objects.get(schema_name=schema)
    before = connection.tenant
    connection.set_tenant(company)
    yield company
    connection.set_tenant(before)
