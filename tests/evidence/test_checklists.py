"""A company's own checklists: what a quality check begins with; checks that were made stay what they are."""

import pytest

from evidence.models import QualityCheck
from evidence.quality_checks.models import Checklist
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
NEW = {"name": "来电礼仪", "items": "报公司与姓名\n用语礼貌 2 !\n完整录入工单 3", "in_use": "on"}


def test_a_check_begins_with_the_list_that_was_chosen_and_keeps_its_words() -> None:
    hr, supervisor = visitor("hr"), visitor("supervisor")
    assert "eight usual items" in words(visitor("administrator").get("/settings/").content)
    assert hr.post("/evidence/checklists/add/", NEW).status_code == 302
    assert hr.post("/evidence/checklists/add/", NEW | {"name": "上门服务", "items": "带工牌"}).status_code == 302
    form = supervisor.get("/evidence/checks/new/").content.decode()
    assert "用语礼貌" in form
    assert "带工牌" not in form
    second = Checklist.objects.get(name="上门服务")
    address = f"/evidence/checks/new/?list={second.pk}"
    assert "带工牌" in supervisor.get(address).content.decode()
    first = {"agent": person("王芳").pk, "contact_at": "2026-10-05T10:00"}
    outcomes = {"item-0": "pass", "item-1": "fail", "item-2": "pass"}
    assert supervisor.post("/evidence/checks/new/", first | outcomes).status_code == 302
    made = QualityCheck.objects.get()
    kept = [("报公司与姓名", 1, False), ("用语礼貌", 2, True), ("完整录入工单", 3, False)]
    assert list(made.items.values_list("name", "weight", "is_critical")) == kept
    changed = NEW | {"items": "只此一项 5"}
    hr.post(f"/evidence/checklists/{Checklist.objects.get(name='来电礼仪').pk}/", changed)
    assert list(made.items.values_list("name", "weight", "is_critical")) == kept
    assert "只此一项" in supervisor.get("/evidence/checks/new/").content.decode()


@pytest.mark.parametrize(
    ("items", "said"), [("用语礼貌 0", "is no item"), ("x" * 130, "is no item"), ("项\n" * 41, "1 to 40 items")]
)
def test_what_is_no_item_is_said_at_the_field_which_keeps_what_was_typed(items: str, said: str) -> None:
    page = visitor("hr").post("/evidence/checklists/add/", NEW | {"items": items}).content.decode()
    assert said in page
    assert items.strip()[:5] in page
    assert visitor("supervisor").get("/evidence/checklists/").status_code == 403
