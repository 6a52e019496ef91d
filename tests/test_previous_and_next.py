"""Previous and next within the list from which an order, a complaint or an appeal was opened, and its place there."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.complaints.models import Complaint, ComplaintStep
from evidence.complaints.projecting import project
from kpi_portal.lib import queue
from kpi_portal.lib.company_connection import connection
from people.models import Site
from tenants.models import Company
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MIDDLE, MINUTE, orders, person
from tests.visiting import visitor
from workorders.models import WorkOrder

LINK = re.compile(r'rel="(prev|next)"[^>]*?href="([^"]+)"', re.DOTALL)
ROW = re.compile(r'<td class="[^"]*h[^"]*">\s*<a href="([^"]+)"')


def beside(page: str) -> dict[str, str]:
    return {side: address.replace("&amp;", "&") for side, address in LINK.findall(page.split('<nav class="foot')[0])}


def read(browser: Client, address: str) -> str:
    answer = browser.get(address.replace("&amp;", "&"))
    assert answer.status_code == 200, address
    return answer.content.decode()


def walked(browser: Client, listed: str) -> list[str]:
    """The places of the rows of a list, from the first link of the list by *next* to the end."""
    row = ROW.search(read(browser, listed))
    assert row is not None
    found, address = [], row[1]
    while address:
        page = read(browser, address)
        told = re.search(r"(\d+\+?) / (\d+\+?)", words(page.encode()))
        assert told is not None
        found.append(told[0])
        address = beside(page).get("next", "")
    return found


@pytest.fixture
def many(company: Company) -> list[WorkOrder]:
    """Three orders of the site that the supervisor leads, created at one instant, one of them done; one elsewhere."""
    site = Site.objects.get(code="CH")
    made = orders(3, created=MIDDLE, site=site)
    WorkOrder.objects.filter(pk=made[1].pk).update(state="completed")
    orders(1, created=MIDDLE + MINUTE)
    return made


def test_an_order_is_walked_from_within_its_filter_among_what_the_reader_sees(many: list[WorkOrder]) -> None:
    leads, hr = visitor("supervisor"), visitor("hr")
    assert walked(leads, "/orders/?created=2026-10") == ["1 / 3", "2 / 3", "3 / 3"]
    assert walked(hr, "/orders/?created=2026-10") == ["1 / 4", "2 / 4", "3 / 4", "4 / 4"]
    assert walked(hr, "/orders/?created=2026-10&state=completed") == ["1 / 1"]
    assert 'href="/orders/?created=2026-10&amp;state=completed"' in read(
        hr, f"/orders/{many[1].pk}/?in=created%3D2026-10%26state%3Dcompleted"
    )


def test_a_row_that_left_the_list_has_neighbours_and_no_place(many: list[WorkOrder]) -> None:
    page = read(visitor("hr"), f"/orders/{many[1].pk}/?in=created%3D2026-10%26state%3Dnew")
    assert set(beside(page)) == {"prev", "next"}
    assert not re.search(r"\d / \d", words(page.encode()))


def test_the_way_along_a_list_costs_two_statements_however_long_it_is(
    many: list[WorkOrder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "REACH", 1)
    hr, address = visitor("hr"), f"/orders/{many[1].pk}/"
    read(hr, address)
    with CaptureQueriesContext(connection) as bare:
        read(hr, address)
    with CaptureQueriesContext(connection) as within:
        page = read(hr, f"{address}?in=")
    assert "2+ / 3+" in words(page.encode())
    assert len(within) == len(bare) + 2


def test_nothing_of_a_list_is_said_that_was_not_asked_for(many: list[WorkOrder]) -> None:
    hr = visitor("hr")
    for asked in ("", "?in=" + "x" * 5000):
        assert not beside(read(hr, f"/orders/{many[0].pk}/{asked}"))
    read(hr, f"/orders/{many[0].pk}/?in=site%3D%2500%26created%3D9999-99%26q%3D%2500")


def test_a_complaint_is_walked_from_within_what_is_not_closed(company: Company) -> None:
    for number in range(3):
        at = MIDDLE + timedelta(hours=number)
        complaint = Complaint.objects.create(number=f"TS{number}", received_at=at, handler=person("王芳"))
        common = {"complaint": complaint, "at": at, "counts_at": at, "agent": person("王芳")}
        ComplaintStep.objects.create(number=f"TS{number}-1", kind="received", severity="ordinary", **common)
        project([complaint.pk])
    Complaint.objects.filter(number="TS1").update(state="closed", closed_at=MIDDLE)
    assert walked(visitor("hr"), "/evidence/complaints/?state=open") == ["1 / 2", "2 / 2"]
    assert walked(visitor("hr"), "/evidence/complaints/") == ["1 / 3", "2 / 3", "3 / 3"]


def test_an_act_on_the_way_keeps_the_list(many: list[WorkOrder]) -> None:
    hr, inside = visitor("hr"), "?in=created%3D2026-10"
    first = many[0]
    page = read(visitor("supervisor"), f"/orders/{first.pk}/{inside}")
    sent = re.search(rf'action="(/orders/{first.pk}/acts/take-on/[^"]*)"', page)
    assert sent is not None
    assert sent[1].endswith(inside)
    assert visitor("supervisor").post(sent[1])["Location"] == f"/orders/{first.pk}/{inside}"
    assert "/ 4" in words(read(hr, f"/orders/{first.pk}/{inside}").encode())
