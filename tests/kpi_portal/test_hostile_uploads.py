"""Hostile files sent to the web server as production runs it: others are answered meanwhile, and it does not swell."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cast import PASSWORD
from tests.kpi_portal.hostile_files import FILES
from tests.portal import LivePortal
from tests.production import Visitor

MEGABYTE = 1 << 20
SENT = (
    "a string that a cell can hold, shown 100,000 times",
    "as many empty rows as there can be",
    "every column merged and filled",
    "a long text merged down to the end",
    "a long format shown by 20,000 styles",
    "15,000 names of one large sheet",
    "44 MB of empty strings",
    "half a gigabyte of blanks in a workbook",
    "entities of entities",
    "an archive of 100,000 files",
    "3 GB in a gzip",
    "a record that never ends",
    "20 million empty lines",
    "a column name of 900 KB",
)


@pytest.fixture(scope="module")
def hr(production: LivePortal, proxy: int) -> Visitor:
    """沈慧, who may import."""
    visitor, login = Visitor(proxy), "/accounts/login/"
    assert visitor.send(login, login, login="hr", password=PASSWORD).status == 302
    return visitor


@pytest.mark.parametrize("name", SENT)
def test_others_are_answered_while_a_hostile_file_is_read(production: LivePortal, hr: Visitor, name: str) -> None:
    content = FILES[name][0]()
    workers = memory_of_workers(production)
    with asked_for_health(production) as answers:
        answer, page = hr.upload("/imports/new", content, kind="workorders", source="x")
    refused = FILES[name][1]
    assert (answer.status, "id_file_error" in page) == ((200, True) if refused else (302, False))
    assert answers
    assert set(answers) == {200}
    after = memory_of_workers(production)
    assert after.keys() == workers.keys()
    assert all(after[process] - workers[process] < 100 * MEGABYTE for process in workers)


@contextmanager
def asked_for_health(portal: LivePortal) -> Iterator[list[int]]:
    """The statuses of ``/livez``, asked for again and again until the block ends."""
    answers: list[int] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set() or not answers:
            line = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=5)
            line.request("GET", "/livez")
            answers.append(line.getresponse().status)
            line.close()
            over.wait(0.02)  # after some thousand requests the server would replace its workers

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield answers
    finally:
        over.set()
        asking.join()


def memory_of_workers(portal: LivePortal) -> dict[int, int]:
    """Process of the web server → the most memory that it ever had, in bytes."""
    found = {}
    for process, folder in portal.web_workers().items():
        lines = (folder / "status").read_text().splitlines()
        found[process] = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    return found
