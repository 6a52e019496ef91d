"""Both companies with a standing object of every model, in a database of their own for one file of tests,
which is a copy of one that was filled once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kpi_portal.lib.company_connection import connection
from reports.pdf_process import Press
from tenants.models import Company
from tests.database import connected_to, copied_database, copied_from, digest_of, kept_database


@pytest.fixture(scope="module")
def two_worlds(template_database: str, django_db_blocker: Any) -> Iterator[None]:
    """The connection stands in ``public`` in the end."""
    worlds = f"{template_database}_{digest_of('tests/world.py')}"
    with django_db_blocker.unblock():
        kept_database(worlds, copied_from(template_database), _build)
        with copied_database(worlds) as name, connected_to(name):
            yield


def _build() -> None:
    from tests import world  # plugins load before anything of the rooms is wanted

    for company in Company.objects.order_by("schema_name"):
        world.build(company)
        connection.set_schema_to_public()


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


@contextmanager
def nothing_is_typeset() -> Iterator[None]:
    """What would be printed is answered as its HTML: for who asks what is let out, not how it looks on paper."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Press, "print_page", lambda _press, html: html.encode())
        yield
