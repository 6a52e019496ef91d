"""All that a profile can say is said on the mapping page, and what cannot be is refused with a sentence there."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tenants.models import Company
from tests.importing import work_off
from tests.records.test_mapping_page import page_of, post, posted, send
from tests.visiting import visitor
from workorders.models import WorkOrder


@pytest.fixture
def administrator(company: Company, settings: object, tmp_path: Path) -> Client:
    return visitor("administrator")


ROBOTS = (
    "工单号,创建时间,首次响应,首次响应人,人工首次响应,办结时间,结果\n"
    "G1,2026-10-05 09:00,2026-10-05 09:00:02,智能客服,2026-10-05 11:00,2026-10-05 12:00,Y\n"
    "G2,2026-10-06 09:00,2026-10-06 09:20,A001,—,2026-10-06 12:00,N\n"
)


def test_machines_and_words_for_nothing_are_found_and_preselected(administrator: Client) -> None:
    batch = send(administrator, ROBOTS)
    assert batch.profile["automatic_responders"] == ["智能客服"]
    page = page_of(administrator, batch)
    assert re.search(r'name="machine" value="智能客服" checked', page)
    assert re.search(r'name="machine" value="A001">', page)
    batch = post(
        administrator, batch, **{"column-responded_at": ["人工首次响应", "首次响应"], "join-responded_at": "first_of"}
    )
    assert batch.profile["missing"] == ["—"]
    assert "automatic_responders" not in post(administrator, batch, machine=[]).profile


def test_a_profile_made_on_the_page_stores_what_one_made_by_hand_would(administrator: Client) -> None:
    typed = {
        "column-responded_at": ["人工首次响应", "首次响应"],
        "join-responded_at": "first_of",
        "where-column-completed_at": "结果",
        "where-words-completed_at": "Y\r\nyes",
        "column-channel": "\u0001value",
        "value-channel": "hotline",
        "missing": ["—", ""],
        "do": "check",
    }
    batch = post(administrator, send(administrator, ROBOTS), **typed)
    assert batch.profile["fields"]["responded_at"] == {"first_of": ["人工首次响应", "首次响应"]}
    assert batch.profile["fields"]["completed_at"] == {"column": "办结时间", "where": {"结果": ["Y", "yes"]}}
    assert batch.profile["fields"]["channel"] == {"value": "hotline"}
    administrator.post(f"/imports/{batch.pk}/store")
    work_off()
    first, second = WorkOrder.objects.filter(source="报修系统").order_by("number")
    assert (first.state, second.state, first.channel) == ("completed", "in_progress", "hotline")


def test_numbers_are_counted_once_it_is_said_what_they_count(administrator: Client) -> None:
    batch = send(administrator, "工单号,创建时间,首次响应时长\nG1,2026-10-05 09:00,20\n")
    assert "These are plain numbers: say what they count" in page_of(administrator, batch)
    batch = post(administrator, batch, **{"unit-responded_at": "minutes_since", "since-responded_at": "created_at"})
    assert batch.profile["fields"]["responded_at"] == {"column": "首次响应时长", "minutes_since": "created_at"}
    assert "5 October 2026 09:20" in page_of(administrator, batch)


def test_another_mapping_is_checked_again_before_it_is_stored(administrator: Client) -> None:
    batch = post(administrator, send(administrator, ROBOTS), do="check")
    assert batch.state == "judged"
    batch = post(administrator, batch, **{"column-completed_at": ""})
    assert batch.state == "uploaded"
    assert administrator.post(f"/imports/{batch.pk}/store").status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"encoding": "utf-16"},
        {"encoding": "zip"},
        {"header_row": "9999"},
        {"header_row": "40"},
        {"sheet": "没有"},
        {"delimiter": "x"},
        {"zone": "Nowhere/At_all"},
        {"source": "长" * 61},
        {"dates": "%Q"},
        {"dates": "\u0001example", "example": "9.9.26", "means": "2026-09-09T00:00"},
        {"column-number": "\u0001工单号\u0001", "value-number": "\u0001"},
        {"column-number": ["没有这列"], "since-created_at": "created_at", "unit-created_at": "hours_since"},
        {"use": "number"},
        {"kind": "no_such_kind"},
        {"rating_scale": "99999999999999999999"},
    ],
)
def test_what_cannot_be_is_said_and_the_page_stays(administrator: Client, typed: dict[str, object]) -> None:
    batch = send(administrator, ROBOTS)
    form = {**posted(page_of(administrator, batch)), **typed}
    assert administrator.post(f"/imports/{batch.pk}/mapping", form).status_code in {200, 302}
    assert administrator.get(f"/imports/{batch.pk}/mapping").status_code == 200
    assert administrator.post(f"/imports/{batch.pk}/mapping", form | {"do": "check"}, follow=True).status_code == 200


def test_names_that_nobody_has_are_said_before_they_are_errors_and_made_by_one_button(administrator: Client) -> None:
    rows = "".join(f"G{n},2026-10-05 09:00,{name}\n" for n, name in enumerate(("王芳", "A001", "新来的")))
    batch = send(administrator, f"工单号,创建时间,客服\n{rows}")
    page = page_of(administrator, batch)
    assert "Names that nobody in use has: 1, in 1 rows, such as 新来的." in " ".join(page.split())
    batch = post(administrator, batch, allow="people")
    assert batch.profile["creates"] == ["people"]
    assert "They are made as people." in page_of(administrator, batch)
    batch = post(administrator, batch, do="check")
    assert (batch.state, batch.created, batch.rejected) == ("judged", 3, 0)


def test_a_page_that_waits_asks_once_for_each_answer(administrator: Client) -> None:
    """Who is sent on and asked for again is sent again, and never arrives where the next page is slow."""
    batch = send(administrator, ROBOTS)
    form = posted(page_of(administrator, batch)) | {"do": ["check"]}
    administrator.post(f"/imports/{batch.pk}/mapping", form)
    address, by_htmx = f"/imports/{batch.pk}/progress", {"HX-Request": "true"}
    [trigger] = re.findall(r'hx-trigger="([^"]*)"', administrator.get(address, headers=by_htmx).content.decode())
    assert trigger.startswith("load ")
    assert "every" not in trigger
    work_off()
    over = administrator.get(address, headers=by_htmx)
    assert (over.headers["HX-Redirect"], over.content) == (f"/imports/{batch.pk}/", b"")
