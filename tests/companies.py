"""The two standing companies, as fixtures: acme and birch hold the same cast, so that whatever crosses is seen."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from kpi_portal.lib.company_connection import connection
from tenants.models import Company

Once = Callable[[], AbstractContextManager[None]]


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


@pytest.fixture(scope="module")
def once_at_acme(django_db_setup: None, django_db_blocker: Any) -> Once:
    """What is written within it stands for all later tests of the file, each of which works in a savepoint of its own.

    Tests that ask for it come last in their file (tests.portal), so that the others find nothing of it.
    """
    return partial(_once, django_db_blocker)


@contextmanager
def _once(blocker: Any) -> Iterator[None]:
    with blocker.unblock(), transaction.atomic():
        connection.set_tenant(Company.objects.get(schema_name="acme"))
        yield
        connection.set_schema_to_public()
        transaction.set_rollback(True)
