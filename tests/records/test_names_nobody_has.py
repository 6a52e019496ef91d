"""For each name of a file that nobody has, the reader says who is meant; the mapping keeps it (IMPORTS §4, 16)."""

import tomllib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from people.models import Person, Site
from records.models import Batch
from tenants.models import Company
from tests.importing import Sender, work_off
from tests.records.test_what_is_told import HEAD, checked, page_of, stored
from tests.scoring.month_of_facts import person
from tests.visiting import visitor
from workorders.models import WorkOrder

NAMES = ["王方", "王方", "小李", "甲乙", "机器人"]
FILE = HEAD + "".join(f"GD-{n},2026-10-06 09:00,,{name}\n" for n, name in enumerate(NAMES, 1))


@pytest.fixture
def hr(company: Company) -> Client:
    """周敏 at the browser."""
    return visitor("hr")


def choose(client: Client, batch: Batch, *answers: tuple[str, str, str]) -> str:
    """Say of names (name, choice, who was typed) what they are; what the page says then."""
    names, choices, who = zip(*answers, strict=True)
    client.post(f"/imports/{batch.pk}/choose", {"what": "people", "name": names, "choice": choices, "who": who})
    work_off()
    page = page_of(client, batch)
    batch.refresh_from_db()
    return page


def agent_of(number: str) -> str | None:
    """Whose an order is."""
    agent = WorkOrder.objects.get(number=number).agent
    return agent.name if agent else None


def test_each_name_is_somebody_or_new_or_nobody(hr: Client) -> None:
    batch = checked(hr, FILE)
    page = page_of(hr, batch)
    assert page.count("4 names are not known here") == 1
    assert "like 王芳 (A001)" in page
    assert "5 rows" in page
    choose(
        hr, batch, ("王方", "is:王芳 (A001)", ""), ("小李", "", "A001"), ("甲乙", "new", ""), ("机器人", "nobody", "")
    )
    assert (batch.rejected, batch.created) == (0, 5)
    assert batch.detail["told"]["numbers"]["orders_without_agent"] == 1
    stored(hr, batch)
    assert [agent_of(f"GD-{n}") for n in range(1, 6)] == ["王芳", "王芳", "王芳", "甲乙", None]
    assert not Person.objects.filter(name__in=["王方", "小李", "机器人"]).exists()


def test_what_is_not_decided_stays_an_error_and_what_is_typed_wrong_is_said(hr: Client) -> None:
    batch = checked(hr, FILE)
    page = choose(hr, batch, ("王方", "new", "没有的人"), ("甲乙", "new", ""), ("小李", "", ""))
    assert "“王方”: 没有的人 is not known here." in page
    assert (batch.rejected, batch.profile["people"]) == (4, {"甲乙": "甲乙"})


def test_of_two_people_of_one_name_the_number_says_which(hr: Client) -> None:
    Person.objects.create(name="王芳", staff_number="Z9")
    batch = checked(hr, FILE)
    assert "several are called 王芳" in choose(hr, batch, ("王方", "", "王芳"))
    choose(hr, batch, ("王方", "", "Z9"), ("小李", "nobody", ""), ("甲乙", "nobody", ""), ("机器人", "nobody", ""))
    stored(hr, batch)
    assert WorkOrder.objects.get(number="GD-1").agent == Person.objects.get(staff_number="Z9")


def test_the_downloaded_profile_knows_what_was_chosen(hr: Client, company: Company, tmp_path: Path) -> None:
    batch = checked(hr, FILE)
    choose(
        hr, batch, ("王方", "is:王芳 (A001)", ""), ("小李", "new", ""), ("甲乙", "nobody", ""), ("机器人", "nobody", "")
    )
    text = hr.get(f"/imports/{batch.pk}/profile.toml").content.decode()
    assert tomllib.loads(text)["people"] == {"王方": "王芳 (A001)", "小李": "小李", "甲乙": "", "机器人": ""}
    profile = tmp_path / "again.toml"
    profile.write_text(text, encoding="utf-8")
    assert "5 new" in Sender(company, "workorders", tmp_path, profile).send(FILE)
    assert [agent_of(f"GD-{n}") for n in (1, 3, 4)] == ["王芳", "小李", None]


def test_a_name_that_a_row_needs_cannot_be_nobody(company: Company, tmp_path: Path) -> None:
    profile = tmp_path / "leave.toml"
    fields = 'person = "姓名"\nfirst_day = "从"\nlast_day = "到"\n'
    profile.write_text(f'kind = "leave"\nsource = "file"\npeople = {{ "甲乙" = "" }}\n[fields]\n{fields}')
    said = Sender(company, "leave", tmp_path, profile).refused("姓名,从,到\n甲乙,2026-10-06,2026-10-07\n")
    assert "This must not be empty." in said


def test_sites_are_chosen_likewise(hr: Client) -> None:
    text = "工单编号,受理时间,完工时间,客服姓名,小区\nGD-1,2026-10-06 09:00,,王芳,翠湖花苑\n"
    batch = checked(hr, text, site="小区")
    asked = {"what": "sites", "name": "翠湖花苑", "choice": "is:翠湖花园", "who": ""}
    hr.post(f"/imports/{batch.pk}/choose", asked)
    work_off()
    batch.refresh_from_db()
    stored(hr, batch)
    assert WorkOrder.objects.get(number="GD-1").site == Site.objects.get(name="翠湖花园")
    assert person("王芳") == WorkOrder.objects.get(number="GD-1").agent


PEOPLE = "工号,姓名\nA001,王芳芳\nA002,李新\nB009,周新\n"


def people(client: Client, text: str) -> Batch:
    """A file of people, checked."""
    file = SimpleUploadedFile("名单.csv", text.encode())
    client.post("/imports/new", {"kind": "people", "source": "人事", "file": file})
    batch = Batch.objects.order_by("-pk")[0]
    mapped = {"zone": "Asia/Shanghai", "decimal": ".", "rating_scale": "5", "do": "check"}
    client.post(f"/imports/{batch.pk}/mapping", mapped | {"column-staff_number": "工号", "column-name": "姓名"})
    work_off()
    batch.refresh_from_db()
    return batch


def test_a_number_under_another_name_is_a_rename_or_another_person_who_is_left_out(hr: Client) -> None:
    former = Person.objects.get(staff_number="A002").name
    batch = people(hr, PEOPLE)
    assert batch.rejected == 2
    page = page_of(hr, batch)
    assert "A001 王芳芳" in page
    assert "known as A001 王芳" in page
    said = {"name": ["A001 王芳芳", "A002 李新"], "choice": ["renamed", "left_out"], "who": ["", ""]}
    hr.post(f"/imports/{batch.pk}/choose", {"what": "staff_numbers", **said})
    work_off()
    batch.refresh_from_db()
    assert (batch.rejected, batch.created, batch.changed, batch.unchanged) == (0, 1, 1, 1)
    stored(hr, batch)
    assert Person.objects.get(staff_number="A001").name == "王芳芳"
    assert Person.objects.get(staff_number="A002").name == former


def test_a_rename_that_was_confirmed_is_none_for_a_third_name(hr: Client) -> None:
    batch = people(hr, PEOPLE)
    said = {"what": "staff_numbers", "name": ["A001 王芳芳"], "choice": ["renamed"], "who": [""]}
    hr.post(f"/imports/{batch.pk}/choose", said)
    work_off()
    batch.refresh_from_db()
    profile = batch.profile
    again = people(hr, PEOPLE.replace("王芳芳", "陈晨"))
    Batch.objects.filter(pk=again.pk).update(profile=profile)
    hr.post(
        f"/imports/{again.pk}/choose", {"what": "staff_numbers", "name": "A002 李新", "choice": "left_out", "who": ""}
    )
    work_off()
    again.refresh_from_db()
    assert again.rejected == 1
