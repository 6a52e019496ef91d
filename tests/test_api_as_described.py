"""The API answers as its OpenAPI says, whatever is sent, never with a 500. KPI_FUZZ=500 sends more to each address."""

import os
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from kpi_portal.lib.company_connection import connection
from people.models import Account
from records.keys.scopes import offered
from tenants.models import Company
from tests.records.api_client import key_of

FEW = int(os.environ.get("KPI_FUZZ", "4"))
WELL_FORMED_IS_NOT_TRUE: list[Any] = [positive_data_acceptance]
"""Rows of the right shape may be wrong all the same: 422."""


@pytest.fixture
def _transaction_stays_open() -> Iterator[None]:
    """As Django's own client has it: a server would close its connection after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_transaction_stays_open")
def test_every_call_is_answered_as_it_is_described(company: Company) -> None:
    scopes = [scope for scope, _label in offered(Account.objects.get(username="hr"))]
    words = key_of("hr", scopes, calls_per_minute=1_000_000)[1]
    portal = get_wsgi_application()

    def at_acme(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return portal(environ | {"HTTP_HOST": "acme.localhost"}, start_response)

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", at_acme)
    called = []
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # a described address that is none would raise here
        called.append(operation.label)

        @settings(max_examples=FEW, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def each(case: Any) -> None:
            with transaction.atomic():
                case.call_and_validate(
                    headers={"Authorization": f"Bearer {words}"}, excluded_checks=WELL_FORMED_IS_NOT_TRUE
                )
                transaction.set_rollback(True)
            connection.set_tenant(company)

        each()
    assert len(called) == 6
