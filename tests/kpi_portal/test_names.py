"""Spellings that people cannot tell apart are one name or one number."""

import pytest

from kpi_portal.lib.names import identifier_key, is_name, name_and_number, name_key, near_key, tidy


@pytest.mark.parametrize(
    "spelling",
    ["王芳", "王 芳", "王　芳", " 王芳\u00a0", "王\u200b芳", "\ufeff王芳", "王\u00ad芳", "王\u2009芳", "'王芳"],
)  # fmt: skip
def test_invisible_characters_and_blanks_make_no_other_chinese_name(spelling: str) -> None:
    assert name_key(spelling) == "王芳"


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", "･", "．", ".", " · "])
def test_middle_dots_are_one(dot: str) -> None:
    assert name_key(f"买买提{dot}艾力") == "买买提·艾力"


def test_a_latin_name_keeps_its_blanks_and_neither_case_nor_width_makes_another() -> None:
    assert name_key("Ｌｉ  Wei") == "li wei"
    assert name_key("J. Smith") == "j. smith"


@pytest.mark.parametrize("spelling", ["A001", "a001", "Ａ００１", " A001\u200b", "'A001"])
def test_letters_of_a_number_are_compared_without_case(spelling: str) -> None:
    assert identifier_key(spelling) == "a001"


@pytest.mark.parametrize(("one", "other"), [("0017", "17"), ("471.0", "471"), ("#471", "471"), ("0", "00")])
def test_numbers_that_differ_by_marks_are_different_but_near(one: str, other: str) -> None:
    assert identifier_key(one) != identifier_key(other)
    assert near_key(one) == near_key(other)


def test_what_is_kept_is_what_was_typed_without_what_nobody_sees() -> None:
    assert tidy("\ufeff王\u200b　芳\u00a0") == "王 芳"


@pytest.mark.parametrize("text", ["王芳(A002)", "王芳（A002）", "王芳 [A002]"])
def test_a_number_behind_a_name_is_told_from_it(text: str) -> None:
    assert name_and_number(text) == ("王芳", "A002")
    assert name_and_number("王芳") is None


@pytest.mark.parametrize("word", ["-", "——", "？", "NULL", "n/a", "无", "未分配", "Unassigned", " / "])
def test_what_stands_for_nothing_names_nobody(word: str) -> None:
    assert not is_name(word)


@pytest.mark.parametrize("word", ["王芳", "Lee, Ann", "A001", "7", "O'Neil"])
def test_names_and_numbers_name_somebody(word: str) -> None:
    assert is_name(word)
