"""People, postings and bonus bases come in as files."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from people.models import Account, BonusBase, Department, Person, Posting, Site, Team
from records.imports.kinds import all_kinds
from tenants.models import Company
from tests.importing import PROFILES, Sender


@pytest.fixture
def people(company: Company, tmp_path: Path) -> Sender:
    """Sends lists of people."""
    return Sender(company, "people", tmp_path, PROFILES / "people.toml")


@pytest.fixture
def postings(company: Company, tmp_path: Path) -> Sender:
    """Sends postings; sites and teams may be created."""
    return Sender(company, "postings", tmp_path, PROFILES / "postings.toml")


@pytest.fixture
def bonus_bases(company: Company, tmp_path: Path) -> Sender:
    """Sends bonus bases."""
    return Sender(company, "bonus_bases", tmp_path, PROFILES / "bonus_bases.toml")


NEW = "工号,姓名,部门\nB001,李堃,工程部\nB002,周喆,\n"
POSTED = (
    "工号,项目编码,项目名称,项目类型,班组,班组长工号,岗位,起始日,结束日\n"
    "A001,CHZX,翠湖中心,商业写字楼,前台班,S002,客服,2026-08-01,\n"
)


def test_people_come_without_log_ins(people: Sender) -> None:
    before = Account.objects.count()
    assert "2 new" in people.send(NEW)
    assert Person.objects.get(staff_number="B001").department == Department.objects.get(code="maintenance")
    assert Account.objects.count() == before


def test_the_same_list_twice_changes_nobody(people: Sender) -> None:
    people.send(NEW)
    assert "0 new, 0 changed, 2 unchanged" in people.send(NEW)


def test_who_was_known_by_name_alone_receives_a_number_with_a_warning(people: Sender) -> None:
    known = Person.objects.create(name="周喆")
    said = people.send(NEW)
    assert "1 new, 1 changed" in said
    assert "warning" in said
    known.refresh_from_db()
    assert known.staff_number == "B002"


def test_an_unknown_department_is_an_error_that_names_the_nearest(people: Sender) -> None:
    said = people.refused(NEW.replace("工程部", "工程"))
    assert "row 2" in said
    assert "工程部" in said
    assert not Person.objects.filter(staff_number="B001").exists()


def test_a_staff_number_twice_in_one_file_is_an_error(people: Sender) -> None:
    assert "row 3" in people.refused(NEW.replace("B002", "B001"))


def test_undoing_removes_new_people_and_restores_changed_ones(people: Sender) -> None:
    people.send(NEW)
    people.send(NEW.replace("工程部", "") + "B003,林玥,\n")
    assert all_kinds()["people"].undo(people.batch) == 2
    assert not Person.objects.filter(staff_number="B003").exists()
    assert Person.objects.get(staff_number="B001").department == Department.objects.get(code="maintenance")


def test_people_who_are_referred_to_stay_and_are_named(people: Sender) -> None:
    people.send(NEW)
    Posting.objects.create(person=Person.objects.get(staff_number="B001"), first_day=date(2026, 8, 1))
    batch = people.batch
    assert all_kinds()["people"].undo(batch) == 1
    assert batch.detail["stays"] == {"people.Person": ["李堃"]}
    assert not Person.objects.filter(staff_number="B002").exists()


def test_a_posting_creates_site_and_team_where_the_profile_allows(postings: Sender) -> None:
    assert "1 new" in postings.send(POSTED)
    posting = Posting.objects.get(site__code="CHZX")
    assert posting.site is not None
    assert posting.team is not None
    assert (posting.site.name, posting.site.kind) == ("翠湖中心", Site.Kind.COMMERCIAL)
    assert posting.team.supervisor == Person.objects.get(staff_number="S002")
    assert (posting.post, posting.first_day, posting.last_day) == ("agent", date(2026, 8, 1), None)


def test_a_posting_that_ends_is_changed_not_doubled(postings: Sender) -> None:
    postings.send(POSTED)
    assert "0 new, 1 changed" in postings.send(POSTED.replace("2026-08-01,", "2026-08-01,2026-09-15"))
    assert Posting.objects.get(site__code="CHZX").last_day == date(2026, 9, 15)
    assert "0 new, 0 changed, 1 unchanged" in postings.send(POSTED.replace("2026-08-01,", "2026-08-01,2026-09-15"))


def test_another_supervisor_than_the_teams_is_a_warning(postings: Sender) -> None:
    said = postings.send(POSTED.replace("前台班", "一班"))
    assert "沈立" in said
    assert Team.objects.get(name="一班").supervisor == Person.objects.get(staff_number="S001")


def test_a_posting_that_ends_before_it_begins_is_an_error(postings: Sender) -> None:
    assert "结束日" in postings.refused(POSTED.replace("2026-08-01,", "2026-08-01,2026-07-31"))


def test_undoing_postings_takes_the_new_site_and_team_along(postings: Sender) -> None:
    postings.send(POSTED)
    assert all_kinds()["postings"].undo(postings.batch) == 1
    assert not Site.objects.filter(code="CHZX").exists()
    assert not Team.objects.filter(name="前台班").exists()


def test_a_bonus_base_holds_from_its_month_on(bonus_bases: Sender) -> None:
    assert "1 new" in bonus_bases.send("工号,起始月份,奖金基数\nA001,2026年8月,1800.50\n")
    base = BonusBase.objects.get(person__staff_number="A001", from_first_day=date(2026, 8, 1))
    assert base.amount == Decimal("1800.50")
    assert "1 changed" in bonus_bases.send("工号,起始月份,奖金基数\nA001,2026-08,1900\n")
    assert "1 unchanged" in bonus_bases.send("工号,起始月份,奖金基数\nA001,202608,1900.00\n")


@pytest.mark.parametrize("amount", ["-1", "1.005", "一千"])
def test_an_amount_that_is_none_is_an_error(bonus_bases: Sender, amount: str) -> None:
    assert "奖金基数" in bonus_bases.refused(f"工号,起始月份,奖金基数\nA001,2026-08,{amount}\n")
