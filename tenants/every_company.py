"""Doing something in every company, one after the other."""

from collections.abc import Iterator

from kpi_portal.lib.company_connection import connection
from tenants.models import Company


def each_company() -> Iterator[Company]:
    """Every company, with the connection in its schema while the loop's body runs; ``public`` afterwards."""
    connection.set_schema_to_public()
    try:
        for company in list(Company.objects.order_by("schema_name")):
            connection.set_tenant(company)
            yield company
    finally:
        connection.set_schema_to_public()
