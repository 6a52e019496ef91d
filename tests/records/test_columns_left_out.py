"""A column that a file does not have changes nothing, of whatever kind (IMPORTS §2); each of these was found by
``test_any_company``."""

from pathlib import Path

import pytest

from evidence.models import QualityCheck, Suggestion
from people.models import Account, Person, Site, Team
from records.imports import undoing
from scoring.models import Adjustment
from tenants.models import Company
from tests.importing import Sender
from tests.reports.test_card_page import words
from tests.visiting import visitor
from workorders.models import WorkOrder

FILES = {
    "adjustments": (
        "编号,月份,工号,类型,分值,事由,证据,登记人\n1,2026-10,A001,加分,1,表扬,信,H001\n",
        "编号,月份,工号,类型,分值,事由\n1,2026-10,A001,加分,1,表扬\n",
    ),
    "ratings": (
        "编号,月份,客服工号,评价部门,评分,评价人,评论\n1,2026-10,A001,工程部,5,E001,好\n",
        "编号,月份,客服工号,评价部门,评分\n1,2026-10,A001,工程部,5\n",
    ),
    "suggestions": (
        "编号,工号,标题,内容,提交时间,决定,决定时间\n1,A001,快递柜,北门,2026-10-02 09:00,采纳,2026-10-09 09:00\n",
        "编号,工号,标题,提交时间\n1,A001,快递柜,2026-10-02 09:00\n",
    ),
    "quality_checks": (
        (
            "编号,工号,联系时间,定稿时间,质检人,项目,是否合格,备注\n"
            "1,A001,2026-10-02 09:00,2026-10-05 09:00,S001,CH,是,漏问候\n"
        ),
        "编号,工号,联系时间,是否合格\n1,A001,2026-10-02 09:00,是\n",
    ),
    "leave": (
        "person,first_day,last_day,reason\nA001,2026-10-02,2026-10-03,事假\n",
        "person,first_day,last_day\nA001,2026-10-02,2026-10-03\n",
    ),
    "surveys": (
        "number,rating,answered_at,order_number,agent,comment\nS-1,5,2026-10-02 09:00,N-1,A001,谢谢\n",
        "number,rating,answered_at\nS-1,5,2026-10-02 09:00\n",
    ),
    "workorders": (
        (
            "number,created_at,agent,responded_at,responder,dispatched_at,category\n"
            "N-1,2026-10-02 09:00,A001,2026-10-02 09:10,A002,2026-10-02 09:20,报修\n"
        ),
        "number,created_at,responded_at\nN-1,2026-10-02 09:00,2026-10-02 09:10\n",
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_second_file_with_fewer_columns_changes_nothing(company: Company, tmp_path: Path, kind: str) -> None:
    whole, fewer = FILES[kind]
    sender = Sender(company, kind, tmp_path)
    assert "1 new" in sender.send(whole)
    assert "0 new, 0 changed, 1 unchanged" in sender.send(fewer)


@pytest.mark.parametrize("kind", ["adjustments", "ratings", "suggestions", "quality_checks"])
def test_what_a_changed_row_does_not_say_stays(company: Company, tmp_path: Path, kind: str) -> None:
    whole, fewer = FILES[kind]
    sender = Sender(company, kind, tmp_path)
    sender.send(whole)
    sender.send(
        fewer.replace(",加分,1,", ",加分,2,")
        .replace(",5\n", ",4\n")
        .replace("快递柜", "丰巢")
        .replace(",是\n", ",否\n")
    )
    assert sender.batch.changed == 1
    kept = {
        "adjustments": lambda: Adjustment.objects.get(stands=True).evidence == "信",
        "ratings": lambda: "0 new, 1 changed" in sender.send(whole),
        "suggestions": lambda: Suggestion.objects.get(stands=True).decision == "adopted",
        "quality_checks": lambda: QualityCheck.objects.get(stands=True).note == "漏问候",
    }
    assert kept[kind]()


def test_a_cell_that_is_empty_now_empties_the_value(company: Company, tmp_path: Path) -> None:
    sender = Sender(company, "suggestions", tmp_path)
    sender.send(FILES["suggestions"][0])
    sender.send("编号,工号,标题,提交时间,决定,决定时间\n1,A001,快递柜,2026-10-02 09:00,,\n")
    assert Suggestion.objects.get(stands=True).decision == "pending"


def test_a_source_without_dispatches_is_concluded_from_no_single_file(company: Company, tmp_path: Path) -> None:
    sender = Sender(company, "workorders", tmp_path)
    sender.send(FILES["workorders"][1])
    assert not WorkOrder.objects.get().records_dispatches
    sender.send(FILES["workorders"][0])
    sender.send(FILES["workorders"][1])
    assert WorkOrder.objects.get().records_dispatches


ORDERS = (
    "number,created_at,agent,site,team,building\n"
    "N-1,2026-10-02 09:00,陆遥,锦绣苑,三班,1栋\n"
)  # fmt: skip
CREATES = 'kind = "{kind}"\nsource = "tickets"\ncreates = ["people", "sites", "teams"]\n[fields]\n{fields}'


def creating(company: Company, folder: Path, kind: str, text: str) -> Sender:
    """Sends files that may make people and places up; the columns are called like the fields."""
    profile = folder / f"{kind}.toml"
    fields = "".join(f'{name} = "{name}"\n' for name in text.split("\n")[0].split(","))
    profile.write_text(CREATES.format(kind=kind, fields=fields), encoding="utf-8")
    return Sender(company, kind, folder, profile)


def undone(sender: Sender) -> None:
    undoing.undo(sender.batch, by=Account.objects.get(username="administrator"))


def test_an_undone_check_leaves_nobody_to_be_scored(company: Company, tmp_path: Path) -> None:
    text = "number,agent,contact_at,passed\nQ-1,陆遥,2026-10-02 09:00,是\n"
    checks = creating(company, tmp_path, "quality_checks", text)
    checks.send(text)
    undone(checks)
    assert not Person.objects.standing().filter(name="陆遥").exists()


def test_sites_and_teams_that_a_file_made_up_go_with_its_undo(company: Company, tmp_path: Path) -> None:
    orders = creating(company, tmp_path, "workorders", ORDERS)
    orders.send(ORDERS)
    undone(orders)
    assert not Site.objects.filter(name="锦绣苑").exists()
    assert not Team.objects.filter(name="三班").exists()
    orders.send(ORDERS)
    assert WorkOrder.objects.get().site == Site.objects.get(name="锦绣苑")


def test_a_site_stays_while_another_file_rests_on_it_and_goes_with_the_last(company: Company, tmp_path: Path) -> None:
    orders = creating(company, tmp_path, "workorders", ORDERS)
    orders.send(ORDERS)
    first = orders.batch
    orders.send(ORDERS.replace("N-1", "N-2"))
    second = orders.batch
    for batch, left in ((first, True), (second, False)):
        undoing.undo(batch, by=Account.objects.get(username="administrator"))
        assert Site.objects.filter(name="锦绣苑").exists() is left


def test_a_site_that_was_only_named_is_what_a_later_file_says_of_it(company: Company, tmp_path: Path) -> None:
    orders = creating(company, tmp_path, "workorders", ORDERS)
    orders.send(ORDERS)
    text = "person,site,site_name,site_kind,first_day\nA001,锦绣苑,锦绣苑一期,高端住宅,2026-10-01\n"
    creating(company, tmp_path, "postings", text).send(text)
    site = Site.objects.get(code="锦绣苑")
    assert (site.name, site.kind) == ("锦绣苑一期", "premium")


def test_the_undo_says_who_and_what_goes_along_and_what_stays_and_why(company: Company, tmp_path: Path) -> None:
    orders = creating(company, tmp_path, "workorders", ORDERS)
    orders.send(ORDERS + "N-2,2026-10-02 09:00,卢定,锦绣苑,三班,1栋\n")
    visitor("hr").post(
        f"/people/{Person.objects.get(name='卢定').pk}/bonus-base/", {"since": "2026-10", "amount": "800"}
    )
    page = words(visitor("hr").get(f"/imports/{orders.batch.pk}/undo").content)
    assert "Work orders: new 2" in page
    assert "People who go along (1) 陆遥" in page
    assert "Sites and teams that go along (2) 三班, 锦绣苑" in page
    assert "something else rests on it 卢定 (has a bonus base)" in page
    assert WorkOrder.objects.count() == 2
