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
    assert made.checklist
    kept = [("报公司与姓名", 1, False), ("用语礼貌", 2, True), ("完整录入工单", 3, False)]
    assert list(made.items.values_list("name", "weight", "is_critical")) == kept
    changed = NEW | {"items": "只此一项 5"}
    hr.post(f"/evidence/checklists/{Checklist.objects.get(name='来电礼仪').pk}/", changed)
    assert list(made.items.values_list("name", "weight", "is_critical")) == kept
    assert "只此一项" in supervisor.get(f"/evidence/checks/new/?list={newest().pk}").content.decode()
    assert (newest().version, made.checklist.version) == (2, 1)
    assert "用语礼貌" in str(made.checklist.items)
    refused = hr.post(f"/evidence/checklists/{made.checklist.pk}/", changed).content.decode()
    assert "newer version" in refused
    used = f"/evidence/checklists/{made.checklist.pk}/version/"
    assert used in supervisor.get(f"/evidence/checks/{made.pk}/").content.decode()
    shown = words(visitor("agent").get(used).content)
    assert "用语礼貌" in shown
    assert "version 1 · There is a newer version" in shown
    assert "只此一项" not in shown
    hr.post(f"/evidence/checklists/{newest().pk}/", NEW | {"items": "尚未用过 1"})
    assert (newest().version, newest().items[0][0]) == (2, "尚未用过")


def newest() -> Checklist:
    return Checklist.objects.get(name="来电礼仪", is_current=True)


def test_the_score_is_told_while_filling_and_what_was_found_stays_with_the_item() -> None:
    hr, supervisor = visitor("hr"), visitor("supervisor")
    hr.post("/evidence/checklists/usual/")
    hr.post("/evidence/checklists/usual/")
    assert sorted(Checklist.objects.values_list("contact", flat=True)) == [
        "desk", "mystery", "phone", "visit", "written",
    ]  # fmt: skip
    hr.post(
        "/evidence/checklists/add/", NEW | {"items": "称呼 1\n  § 规范3 https://example.com/3\n  - 未称呼\n礼貌 3 !"}
    )
    address = f"/evidence/checks/new/?list={newest().pk}"
    assert "Score — of 100" in words(supervisor.get(address).content)
    for sent in ({"item-0": "fail", "tell": "yes"}, {"item-0": "fail", "item-1": "not_applicable", "tell": "yes"}):
        page = words(supervisor.post(address, sent).content)
        assert "Score 0 of 100" in page
        assert "required" not in page
    told = supervisor.post(address, {"item-0": "pass", "item-1": "fail"}, headers={"HX-Request": "true"})
    assert "Score 25 of 100 2 of 2 answered a critical item failed" in words(told.content)
    assert not QualityCheck.objects.exists()
    said = {"agent": person("王芳").pk, "contact_at": "2026-10-05T10:00", "item-0": "fail", "finding-0": "未称呼"}
    link = {"recording": "https://example.com/a.mp3", "time_mark": "2:35"}
    assert "Enter a valid value" in words(
        supervisor.post(address, said | link | {"item-1": "pass", "time_mark": "2:75"}).content
    )
    assert supervisor.post(address, said | link | {"item-1": "pass"}).status_code == 302
    page = visitor("agent").get(f"/evidence/checks/{QualityCheck.objects.get().pk}/").content.decode()
    for shown in ("未称呼", "https://example.com/3", "https://example.com/a.mp3", "2:35", "来电礼仪"):
        assert shown in page


@pytest.mark.parametrize(
    ("items", "said"), [("用语礼貌 0", "is no item"), ("x" * 130, "is no item"), ("项\n" * 41, "1 to 40 items")]
)
def test_what_is_no_item_is_said_at_the_field_which_keeps_what_was_typed(items: str, said: str) -> None:
    page = visitor("hr").post("/evidence/checklists/add/", NEW | {"items": items}).content.decode()
    assert said in page
    assert items.strip()[:5] in page
    assert visitor("supervisor").get("/evidence/checklists/").status_code == 403
