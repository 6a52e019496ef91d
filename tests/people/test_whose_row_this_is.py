"""A row claims one person, a person is claimed by one row, and a number is never handed on (IMPORTS §1)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from people.models import Account, Person, Posting
from people.persons import add_person, change_person
from records.imports import undoing
from tenants.models import Company
from tests.importing import Sender
from tests.visiting import visitor

NEW = "工号,姓名\nB001,李堃\nB002,周喆\n"
RENAMED = "工号,姓名,曾用名\nB002,周语喆,周喆\n"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def people(company: Company, tmp_path: Path) -> Sender:
    """Sends lists of people whose columns are called like the fields."""
    return Sender(company, "people", tmp_path)


@pytest.fixture
def orders(company: Company, tmp_path: Path) -> Sender:
    """Sends orders that may make people up."""
    profile = tmp_path / "orders.toml"
    profile.write_text(
        'kind = "workorders"\nsource = "tickets"\nrecords_dispatches = false\ncreates = ["people"]\n'
        '[fields]\nnumber = "单号"\ncreated_at = "创建"\nagent = "客服"\n',
        encoding="utf-8",
    )
    return Sender(company, "workorders", tmp_path, profile)


def order_of(agent: str) -> str:
    return f"单号,创建,客服\nN-1,2026-10-05 09:00,{agent}\n"


def test_a_staff_number_under_another_name_is_refused(people: Sender) -> None:
    people.send(NEW)
    said = people.refused(NEW.replace("周喆", "高远"))
    assert "The number is 周喆's, and numbers are not handed on." in said
    assert Person.objects.get(staff_number="B002").name == "周喆"


def test_who_has_a_new_name_is_found_by_number_and_former_name(people: Sender) -> None:
    people.send(NEW)
    assert "0 new, 1 changed" in people.send(RENAMED)
    assert Person.objects.get(staff_number="B002").name == "周语喆"
    assert "0 new, 0 changed, 1 unchanged" in people.send(RENAMED)


def test_two_rows_that_would_take_one_person_are_both_refused(people: Sender) -> None:
    Person.objects.create(name="王俊")
    said = people.refused("工号,姓名\nB017,王俊\nB093,王俊\n")
    assert "2 rows of the file would be the one 王俊" in said
    assert "row 2" in said
    assert "row 3" in said
    assert not Person.objects.filter(staff_number__in=["B017", "B093"]).exists()


def test_a_row_without_number_means_the_one_of_that_name_and_is_refused_for_several(people: Sender) -> None:
    people.send(NEW)
    assert "0 new, 0 changed, 1 unchanged" in people.send("姓名\n李堃\n")
    Person.objects.create(name="李堃", staff_number="B009")
    assert "2 people have this name" in people.refused("姓名\n李堃\n")


@pytest.mark.parametrize("spelling", ["b001", "Ｂ００１", " B001\u200b", '"=""B001"""', "'B001"])
def test_other_spellings_of_a_number_mean_the_same_person(people: Sender, spelling: str) -> None:
    people.send(NEW)
    assert "0 new, 0 changed, 1 unchanged" in people.send(f"工号,姓名\n{spelling},李堃\n")
    assert Person.objects.filter(name="李堃").count() == 1


def test_a_number_that_differs_by_zeros_is_another_with_a_warning_that_names_both(people: Sender) -> None:
    people.send("工号,姓名\n0017,林玥\n")
    assert "Number 0017 is known too" in people.send("工号,姓名\n17,李玥\n")


def test_a_former_number_still_means_who_had_it_and_is_given_to_nobody_else(people: Sender) -> None:
    people.send(NEW)
    known = Person.objects.get(staff_number="B001")
    change_person(person=known, name="李堃", staff_number="B100", department=None, is_active=True, by=None)
    assert "This is a former number of 李堃, who keeps B100." in people.send("工号,姓名\nB001,李堃\n")
    assert "李堃's" in people.refused("工号,姓名\nB001,高远\n")
    with pytest.raises(ValidationError, match="numbers are not handed on"):
        add_person(name="高远", staff_number="b001", department=None, by=None)


@pytest.mark.parametrize(
    "spelling",
    ["王 芳", "王　芳", "王\u200b芳", "\ufeff王芳", "a001", "Ａ００１", "王芳(A001)", "王芳（A001）", "A001\u00a0"],
)
def test_no_spelling_of_a_known_person_makes_another(orders: Sender, spelling: str) -> None:
    before = Person.objects.count()
    orders.send(order_of(spelling))
    assert Person.objects.count() == before


def test_whoever_is_made_up_although_nearly_known_is_named_beside_the_other(orders: Sender) -> None:
    Person.objects.create(name="买买提·艾力江", staff_number="0456")
    assert "nearly the same is known: 买买提·艾力江" in orders.send(order_of("买买提·艾力红"))
    assert "nearly the same is known: 0456" in orders.send(order_of("456").replace("N-1", "N-2"))


def test_who_came_in_by_the_number_alone_gets_the_name_and_is_nobody_else(people: Sender, orders: Sender) -> None:
    orders.send(order_of("B001"))
    made = Person.objects.get(name="B001")
    assert "Other files named somebody “B001”; that is 李堃 now." in people.send(NEW)
    made.refresh_from_db()
    assert (made.name, made.staff_number) == ("李堃", "B001")
    assert Person.objects.filter(name="李堃").count() == 1


@pytest.mark.parametrize(
    ("first", "second"), [("李堃 (B001)", "B001"), ("李堃（B001）", "李堃"), ("B001", "李堃 (B001)")]
)
def test_name_and_number_in_one_cell_are_one_person_however_a_later_cell_says_it(
    orders: Sender, first: str, second: str
) -> None:
    orders.send(order_of(first))
    before = set(Person.objects.values_list("pk", flat=True))
    orders.send(order_of(second).replace("N-1", "N-2"))
    assert set(Person.objects.values_list("pk", flat=True)) == before


def test_a_number_beside_another_one_s_name_makes_nobody_up(people: Sender, orders: Sender) -> None:
    people.send(NEW)
    assert "B001 is the staff number of 李堃" in orders.refused(order_of("高远 (B001)"))


def test_two_made_up_people_who_turn_out_to_be_one_are_refused_with_what_to_do(people: Sender, orders: Sender) -> None:
    orders.send(order_of("B001"))
    orders.send(order_of("李堃").replace("N-1", "N-2"))
    said = people.refused(NEW)
    assert "Other files named somebody “李堃” and somebody “B001”" in said
    assert "Undo the import that made up one of the two" in said


def test_case_does_not_make_another_person(people: Sender, orders: Sender) -> None:
    people.send("工号,姓名\nB009,Ann Lee\n")
    before = Person.objects.count()
    orders.send(order_of("ANN  LEE"))
    assert Person.objects.count() == before


@pytest.mark.parametrize("word", ["張國慶", "张国庆（客服部）", "客服部-张国庆", "张国庆女士"])
def test_another_spelling_or_a_word_beside_the_name_is_told(people: Sender, orders: Sender, word: str) -> None:
    people.send("工号,姓名\nB007,张国庆\n")
    assert "nearly the same is known: 张国庆" in orders.send(order_of(word))
    assert Person.objects.get(name=word).staff_number is None


def test_family_name_first_or_last_is_told(people: Sender, orders: Sender) -> None:
    people.send("工号,姓名\nB007,Fang Wang\n")
    assert "nearly the same is known: Fang Wang" in orders.send(order_of("Wang Fang"))


def test_two_of_one_name_told_apart_by_departments_stay_two(orders: Sender) -> None:
    orders.send("单号,创建,客服\nN-1,2026-10-05 09:00,李红（客服部）\nN-2,2026-10-05 09:00,李红（工程部）\n")
    assert set(Person.objects.filter(name__startswith="李红").values_list("name", "staff_number")) == {
        ("李红（客服部）", None), ("李红（工程部）", None),
    }  # fmt: skip


def test_a_new_number_for_a_known_name_is_told(people: Sender) -> None:
    people.send(NEW)
    assert "李堃 is known with number B001; this is a second person of that name" in people.send(
        "工号,姓名\nC001,李堃\n"
    )


def test_a_row_without_number_beside_one_of_its_name_is_refused_the_first_time_too(people: Sender) -> None:
    assert "2 people have this name" in people.refused("工号,姓名\nB001,李堃\n,李堃\n")
    assert not Person.objects.filter(name="李堃").exists()


@pytest.mark.parametrize("list_of_people", [NEW, "姓名\n李堃\n周喆\n"])
def test_who_was_made_up_and_then_stated_stays_when_the_first_import_is_undone(
    people: Sender, orders: Sender, list_of_people: str
) -> None:
    orders.send(order_of("李堃"))
    by, first = Account.objects.get(username="hr"), orders.batch
    people.send(list_of_people)
    stated = people.batch
    undoing.undo(first, by=by)
    assert Person.objects.standing().filter(name="李堃").exists()
    assert not Posting.objects.filter(person__name="李堃").exists()
    undoing.undo(stated, by=by)
    assert not Person.objects.standing().filter(name="李堃").exists()


def test_undoing_the_statement_first_leaves_who_was_made_up(people: Sender, orders: Sender) -> None:
    orders.send(order_of("李堃"))
    by, first = Account.objects.get(username="hr"), orders.batch
    people.send(NEW)
    undoing.undo(people.batch, by=by)
    assert Person.objects.standing().get(name="李堃").staff_number is None
    undoing.undo(first, by=by)
    assert not Person.objects.standing().filter(name="李堃").exists()


def test_the_form_tells_a_number_that_differs_by_zeros_too(people: Sender) -> None:
    people.send("工号,姓名\n0017,李堃\n")
    browser = visitor("administrator", language="en")
    page = browser.post("/people/add/", {"name": "周喆", "staff_number": "17"}, follow=True).content.decode()
    assert "Number 0017 is known too" in page


def test_a_name_that_somebody_had_before_is_told(people: Sender, orders: Sender) -> None:
    people.send(NEW)
    people.send(RENAMED)
    assert "nearly the same is known: 周语喆" in orders.send(order_of("周喆"))
    administrator = Account.objects.get(username="administrator")
    known = Person.objects.get(staff_number="B001")
    change_person(person=known, name="李清照", staff_number="B001", department=None, is_active=True, by=administrator)
    assert "nearly the same is known: 李清照" in orders.send(order_of("李堃").replace("N-1", "N-2"))
