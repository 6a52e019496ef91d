"""Nothing crosses companies (PROMISES 1): two companies with the same keys, names and numbers, and canaries."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests import doors
from tests.doors import LOGGED_IN, NOBODY, VISITORS, Door
from tests.long_run import LONG
from tests.two_worlds import inside, nothing_is_typeset
from tests.world import canary_of

DOORS = [door for door in doors.table().values() if "GET" in door.line]
FOURTH = 4
COMPANIES = ("acme", "birch")


@pytest.fixture(scope="module", params=[COMPANIES, COMPANIES[::-1]], ids=COMPANIES)
def own_and_other(request: pytest.FixtureRequest, two_worlds: None) -> tuple[str, str]:
    """The company that is visited, and the one of which nothing may be seen."""
    names: tuple[str, str] = request.param
    return names


@pytest.fixture(scope="module")
def browsers(own_and_other: tuple[str, str]) -> Iterator[dict[str, Client]]:
    """One browser for each visitor."""
    own = own_and_other[0]
    with inside(own), nothing_is_typeset():
        yield {visitor: doors.client_of(visitor, own) for visitor in VISITORS}


@pytest.fixture(scope="module")
def paths(own_and_other: tuple[str, str]) -> dict[str, str]:
    """The address of each door at the company that is visited."""
    with inside(own_and_other[0]):
        return {door.name: door.path for door in DOORS}


@pytest.mark.parametrize("visitor", VISITORS)
def test_no_page_shows_the_other_companys_canary(
    visitor: str, own_and_other: tuple[str, str], browsers: dict[str, Client], paths: dict[str, str]
) -> None:
    own, other = own_and_other
    with inside(other) as company:
        forbidden = canary_of(company)
    with inside(own) as company:
        expected = canary_of(company)
        seen = {name: _everything_in(browsers[visitor].get(paths[name])) for name in _knocked_at(visitor, own)}
    assert [name for name, text in seen.items() if forbidden in text] == []
    assert any(expected in text for text in seen.values())


@pytest.mark.parametrize("visitor", LOGGED_IN)
def test_a_session_of_one_company_is_nobody_at_the_other(
    visitor: str, own_and_other: tuple[str, str], browsers: dict[str, Client], paths: dict[str, str]
) -> None:
    stranger = Client(SERVER_NAME=f"{own_and_other[1]}.localhost", raise_request_exception=False)
    stranger.cookies = browsers[visitor].cookies
    with inside(own_and_other[1]):
        tried = DOORS if LONG else DOORS[LOGGED_IN.index(visitor) % FOURTH :: FOURTH]  # two of them at each door
        let_in = [door.name for door in tried if _is_let_in(stranger, door, paths[door.name])]
    assert let_in == []


def test_the_two_companies_have_the_same_keys(two_worlds: None) -> None:
    keys = []
    for company in COMPANIES:
        with inside(company):
            keys.append([door.path for door in DOORS])
    assert keys[0] == keys[1]


def _knocked_at(visitor: str, own: str) -> list[str]:
    """Each page is seen at each company by one whom it lets in and by one whom it does not, at the other company by
    others where there are any. In the long run all see all."""
    places = enumerate(DOORS, COMPANIES.index(own))
    return [door.name for place, door in places if LONG or visitor in _seen_by(door, place)]


def _seen_by(door: Door, turn: int) -> set[str]:
    let_in = [visitor for visitor in VISITORS if 200 in door.expected("GET", visitor)]
    kept_out = [visitor for visitor in VISITORS if visitor not in let_in]
    return {group[turn % len(group)] for group in (let_in, kept_out) if group}


def _is_let_in(stranger: Client, door: Door, path: str) -> bool:
    return stranger.get(path).status_code not in door.expected("GET", NOBODY)


def _everything_in(answer: Any) -> str:
    """Headers and body as text; of a zip or XLSX every member."""
    body = b"".join(answer) if answer.streaming else answer.content
    head = "\n".join(f"{name}: {value}" for name, value in answer.items())
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return f"{head}\n{body.decode(errors='replace')}"
