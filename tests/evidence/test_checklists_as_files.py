"""Checklists go out and come in as files: a changed list is a new version, and checks that were made keep theirs."""

from pathlib import Path

import pytest

from evidence.models import QualityCheck
from evidence.quality_checks import checklists
from evidence.quality_checks.models import Checklist
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records.imports import undoing
from tenants.models import Company
from tests.importing import Sender
from tests.scoring.month_of_facts import person
from tests.visiting import visitor

HEAD = "检查表名称,接触方式,检查项,权重,关键项,依据标准,扣分情形\n"
PHONE = HEAD + "来电礼仪,电话,报公司与姓名,1,否,,未报公司；未报姓名\n来电礼仪,电话,用语礼貌,2,是,规范 3,\n"


@pytest.fixture
def file(company: Company, tmp_path: Path) -> Sender:
    return Sender(company, "checklists", tmp_path)


def newest(name: str = "来电礼仪") -> Checklist:
    return Checklist.objects.get(name=name, is_current=True)


def exported(kind: str = "csv") -> bytes:
    return visitor("hr", language="zh-hans").get(f"/evidence/checklists/export.{kind}").content


def check_from(made: Checklist) -> QualityCheck:
    said = {"agent": person("王芳").pk, "contact_at": "2026-10-05T10:00", "item-0": "pass", "item-1": "fail"}
    visitor("supervisor").post(f"/evidence/checks/new/?list={made.pk}", said)
    return QualityCheck.objects.get()


def test_what_is_exported_comes_back_unchanged_and_a_change_is_the_next_version(file: Sender, tmp_path: Path) -> None:
    file.send(PHONE)
    checklists.adopt_usual(by=Account.objects.get(username="hr"))
    check = check_from(newest())
    for kind in ("csv", "xlsx"):
        path = tmp_path / f"lists.{kind}"
        path.write_bytes(exported(kind))
        assert "0 new, 0 changed" in file.send_file(path)
    text = exported().decode("utf-8-sig")
    path = tmp_path / "lists.csv"
    path.write_text(text.replace("用语礼貌,2", "用语礼貌,5"), encoding="utf-8")
    assert "0 new, 1 changed" in file.send_file(path)
    assert (newest().version, newest().items[1]) == (2, ["用语礼貌", 5, True, "规范 3", []])
    assert newest().items[0][4] == ["未报公司", "未报姓名"]
    assert (check.checklist and check.checklist.version, check.items.get(name="用语礼貌").weight) == (1, 2)
    assert "0 new, 0 changed" in file.send_file(path)  # the same file again, though it speaks of version 1
    path.write_text(text.replace("用语礼貌,2", "用语礼貌,9"), encoding="utf-8")
    with pytest.raises(Exception, match="at version 2"):
        file.send_file(path)
    assert newest("电话接待").version == 1
    assert "来电礼仪" in visitor("hr").get("/evidence/checklists/").content.decode()


def test_what_the_file_has_no_column_for_stays_and_what_it_leaves_out_is_named(file: Sender) -> None:
    file.send(PHONE)
    assert "报公司与姓名 too" in file.send("检查表名称,检查项,权重\n来电礼仪,用语礼貌,3\n来电礼仪,完整录入,1\n")
    made = newest()
    assert made.items == [["用语礼貌", 3, True, "规范 3", []], ["完整录入", 1, False]]
    assert (made.contact, made.version, file.batch.created, file.batch.changed) == ("phone", 2, 1, 1)
    assert "this item too" in file.refused(PHONE + "来电礼仪,电话,用语礼貌,2,是,,\n")
    assert "same list" in file.refused(PHONE + "来电礼仪,前台,新的一项,2,是,,\n")
    assert "at most 40" in file.refused(HEAD + "".join(f"长表,,第{n}项,1,否,,\n" for n in range(41)))


def test_undoing_lets_the_version_before_stand_again_unless_checks_were_made(file: Sender) -> None:
    hr = Account.objects.get(username="hr")
    first = checklists.save_checklist(name="来电礼仪", items="老的一项 1", in_use=True, by=hr)
    file.send(PHONE)
    assert (newest().version, Checklist.objects.get(pk=first.pk).in_use) == (2, False)
    undoing.undo(file.batch, by=hr)
    assert (newest(), newest().in_use) == (first, True)
    file.send(PHONE + "另一张,,一项,1,否,,\n")
    check_from(newest())
    undoing.undo(file.batch, by=hr)
    assert list(Checklist.objects.filter(is_current=True).values_list("name", "version")) == [("来电礼仪", 2)]
    file.send("检查表名称,检查项\n第三张,一项\n")
    checklists.save_checklist(checklist=newest("第三张"), name="第三张", items="改过 1", in_use=True, by=hr)
    with pytest.raises(Refused) as refused:
        undoing.undo(file.batch, by=hr)
    assert (refused.value.code, newest("第三张").version) == ("changed_since", 2)
