"""A template that is filled in as its notes say is imported without a mapping, in both languages."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.utils import timezone, translation
from django.utils.functional import Promise

from kpi_portal.lib.month import Month
from kpi_portal.lib.tables import Row, open_table
from people.access import Role
from people.models import Person, Posting, Site
from records.imports.examples import MARKS, is_example
from records.imports.fields import LANGUAGES, FieldType
from records.imports.kinds import Kind, all_kinds
from records.imports.template_file import sheet_name, template_fields, write_template
from records.models import Batch, RowProblem
from records.months import company_zone
from tenants.models import Company
from tests.filling import fill
from tests.importing import Sender, work_off
from tests.visiting import visitor

NEXT_MONTH = "the month after this one"
DAY, AT, LATER = date(2026, 10, 5), datetime(2026, 10, 5, 14, 2, tzinfo=UTC), datetime(2026, 10, 5, 15, 30, tzinfo=UTC)
VALID: dict[str, dict[str, Any]] = {
    "sites": {"code": "0017", "name": "云溪府", "kind": "premium", "is_active": True},
    "buildings": {"site": "翠湖花园", "name": "5 栋"},
    "departments": {"code": "green", "name": "绿化部"},
    "people": {"staff_number": "0012", "name": "李堃", "department": "工程部", "is_active": True},
    "teams": {"name": "夜班", "supervisor": "沈立 (S001)", "is_active": True},
    "postings": {"person": "A001", "site": "云栖里", "team": "二班", "post": "other", "first_day": DAY},
    "accounts": {"person": "E002", "roles": Role.AGENT.label, "username": "0013", "email": "he@example.com",
                 "language": "en"},
    "leave": {"person": "王芳 (A001)", "first_day": DAY, "last_day": DAY, "reason": "事假"},
    "bonus_bases": {"person": "A001", "month": "2026-10", "amount": Decimal("1234.5")},
    "workorders": {"number": "000471", "created_at": AT, "agent": "王芳 (A001)", "completed_at": LATER,
                   "status": "completed", "priority": "high", "is_emergency": False, "site": "翠湖花园"},
    "surveys": {"number": "S-1", "rating": 5, "answered_at": AT, "agent": "A001"},
    "quality_checks": {"number": "0001", "agent": "A001", "contact_at": AT, "final_at": LATER, "score": 92,
                       "item_1": "pass", "weight_1": 2, "critical_1": False},
    "checklists": {"checklist": "来电", "contact": "phone", "item": "报姓名", "weight": 2, "critical": True},
    "ratings": {"month": "2026-10", "agent": "A001", "department": "工程部", "rating": 4},
    "suggestions": {"agent": "A001", "title": "门铃", "submitted_at": AT, "decision": "adopted", "decided_at": LATER},
    "peer_ratings": {"month": "2026-10", "agent": "A001", "rater": "A002", "rating": 4},
    "supervisor_ratings": {"month": "2026-10", "agent": "A001", "rater": "S001", "rating": 2, "comment": "交接不清"},
    "activities": {"title": "中秋游园", "form": "festival", "held_at": AT, "agent": "A001", "part": "organised",
                   "hours": 3},
    "praise": {"received_at": AT, "agent": "A001", "form": "banner", "words": "拾金不昧", "state": "confirmed"},
    "trainings": {"title": "投诉接待", "held_at": AT, "has_exam": True, "agent": "A001", "status": "attended",
                  "attempt": 1, "score": 88},
    "complaints": {"number": "TS-1", "received_at": AT, "agent": "A001", "channel": "phone", "severity": "ordinary",
                   "is_public": False, "closed_at": LATER, "is_resolved": True,
                   "called_back_at": LATER, "rating": 4, "judged_at": LATER, "verdict": "agent", "against": "A001"},
    "targets": {"month": NEXT_MONTH, "indicator": "completion_rate", "agent": "A001", "value": 97},
    "adjustments": {"month": "2026-10", "agent": "A001", "kind": "bonus", "points": 1, "reason": "夜间抢修"},
    "pay_items": {"month": "2026-10", "agent": "A001", "kind": "commission", "amount": 420, "reason": "车位租赁"},
}  # fmt: skip
"""A row of each kind, choices by their code."""
WRONG: dict[FieldType, tuple[str, str]] = {
    FieldType.NUMBER: ("viele", "not_a_number"),
    FieldType.INTEGER: ("1.5", "not_whole"),
    FieldType.BOOLEAN: ("vielleicht", "not_yes_or_no"),
    FieldType.CHOICE: ("etwas anderes", "unknown_choice"),
    FieldType.INSTANT: ("2026-13-40", "no_such_day"),
    FieldType.DAY: ("gestern", "unreadable_date"),
    FieldType.MONTH: ("gestern", "unreadable_date"),
}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Somebody who reads this language."""
    with translation.override(request.param):
        yield request.param


def template(kind: Kind) -> bytes:
    stream = io.BytesIO()
    write_template(stream, [kind])
    return stream.getvalue()


def typed(kind: Kind, other: Mapping[str, object] | None = None) -> dict[str, object]:
    """The valid row as it is typed below the headings: words of drop-downs, days as days; but for `other` values."""
    values, row = VALID[kind.code], dict[str, object]()
    for field in template_fields(kind):
        value = values.get(field.name)
        if value is NEXT_MONTH:
            value = str(Month.of(timezone.now(), company_zone()).next)
        elif isinstance(value, Promise):
            value = str(value)
        elif isinstance(value, bool):
            value = translation.gettext("yes" if value else "no")
        row[str(field.label)] = field.shown_choices().get(str(value), value)
        if other and field.name in other:
            row[str(field.label)] = other[field.name]
    return row


def filled(kind: Kind, *rows: dict[str, object]) -> bytes:
    return fill(template(kind), {sheet_name(kind): rows})


@pytest.fixture
def send(company: Company, tmp_path: Path) -> Callable[..., str]:
    """Sends a filled template through the command, without a profile."""
    Person.objects.create(name="何苗", staff_number="E002")

    def sending(kind: Kind, content: bytes) -> str:
        path = tmp_path / "filled.xlsx"
        path.write_bytes(content)
        by = "administrator" if kind.verb.startswith("people.manage_") else "hr"
        return Sender(company, kind.code, tmp_path).send_file(path, f"--by={by}")

    return sending


@pytest.mark.parametrize("code", list(all_kinds()))
def test_a_filled_template_needs_no_mapping_and_gives_no_warning(send: Callable[..., str], code: str) -> None:
    kind = all_kinds()[code]
    with translation.override("en"):
        said = send(kind, filled(kind, typed(kind)))
    assert [problem.code for problem in RowProblem.objects.all()] == ["example_row"]
    assert "1 new" in said


@pytest.mark.parametrize("code", list(all_kinds()))
def test_on_the_page_it_goes_straight_to_the_check_and_is_stored_in_the_other_language(
    company: Company, code: str
) -> None:
    Person.objects.create(name="何苗", staff_number="E002")
    kind = all_kinds()[code]
    client = visitor("administrator" if kind.verb.startswith("people.manage_") else "hr", language="zh-hans")
    with translation.override("zh-hans"):
        file = SimpleUploadedFile("九月 (2).xlsx", filled(kind, typed(kind)))
    answer = client.post("/imports/new", {"file": file})
    batch = Batch.objects.get()
    assert answer["Location"] == f"/imports/{batch.pk}/"
    work_off()
    client.post(f"/imports/{batch.pk}/store")
    work_off()
    batch.refresh_from_db()
    assert (batch.kind, batch.source, batch.state, batch.created, batch.warned) == (code, "template", "stored", 1, 1)


@pytest.mark.parametrize("code", list(all_kinds()))
def test_each_wrong_value_has_its_sentence(send: Callable[..., str], code: str) -> None:
    with translation.override("en"):
        kind = all_kinds()[code]
        rows, expected = [], []
        for field in kind.fields:
            value, problem = WRONG.get(field.type, ("", "missing" if field.required else ""))
            if problem:
                rows.append(typed(kind, {field.name: value}))
                expected.append((len(rows) + 2, str(field.label), problem))
        with pytest.raises(CommandError):
            send(kind, filled(kind, *rows))
    found = RowProblem.objects.filter(severity="error").values_list("row", "column", "code")
    assert set(expected) <= set(found)
    assert {row for row, _column, _code in found} == {row for row, _column, _code in expected}


@pytest.mark.parametrize("code", list(all_kinds()))
def test_the_example_row_is_known_whatever_columns_are_deleted(company: Company, language: str, code: str) -> None:
    kind = all_kinds()[code]
    with open_table(template(kind)) as table:
        example = next(iter(table.rows()))
        needed = [place for place, field in enumerate(template_fields(kind)) if field.required]
    assert is_example(example)
    assert is_example(Row(2, [example.cells[place] for place in needed]))


def test_identifiers_keep_their_zeros_and_days_are_days(language: str, send: Callable[..., str]) -> None:
    for code in ("sites", "postings"):
        send(all_kinds()[code], filled(all_kinds()[code], typed(all_kinds()[code])))
    assert Site.objects.get(name="云溪府").code == "0017"
    assert Posting.objects.get(post="other").first_day == DAY


def test_the_template_holds_the_lists_of_the_company(company: Company) -> None:
    with open_table(template(all_kinds()["postings"]), sheet="Lists", header_row=1) as table:
        words = {str(cell) for row in table.rows() for cell in row.cells} | set(table.columns)
    assert {"云栖里", "二班", "王芳 (A001)"} <= words


def test_a_template_is_downloaded_in_the_reader_s_language(company: Company) -> None:
    for language, heading in (("en", "Staff number"), ("zh-hans", "工号")):
        content = visitor("administrator", language=language).get("/imports/templates/people.xlsx").content
        with open_table(content) as table:
            assert heading in table.columns
            assert next(iter(table.rows())).cells[0].startswith(MARKS)  # type: ignore[union-attr]
