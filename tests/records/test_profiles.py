"""Profiles: what they may say, and how plainly they are refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from kpi_portal.lib.tables import open_table
from records.imports.binding import bind
from records.imports.judging import Judge
from records.imports.kinds import all_kinds, fields_of, riders
from records.imports.problems import Problem
from records.imports.profile import Profile
from records.imports.profile_keys import ProfileError

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "import-profiles.md"
HEAD = 'kind = "workorders"\nsource = "x"\n'
FIELDS = '[fields]\nnumber = "No"\ncreated_at = "Opened"\n'


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


def refusal(text: str) -> str:
    """The sentence with which a profile is refused."""
    with pytest.raises(ProfileError) as refused:
        Profile.parse(text)
    return str(refused.value)


def bound(text: str, columns: tuple[str, ...]) -> str:
    """The sentence with which a profile does not fit a file."""
    kind = all_kinds()["workorders"]
    with pytest.raises(ProfileError) as refused:
        bind(Profile.parse(text), fields_of([kind, *riders(kind)]), columns)
    return str(refused.value)


def test_the_documented_example_reads_the_documented_file() -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    profile = Profile.parse(text.split("```toml\n")[1].split("```")[0])
    content = text.split("Suppose a file begins like this:\n\n```\n")[1].split("```")[0]
    kind = all_kinds()["workorders"]
    problems: list[Problem] = []
    with open_table(content.encode()) as table:
        binding = bind(profile, fields_of([kind, *riders(kind)]), table.columns)
        style = profile.style(company_zone=profile.zone, now=NOW)  # type: ignore[arg-type]
        first, second = Judge(binding, style, [], problems.append).judge(table.rows())
    assert not problems
    assert first.values["number"] == "000471"
    assert first.values["created_at"] == datetime(2025, 12, 25, 6, 2, tzinfo=UTC)
    assert first.values["responded_at"] == datetime(2025, 12, 25, 6, 7, 12, tzinfo=UTC)
    assert (first.values["channel"], first.values["status"]) == ("hotline", "completed")
    assert (second.values["agent"], second.values["rating"], second.values["responded_at"]) == (None, None, None)


def test_the_documentation_names_every_kind_and_every_key() -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    assert all(f"`{kind}`" in text for kind in all_kinds())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind = ", "not valid TOML"),
        ('source = "x"\n' + FIELDS, "The key “kind” is missing."),
        (
            HEAD + 'colour = "red"\n' + FIELDS,
            "The key “colour” is not known; allowed are: automatic_responders, creates",
        ),
        (HEAD, "needs a table [fields]"),
        (HEAD + 'zone = "Moon/Base"\n' + FIELDS, "“Moon/Base” is no time zone"),
        (HEAD + 'decimal = ";"\n' + FIELDS, "decimal: expected one of ., ,"),
        (HEAD + 'creates = ["money"]\n' + FIELDS, "creates: expected some of people, sites, teams"),
        (HEAD + "header_row = 0\n" + FIELDS, "header_row: expected a whole number from 1"),
        (HEAD + 'dates = ["%d/%m"]\n' + FIELDS, "needs a year"),
        (HEAD + 'dates = ["%Q"]\n' + FIELDS, "“%Q” is not known"),
        (HEAD + 'dates = ["%d/%m/%Y %I:%M"]\n' + FIELDS, "add %p"),
        (HEAD + 'encoding = "klingon"\n' + FIELDS, "“klingon” is not known"),
        (HEAD + 'encoding = "base64"\n' + FIELDS, "“base64” is not known"),
        (HEAD + "[fields]\nnumber = 3\n", "write the column's name in quotes"),
        (HEAD + '[fields]\nnumber = {column = "a", value = "b"}\n', "give either a column"),
        (HEAD + '[fields]\nnumber = {colum = "a"}\n', "“[fields] number.colum” is not known"),
        (HEAD + '[fields]\na = {column = "a", seconds_since = "b"}\n', "counts from “b”"),
    ],
)
def test_a_profile_is_refused_by_the_name_of_its_key(text: str, said: str) -> None:
    assert said in refusal(text)


def test_a_column_that_is_missing_is_refused_with_the_nearest() -> None:
    assert "Do you mean “Opened at”?" in bound(HEAD + FIELDS, ("No", "Opened at"))
    assert "it has: No, 甲, 乙." in bound(HEAD + FIELDS, ("No", "甲", "乙"))


def test_a_column_that_stands_twice_is_refused_only_where_it_is_used() -> None:
    assert "several columns “Opened”" in bound(HEAD + FIELDS, ("No", "Opened", "Opened"))
    kind = all_kinds()["workorders"]
    assert bind(Profile.parse(HEAD + FIELDS), kind.fields, ("No", "Opened", "x", "x")).unused == ("x", "x")


def test_a_field_that_the_kind_does_not_know_is_refused_with_those_it_knows() -> None:
    assert "there is no such field; a file of this kind has: number" in bound(HEAD + FIELDS + 'mood = "No"\n', ("No",))


def test_a_required_field_must_be_named() -> None:
    assert "does not say which column holds “created_at”" in bound(HEAD + '[fields]\nnumber = "No"\n', ("No",))
