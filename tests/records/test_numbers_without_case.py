"""Numbers name the same thing in whatever case they are written; what was written first is shown (IMPORTS §1)."""

from pathlib import Path

import pytest

from tenants.models import Company
from tests.importing import Sender
from tests.visiting import visitor
from workorders.models import WorkOrder

ROWS = {
    "workorders": "number,created_at,agent\n{},2026-10-05 09:00,A001\n",
    "surveys": "number,rating,answered_at,agent\n{},5,2026-10-05 09:00,A001\n",
    "quality_checks": "编号,工号,联系时间,是否合格\n{},A001,2026-10-05 09:00,是\n",
    "ratings": "编号,月份,客服工号,评价部门,评分\n{},2026-10,A001,工程部,5\n",
    "suggestions": "编号,工号,标题,提交时间\n{},A001,快递柜,2026-10-05 09:00\n",
    "adjustments": "编号,月份,工号,类型,分值,事由\n{},2026-10,A001,加分,1,表扬\n",
    "trainings": "场次编号,培训名称,培训时间,工号,出勤\n{},礼仪,2026-10-05 09:00,A001,出勤\n",
}


@pytest.mark.parametrize("kind", ROWS)
def test_another_case_is_the_same_thing(company: Company, tmp_path: Path, kind: str) -> None:
    sender = Sender(company, kind, tmp_path)
    sender.send(ROWS[kind].format("WO-a1"))
    for spelling in ("wo-A1", "ＷＯ-a1", "WO\u200b-a1", " Wo-a1 "):
        assert "0 new, 0 changed, 1 unchanged" in sender.send(ROWS[kind].format(spelling))


@pytest.mark.parametrize("kind", [kind for kind in ROWS if kind != "trainings"])
def test_the_same_number_twice_in_a_file_is_refused_in_whatever_case(
    company: Company, tmp_path: Path, kind: str
) -> None:
    head, row = ROWS[kind].split("\n")[:2]
    text = "\n".join((head, row.format("N-a"), row.format("n-A"))) + "\n"
    assert "2" in Sender(company, kind, tmp_path).refused(text)


def test_an_answer_finds_its_order_and_a_clerk_its_page_in_whatever_case(company: Company, tmp_path: Path) -> None:
    Sender(company, "surveys", tmp_path).send("number,rating,answered_at,order_number\nS-1,5,2026-10-06 09:00,wo-A1\n")
    Sender(company, "workorders", tmp_path).send(ROWS["workorders"].format("WO-a1"))
    Sender(company, "surveys", tmp_path).send("number,rating,answered_at,order_number\nS-2,4,2026-10-07 09:00,Wo-a1\n")
    order = WorkOrder.objects.get()
    assert order.answers.filter(stands=True).count() == 2
    assert order.answers.filter(stands=True).values("invitation").distinct().count() == 1
    assert "WO-a1" in visitor("hr").get("/orders/?words=wO-A").content.decode()
