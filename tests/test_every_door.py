"""The permission matrix (PROMISES 2): what doors.yaml says is what the portal does, for every route of the URLconf."""

import copy
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from kpi_portal.lib.company_connection import connection
from tests import doors
from tests.doors import LOGGED_IN, METHODS, NOBODY, VISITORS, Door
from tests.long_run import LONG
from tests.two_worlds import inside, nothing_is_typeset

DOORS = doors.table()
FEW = (NOBODY, "administrator")
"""Who tries a method that a door does not have: it is refused before anybody looks at who asks."""
REFUSED = {403, 404, 405}
WRITES_SO_FAR = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables
    WHERE relname <> 'django_session'
"""


@pytest.fixture(scope="module")
def browsers(two_worlds: None) -> Iterator[dict[str, Client]]:
    """One browser for each visitor at acme, where the connection stays. Nothing is typeset: who is let in is asked."""
    with inside("acme"), nothing_is_typeset():
        yield {visitor: doors.client_of(visitor, "acme") for visitor in VISITORS}


def test_every_route_is_in_the_table_and_nothing_else_is() -> None:
    routes = set(doors.every_route())
    assert (routes - set(DOORS), set(DOORS) - routes) == (set(), set())


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_each_visitor_is_let_in_or_kept_out_and_a_refusal_writes_nothing(
    door: Door, browsers: dict[str, Client]
) -> None:
    wrong = []
    path = door.path
    for method in METHODS:
        for visitor in VISITORS if LONG or method in door.line else FEW:
            status, writes = _knock(browsers[visitor], door, method, path)
            if status not in door.expected(method, visitor):
                wrong.append(f"{visitor} {method}: {status}, not {door.expected(method, visitor)}")
            if status in REFUSED and writes:
                wrong.append(f"{visitor} {method}: {status}, but {writes} rows were written")
    assert not wrong, f"{door.name}\n" + "\n".join(wrong)


@pytest.mark.parametrize("visitor", LOGGED_IN)
def test_an_address_that_is_none_is_404(visitor: str, browsers: dict[str, Client]) -> None:
    assert browsers[visitor].get("/no/such/page/").status_code == 404


def _knock(browser: Client, door: Door, method: str, path: str) -> tuple[int, int]:
    """Status and number of rows written, in a transaction that is undone; what the browser was given is forgotten."""
    cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic(durable=True):
        answer = browser.get(path) if method == "GET" else browser.post(path, door.line.get("data", {}))
        writes = _writes() if answer.status_code in REFUSED else 0
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer.status_code, writes


def _writes() -> int:
    """Rows written in this transaction. The tables are asked only where it wrote anything at all: that is quick."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(WRITES_SO_FAR)
        return int(cursor.fetchone()[0])
