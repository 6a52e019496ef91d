"""No request makes a 500 (PROMISES 15): every route that takes GET or POST, by every role that may, with hostile
addresses, queries, forms and bodies. Always the same requests: one of each method by one of those whom a door lets
in, another at each door; KPI_FUZZ=500 sends up to that many at each door by everyone."""

import copy
import os
import sys
import traceback
from collections.abc import Iterator
from itertools import product
from typing import cast

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests import doors
from tests.doors import VISITORS, Door
from tests.hostile import Fields, Knock, chosen, knocks
from tests.two_worlds import inside, nothing_is_typeset

DOORS = doors.table()
FEW = int(os.environ.get("KPI_FUZZ", "1"))
"""Requests for each door, method and visitor."""
EVERYONE = "KPI_FUZZ" in os.environ


@pytest.fixture(scope="module")
def browsers(two_worlds: None) -> Iterator[dict[str, Client]]:
    """One browser for each visitor, at acme."""
    with inside("acme"), nothing_is_typeset():
        yield {visitor: doors.client_of(visitor, "acme") for visitor in VISITORS}


def let_in(door: Door, method: str) -> list[str]:
    """The visitors whom a door lets in, or one of them."""
    if method not in door.line:
        return []
    every = [visitor for visitor in VISITORS if door.expected(method, visitor) & {200, 302}]
    return every if EVERYONE else chosen(every, 1, f"{door.name} {method}")


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_hostile_request_is_answered_and_never_with_a_500(door: Door, browsers: dict[str, Client]) -> None:
    failed = []
    fields: dict[str, Fields] = {}
    for method, visitor in product(doors.METHODS, VISITORS):
        if visitor not in let_in(door, method):
            continue
        with inside("acme"):  # each time anew: an address of nobody's leaves the connection in public
            if visitor not in fields:
                fields[visitor] = _fields(browsers[visitor], door)
            every = list(knocks(door, method, fields[visitor]))
            for knock in chosen(every, FEW, f"{door.name} {method} {visitor}"):
                failed += _failure(browsers[visitor], visitor, knock)
    assert not failed, "\n".join(failed)


def _fields(browser: Client, door: Door) -> Fields:
    with transaction.atomic():
        page = browser.get(door.path)
        transaction.set_rollback(True)
    return Fields.of(cast(HttpResponse, page))


def _failure(browser: Client, visitor: str, knock: Knock) -> list[str]:
    cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        try:
            answer = knock.at(browser)
            status, why = answer.status_code, getattr(answer, "exc_info", None)
        except Exception:
            status, why = 599, sys.exc_info()
        transaction.set_rollback(True)
    browser.cookies = cookies
    if status < 500:
        return []
    last = traceback.format_exception(*why)[-1].strip() if why else ""
    frames = (
        "; ".join(f"{f.filename.split('/')[-1]}:{f.lineno}" for f in traceback.extract_tb(why[2])[-3:]) if why else ""
    )
    return [f"{visitor} {knock}: {status} {last[:200]} [{frames}]"]
