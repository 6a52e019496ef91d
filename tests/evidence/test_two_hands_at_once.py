"""Two that store at the same moment: a screen that saves itself, two inspectors of one contact."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from evidence.quality_checks import verbs as checks
from evidence.quality_checks.models import QualityCheck
from evidence.ratings import colleagues
from evidence.ratings.models import PeerRating
from evidence.ratings.verbs import Given
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import months
from tenants.models import Company
from tests.scoring.month_of_facts import person


def both(act: Any) -> None:
    """Do it in two threads of one company."""
    acme = Company.objects.get(schema_name="acme")

    def run(number: int) -> None:
        connection.set_tenant(acme)
        with suppress(Refused):
            act(number)
        connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(run, range(2)))
    connection.set_tenant(acme)


def met(monkeypatch: pytest.MonkeyPatch, place: Any, name: str) -> None:
    """Whoever has read what stands waits there for the other, who never comes where a lock keeps them apart."""
    barrier, before = threading.Barrier(2), getattr(place, name)

    def wait(*args: Any, **kwargs: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(1)
        return before(*args, **kwargs)

    monkeypatch.setattr(place, name, wait)


def test_at_the_same_moment_a_rating_is_one_rating_and_a_contact_is_checked_once(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    month = months.month_containing(timezone.now())
    by, whom = Account.objects.get(username="agent"), person("李静")
    met(monkeypatch, colleagues, "rated_by")
    both(lambda number: colleagues.rate_all(
        colleagues.PEERS, by=by, month=month, given=[Given(whom, Decimal(4 + number))]))  # fmt: skip
    assert PeerRating.objects.standing().count() == 1
    assert PeerRating.objects.count() == 2

    at = datetime.now(months.company_zone())
    met(monkeypatch, checks, "_kept")
    contact, inspector = checks.Contact(whom, at, key="call:1"), Account.objects.get(username="inspector")
    both(lambda _number: checks.record_check(contact, items=checks.checklist(), by=inspector, at=at))
    assert QualityCheck.objects.standing().count() == 1
