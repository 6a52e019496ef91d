"""Sites, buildings, teams and departments come in as files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.utils import translation

from people.models import Building, Department, Person, Site, Team
from records.imports import undoing
from records.models import Batch
from tenants.models import Company
from tests.importing import PROFILES, Sender, as_csv

Send = Callable[..., str]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def send(company: Company, tmp_path: Path) -> Send:
    """Sends a file of a kind in the administrator's name; its columns are called like the fields."""

    def sending(kind: str, *rows: dict[str, object], by: str = "administrator") -> str:
        return Sender(company, kind, tmp_path).send(as_csv(*rows), f"--by={by}")

    return sending


def undo() -> int:
    """Take the last import back."""
    batch = Batch.objects.order_by("-pk")[0]
    by = Person.objects.get(account__username="administrator").account
    return undoing.undo(batch, by=by)


def test_a_structure_comes_in_and_the_same_files_change_nothing(send: Send) -> None:
    files = {
        "sites": [
            {"项目编码": "0017", "项目名称": "云溪府", "项目类型": "高端住宅"},
            {"项目编码": "", "项目名称": "星河湾", "项目类型": ""},
        ],
        "departments": [{"部门编码": "green", "部门名称": "绿化部"}],
        "buildings": [{"项目": "翠湖花园", "楼栋": "5 栋", "楼栋管家": "A001"}, {"项目": "0017", "楼栋": "5 栋"}],
        "teams": [{"班组": "夜班", "班组长": "S002"}, {"班组": "机动班", "班组长": ""}],
    }  # fmt: skip
    for kind, rows in files.items():
        assert f"{len(rows)} new, 0 changed, 0 unchanged, 0 with errors, 0 warnings" in send(kind, *rows)
        assert f"0 new, 0 changed, {len(rows)} unchanged" in send(kind, *rows)
    assert Site.objects.get(code="0017").kind == "premium"
    assert Site.objects.get(name="星河湾").code == "星河湾"
    assert Team.objects.get(name="夜班").supervisor == Person.objects.get(staff_number="S002")
    assert Department.objects.filter(code="green").exists()
    stewards = Building.objects.filter(name="5 栋").order_by("pk").values_list("steward__staff_number", flat=True)
    assert list(stewards) == ["A001", None]


def test_what_is_known_is_recognised_in_whatever_spelling(send: Send) -> None:
    assert "1 unchanged" in send("buildings", {"项目": "ＣＨ", "楼栋": "3栋"})
    assert "1 changed" in send("sites", {"项目编码": "ch", "项目名称": "翠湖花园二期"})
    assert "1 changed" in send("teams", {"班组": "一 班", "班组长": "S002"})
    assert (Site.objects.count(), Team.objects.count(), Building.objects.count()) == (2, 2, 1)


def test_a_column_that_the_file_lacks_and_an_empty_kind_change_nothing(send: Send) -> None:
    send("sites", {"项目编码": "CH", "项目名称": "翠湖花园", "项目类型": "商业"})
    assert "1 unchanged" in send("sites", {"项目编码": "CH", "项目名称": "翠湖花园", "项目类型": ""})
    assert "1 unchanged" in send("teams", {"班组": "一班"})
    assert "1 changed" in send("teams", {"班组": "一班", "班组长": ""})
    assert Team.objects.get(name="一班").supervisor is None


def test_a_known_name_under_another_code_is_refused(send: Send) -> None:
    with pytest.raises(CommandError, match="“翠湖花园” is known under the code CH"):
        send("sites", {"项目编码": "CH2", "项目名称": "翠湖花园"})
    with pytest.raises(CommandError, match="“工程部” is known under the code maintenance"):
        send("departments", {"部门编码": "security", "部门名称": "工程部"})


def test_two_rows_about_one_place_are_both_refused(send: Send) -> None:
    with pytest.raises(CommandError, match="2 rows of the file are about “翠湖花园”"):
        send("sites", {"项目编码": "CH", "项目名称": "翠湖花园"}, {"项目编码": "", "项目名称": "翠 湖花园"})
    with pytest.raises(CommandError, match="2 of 2 rows"):
        send("sites", {"项目编码": "X1", "项目名称": "新城"}, {"项目编码": "X2", "项目名称": "新城"})


@pytest.mark.parametrize(
    ("kind", "row", "said"),
    [
        ("sites", {"项目编码": "X", "项目名称": "新城", "项目类型": "别墅"}, "allowed are: Residential, Premium"),
        ("buildings", {"项目": "翠湖", "楼栋": "1 栋"}, "Do you mean 翠湖花园?"),
        ("teams", {"班组": "夜班", "班组长": "沈莉"}, "Do you mean 沈立?"),
        ("departments", {"部门编码": "绿化", "部门名称": "绿化部"}, "letters from a to z"),
    ],
)
def test_a_wrong_value_is_a_sentence(send: Send, kind: str, row: dict[str, object], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        send(kind, row)


def test_hr_does_not_change_the_structure_as_it_does_not_on_its_page(send: Send) -> None:
    with pytest.raises(CommandError, match="may not"):
        send("sites", {"项目编码": "X", "项目名称": "新城"}, by="hr")


def test_undoing_takes_away_what_was_new_and_restores_what_was_changed(send: Send) -> None:
    send(
        "sites",
        {"项目编码": "CH", "项目名称": "翠湖", "项目类型": "商业"},
        {"项目编码": "X", "项目名称": "新城", "项目类型": ""},
    )
    assert undo() == 2
    assert not Site.objects.filter(code="X").exists()
    assert Site.objects.values_list("name", "kind").get(code="CH") == ("翠湖花园", "residential")
    send("departments", {"部门编码": "green", "部门名称": "绿化部"})
    send("teams", {"班组": "一班", "班组长": "S002"})
    undo()
    assert Team.objects.get(name="一班").supervisor == Person.objects.get(staff_number="S001")


def test_a_site_that_orders_made_up_is_the_one_that_is_stated(send: Send, company: Company, tmp_path: Path) -> None:
    orders = Sender(company, "workorders", tmp_path, PROFILES / "workorders.toml")
    orders.profile = tmp_path / "orders.toml"
    orders.profile.write_text(
        'kind = "workorders"\nsource = "x"\ncreates = ["sites", "teams"]\n'
        '[fields]\nnumber = "n"\ncreated_at = "at"\nsite = "site"\nteam = "team"\n',
        encoding="utf-8",
    )
    orders.send("n,at,site,team\n1,2026-10-05 10:00,云溪府,夜班\n")
    assert "1 changed" in send("sites", {"项目编码": "0017", "项目名称": "云溪府", "项目类型": "商业"})
    assert "1 changed" in send("teams", {"班组": "夜班", "班组长": "S002"})
    assert Site.objects.values_list("code", "kind").get(name="云溪府") == ("0017", "commercial")
    undo()
    assert Team.objects.get(name="夜班").supervisor is None
    assert Site.objects.count() == 3
