"""Profiles: what they may say, and how plainly they are refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from kpi_portal.lib.tables import open_table
from records.imports.binding import bind
from records.imports.judging import Judge
from records.imports.kinds import all_kinds, fields_of, riders
from records.imports.problems import Problem
from records.imports.profile import Profile
from records.imports.reading import Values
from tests.refusals import refused

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
    with refused("profile") as refusal:
        Profile.parse(text)
    return str(refusal.value)


def bound(text: str, columns: tuple[str, ...]) -> str:
    """The sentence with which a profile does not fit a file."""
    kind = all_kinds()["workorders"]
    with refused("profile") as refusal:
        bind(Profile.parse(text), fields_of([kind, *riders(kind)]), columns)
    return str(refusal.value)


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


def judged(fields: str, content: str) -> list[Values]:
    """The values of the rows of a file, by a profile with these entries."""
    kind = all_kinds()["workorders"]
    profile = Profile.parse(f'{HEAD}zone = "UTC"\n[fields]\nnumber = "No"\ncreated_at = "Opened"\n{fields}')
    problems: list[Problem] = []
    with open_table(content.encode()) as table:
        binding = bind(profile, fields_of([kind, *riders(kind)]), table.columns)
        judge = Judge(binding, profile.style(company_zone=ZoneInfo("UTC"), now=NOW), [], problems.append)
        rows = [row.values for row in judge.judge(table.rows())]
    assert not problems
    return rows


def at(minute: int) -> datetime:
    return datetime(2026, 10, 5, 9, minute, tzinfo=UTC)


def test_the_first_column_that_is_filled_speaks() -> None:
    rows = judged(
        'responded_at = { first_of = ["Human", "First"] }\n',
        "No,Opened,First,Human\n"
        "1,2026-10-05 09:00,2026-10-05 09:01,2026-10-05 09:20\n"
        "2,2026-10-05 09:00,2026-10-05 09:02,\n",
    )
    assert [row["responded_at"] for row in rows] == [at(20), at(2)]


def test_a_value_may_hold_only_where_another_column_has_a_word() -> None:
    rows = judged(
        'completed_at = { column = "Last change", where = { Resolved = ["Y", "yes"] } }\n',
        "No,Opened,Last change,Resolved\n"
        "1,2026-10-05 09:00,2026-10-05 09:30,y\n"
        "2,2026-10-05 09:00,2026-10-05 09:40,N\n"
        "3,2026-10-05 09:00,2026-10-05 09:50,\n",
    )
    assert [row["completed_at"] for row in rows] == [at(30), None, None]


def test_an_instant_may_be_counted_from_a_counted_one() -> None:
    rows = judged(
        'completed_at = { column = "Work", minutes_since = "responded_at" }\n'
        'responded_at = { column = "Wait", minutes_since = "created_at", clock = "mm:ss" }\n',
        "No,Opened,Wait,Work\n1,2026-10-05 09:00,12:00,20\n",
    )
    assert (rows[0]["responded_at"], rows[0]["completed_at"]) == (at(12), at(32))


def test_a_fraction_of_a_day_is_a_duration_or_a_time_of_day() -> None:
    [counted] = judged(
        'responded_at = { column = "Wait", days_since = "created_at" }\n', "No,Opened,Wait\n1,2026-10-05 09:00,0.0125\n"
    )
    assert counted["responded_at"] == at(18)


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
        (HEAD + '[fields]\nnumber = {column = "a", value = "b"}\n', "give one of column, columns, first_of"),
        (HEAD + '[fields]\nnumber = {colum = "a"}\n', "“[fields] number.colum” is not known"),
        (HEAD + '[fields]\na = {column = "a", seconds_since = "b"}\n', "counts from “b”"),
        (HEAD + '[fields]\na = {column = "a", days_since = "b"}\nb = {column = "a", days_since = "a"}\n', "from “b”"),
        (HEAD + '[fields]\na = {column = "a", clock = "ss"}\n', "clock: expected one of"),
        (HEAD + '[fields]\na = {column = "a", where = "Y"}\n', "a table of columns and words"),
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
