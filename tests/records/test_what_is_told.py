"""What the reader is told before a file is stored and before it is undone, and the buttons that mend (IMPORTS §4)."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from people.models import Person
from records.models import Batch
from scoring import closing
from scoring.models import Card
from tenants.models import Company
from tests.importing import work_off
from tests.months import closer
from tests.scoring.month_of_facts import OCTOBER, person, the_golden_month
from tests.visiting import visitor
from workorders.models import WorkOrder

HEAD = "工单编号,受理时间,完工时间,客服姓名\n"
OPEN = HEAD + "GD-901,2026-10-06 09:00,,王芳\n"
STRANGERS = HEAD + "".join(f"GD-{n},2026-09-06 09:00,,{name}\n" for n, name in enumerate(["甲乙", "甲乙", "丙丁"]))
MAPPED = {
    "zone": "Asia/Shanghai",
    "decimal": ".",
    "rating_scale": "5",
    "silent": ["responses", "dispatches"],
    "column-number": "工单编号",
    "column-created_at": "受理时间",
    "column-completed_at": "完工时间",
    "column-agent": "客服姓名",
    "do": "check",
}


@pytest.fixture
def hr(company: Company) -> Client:
    """周敏 at the browser."""
    return visitor("hr")


def checked(client: Client, text: str, **columns: str) -> Batch:
    """Uploaded, mapped (with further columns) and checked."""
    file = SimpleUploadedFile("十月.csv", text.encode())
    client.post("/imports/new", {"kind": "workorders", "source": "报修系统", "file": file})
    batch = Batch.objects.order_by("-pk")[0]
    client.post(f"/imports/{batch.pk}/mapping", MAPPED | {f"column-{field}": name for field, name in columns.items()})
    work_off()
    batch.refresh_from_db()
    return batch


def page_of(client: Client, batch: Batch) -> str:
    return " ".join(client.get(f"/imports/{batch.pk}/", follow=True).content.decode().split())


def seen(client: Client, batch: Batch) -> dict[str, str]:
    """The box that says that the cards were seen, as the page holds it."""
    page = client.get(f"/imports/{batch.pk}/", follow=True).content.decode()
    found = re.search(r'name="seen_cards" value="([0-9a-f]{64})"', page)
    return {"seen_cards": found[1]} if found else {}


def stored(client: Client, batch: Batch, **confirmed: str) -> Batch:
    """Asked for with what was confirmed; what came of it."""
    client.post(f"/imports/{batch.pk}/store", confirmed)
    work_off()
    batch.refresh_from_db()
    return batch


def test_errors_are_grouped_by_cause_and_a_button_mends_them(hr: Client) -> None:
    batch = checked(hr, STRANGERS)
    assert (batch.state, batch.rejected) == ("judged", 3)
    page = page_of(hr, batch)
    assert page.count("2 names are not known here") == 1
    assert "3 rows" in page
    assert "<strong>甲乙</strong>" in page
    hr.post(f"/imports/{batch.pk}/mend", {"do": "create_people"})
    work_off()
    batch.refresh_from_db()
    assert (batch.rejected, batch.created, batch.profile["creates"]) == (0, 3, ["people"])
    assert not Person.objects.filter(name="甲乙").exists()


def test_a_button_that_nobody_made_is_not_there(hr: Client) -> None:
    assert hr.post(f"/imports/{checked(hr, STRANGERS).pk}/mend", {"do": "create_money"}).status_code == 404


@pytest.fixture
def computed(company: Company) -> Card:
    """The golden month, closed and not published."""
    the_golden_month(person("王芳"))
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    card: Card = Card.objects.current().get(agent=person("王芳"))
    return card


def test_cards_of_a_closed_month_that_change_are_shown_and_have_to_be_seen(hr: Client, computed: Card) -> None:
    batch = checked(hr, OPEN)
    page = page_of(hr, batch)
    assert "Cards of closed months that change" in page
    [line] = batch.detail["moved"]
    assert (line["name"], line["before"][0]) == ("王芳", "82.31")
    assert f"82.31 → {line['after'][0]}" in page
    assert "This file changes 1 card of 2026-10, a month that is closed (Computed)." in page
    assert line["before"][2] == line["after"][2]
    assert "Their pay stays as it is." in page
    for nothing in ({}, {"seen_cards": "on"}, {"seen_cards": "0" * 64}):
        assert stored(hr, batch, **nothing).state == "judged"
    assert not WorkOrder.objects.filter(number="GD-901").exists()
    assert stored(hr, batch, **seen(hr, batch)).state == "stored"
    assert WorkOrder.objects.filter(number="GD-901").exists()
    assert "Close 2026-10 again" in page_of(hr, batch)
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    assert str(Card.objects.current().get(agent=person("王芳")).total) == line["after"][0]


def test_what_cards_lose_of_their_pay_is_added_up(hr: Client, computed: Card) -> None:
    batch = checked(hr, HEAD + "".join(f"GD-9{n:02},2026-10-06 09:00,,王芳\n" for n in range(30)))
    [line] = batch.detail["moved"]
    lost = Decimal(line["before"][2]) - Decimal(line["after"][2])
    assert lost > 0
    assert f"Their pay changes by −{lost:,.2f} yuan." in page_of(hr, batch)


def test_who_sees_no_totals_is_told_whose_card_changes_and_no_more(company: Company, computed: Card) -> None:
    administrator = visitor("administrator")
    page = page_of(administrator, checked(administrator, OPEN))
    assert "Cards of closed months that change" in page
    assert "82.31" not in page
    assert "Their pay" not in page


def test_a_file_that_moves_nothing_says_nothing_of_cards(hr: Client, computed: Card) -> None:
    assert "Cards of closed months" not in page_of(hr, checked(hr, OPEN.replace("2026-10", "2026-11")))


def test_undo_asks_and_says_what_goes_and_whose_card_changes(hr: Client, computed: Card) -> None:
    batch = checked(hr, OPEN)
    stored(hr, batch, **seen(hr, batch))
    page = " ".join(hr.get(f"/imports/{batch.pk}/undo").content.decode().split())
    assert "1 row goes" in page
    assert "→ 82.31" in page
    assert WorkOrder.objects.standing().filter(number="GD-901").exists()
    hr.post(f"/imports/{batch.pk}/undo")
    assert not WorkOrder.objects.standing().filter(number="GD-901").exists()


POINTS = "月份,工号,类型,分值,事由\n2026-10,A001,加分,1,业主表扬\n"
OF_POINTS = {"month": "月份", "agent": "工号", "kind": "类型", "points": "分值", "reason": "事由"}


def points(client: Client, name: str) -> Batch:
    """A file of adjustments, checked."""
    data = {"kind": "adjustments", "source": "file", "file": SimpleUploadedFile(name, POINTS.encode())}
    client.post("/imports/new", data)
    batch = Batch.objects.order_by("-pk")[0]
    mapped = {"zone": "Asia/Shanghai", "decimal": ".", "rating_scale": "5", "do": "check"}
    client.post(f"/imports/{batch.pk}/mapping", mapped | {f"column-{field}": name for field, name in OF_POINTS.items()})
    work_off()
    batch.refresh_from_db()
    return batch


def test_cards_that_move_by_a_confirmed_repeat_have_to_be_seen_too(hr: Client, computed: Card) -> None:
    first = points(hr, "一.csv")
    assert stored(hr, first, **seen(hr, first)).state == "stored"
    again = points(hr, "二.csv")
    assert (again.detail["moved"], seen(hr, again)) == ([], {})
    assert stored(hr, again, accept_repeats="on").state == "judged"
    page = page_of(hr, again)
    assert "They are shown now; look at them and store." in page
    assert "Cards of closed months that change" in page
    assert stored(hr, again, accept_repeats="on", **seen(hr, again)).state == "stored"
