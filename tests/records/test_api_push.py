"""Rows pushed by another program: judged, stored, told, undone like those of a file (IMPORTS)."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from kpi_portal.lib.month import Month
from people.models import Person
from records.api import pushing
from records.imports.kinds import all_kinds
from records.keys.scopes import offered
from records.models import AuditEntry, Batch, SourceProfile
from records.months import company_zone
from scoring.models import Adjustment
from tenants.models import Company
from tests.importing import work_off
from tests.records.api_client import Program, key_of
from tests.records.test_templates import NEXT_MONTH, VALID
from tests.visiting import visitor
from workorders.models import WorkOrder

ORDER = {
    "number": "000471",
    "created_at": "2026-10-05T14:02:00+08:00",
    "agent": "A001",
    "completed_at": "2026-10-05T15:30:00+08:00",
    "status": "completed",
}


def program_of(username: str, language: str = "en") -> Program:
    from people.models import Account

    scopes = [scope for scope, _label in offered(Account.objects.get(username=username))]
    return Program(key_of(username, scopes)[1], language=language)


@pytest.fixture
def program(company: Company) -> Program:
    """With all that HR may."""
    return program_of("hr")


def _sent(value: Any) -> Any:
    if value is NEXT_MONTH:
        return str(Month.of(timezone.now(), company_zone()).next)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int) else str(value)


def test_every_kind_is_pushed_and_the_same_again_changes_nothing_and_leaves_nothing(program: Program) -> None:
    Person.objects.create(name="何苗", staff_number="E002")
    administrator, told = program_of("administrator"), {}
    for code, kind in all_kinds().items():
        sender = administrator if kind.verb.startswith("people.manage_") else program
        row = {name: _sent(value) for name, value in VALID[code].items()}
        (first, one), (second, again) = sender.push(code, row), sender.push(code, row)
        told[code] = (first, one.get("new"), one.get("warnings"), second, again.get("unchanged"), again["import_id"])
    assert told == {code: (200, 1, [], 200, 1, None) for code in all_kinds()}
    assert Batch.objects.filter(state="stored", key__isnull=False).count() == len(all_kinds())


def test_wrong_rows_are_named_nothing_is_stored_and_a_later_push_corrects(program: Program) -> None:
    text = {**ORDER, "subject": "two\nlines"}
    wrong = {**text, "number": "2", "status": "zzz"}
    status, told = program.push("workorders", text, wrong, text)
    assert (status, told["state"], told["wrong"], WorkOrder.objects.count()) == (422, "refused", 2, 0)
    found = {(error["row"], error["field"], error["value"], error["code"]) for error in told["errors"]}
    assert found == {(2, "status", "zzz", "unknown_choice"), (3, "number", "000471", "twice")}
    assert "row 1 already" in told["errors"][1]["detail"]
    assert (
        program.push("workorders", text, wrong, text)[1]["import_id"] == told["import_id"]
    )  # one, however often tried
    status, told = program.push("workorders", ORDER, dry_run=True)
    assert (status, told["state"], told["new"], WorkOrder.objects.count()) == (200, "checked", 1, 0)
    assert program.push("workorders", ORDER)[1]["new"] == 1
    status, told = program.push(
        "workorders", {"number": "000471", "created_at": ORDER["created_at"], "priority": "high"}
    )
    assert (status, told["changed"]) == (200, 1)
    order = WorkOrder.objects.get(number="000471")
    assert (order.priority, order.state) == ("high", "completed")  # what was left out stayed (IMPORTS 6)
    page = visitor("hr").get(f"/imports/{told['import_id']}/").content.decode()
    assert "crm-workorders.csv" in page
    assert AuditEntry.objects.filter(verb="records.import", actor_name="周敏 · API CRM 0").count() == 2
    visitor("hr").post(f"/imports/{told['import_id']}/undo")
    order.refresh_from_db()
    assert order.priority != "high"
    _status, said = program.get(f"imports/{told['import_id']}")
    assert said["state"] == "undone"
    assert program_of("hr").get(f"imports/{told['import_id']}")[0] == 404  # another program's


def test_many_rows_are_the_workers_and_a_source_keeps_its_mapping(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    SourceProfile.objects.create(kind="workorders", source="crm", document={"fields": {"number": "单号"}})
    monkeypatch.setattr(pushing, "AT_ONCE", 1)
    status, told = program.push("workorders", ORDER, {**ORDER, "number": "2"})
    assert (status, told["state"], program.get(f"imports/{told['import_id']}")[1]["state"]) == (
        202,
        "waiting",
        "waiting",
    )
    work_off()
    said = program.get(f"imports/{told['import_id']}")[1]
    assert (said["state"], said["new"]) == ("stored", 2)
    assert SourceProfile.objects.get().document == {"fields": {"number": "单号"}}
    assert AuditEntry.objects.get(verb="records.import").actor_name == "周敏 · API CRM 0"
    status, told = program.push("workorders", {**ORDER, "subject": "a\nb"}, {**ORDER, "status": "zzz", "subject": ""})
    work_off()
    said = program.get(f"imports/{told['import_id']}")[1]
    assert (said["state"], said["errors"][0]["row"], said["errors"][0]["field"]) == ("refused", 2, "status")


def test_a_key_does_nothing_for_its_own_maker(program: Program) -> None:
    row = {"month": "2026-10", "agent": "H001", "kind": "bonus", "points": 1, "reason": "夜间抢修"}
    status, told = program.push("adjustments", row)
    assert (status, told["errors"][0]["code"], Adjustment.objects.count()) == (422, "for_oneself", 0)


DEEP = "[" * 100_000
BODIES: dict[str, tuple[str | bytes, int, str]] = {
    "not JSON": ("{", 400, "not_json"),
    "not UTF-8": (b'{"source": "\xff"}', 400, "not_json"),
    "half a character": (r'{"source": "\ud800", "rows": [{"number": "1"}]}', 400, "not_json"),
    "not a number": ('{"source": "crm", "rows": [{"number": NaN}]}', 400, "not_json"),
    "deep": (DEEP, 400, "not_json"),
    "endless digits": ('{"source": "crm", "rows": [{"number": ' + "9" * 5000 + "}]}", 400, "not_json"),
    "a gigabyte of zeros": ('{"source": "crm", "rows": [{"number": 1e999999999}]}', 422, "not_understood"),
    "twice": ('{"source": "a", "source": "b", "rows": [{"number": "1"}]}', 400, "not_json"),
    "a list": ("[]", 422, "not_understood"),
    "no source": ('{"rows": [{"number": "1"}]}', 422, "not_understood"),
    "NUL": (r'{"source": "crm\u0000", "rows": [{"number": "1"}]}', 422, "not_understood"),
    "NUL in a value": (r'{"source": "crm", "rows": [{"number": "1\u0000"}]}', 422, "not_understood"),
    "NUL in an option": (
        r'{"source": "crm", "rows": [{"number": "1"}], "options": {"zone": "\u0000"}}', 422, "not_understood"
    ),
    "strange option": ('{"source": "a", "rows": [{"number": "1"}], "options": {"fields": {}}}', 422, "not_understood"),
    "bad option": ('{"source": "crm", "rows": [{"number": "1"}], "options": {"zone": "Nowhere"}}', 422, "profile"),
    "float option": ('{"source": "crm", "rows": [{"number": "1"}], "options": {"rating_scale": 5.5}}', 422, "profile"),
    "no rows": ('{"source": "crm", "rows": []}', 422, "not_understood"),
    "nothing but null": ('{"source": "crm", "rows": [{"number": "1"}, {"number": null}]}', 422, "not_understood"),
    "other fields": ('{"source": "crm", "rows": [{"number": "1"}, {"status": "x"}]}', 422, "not_understood"),
    "nested": ('{"source": "crm", "rows": [{"number": ["1"]}]}', 422, "not_understood"),
    "unknown field": ('{"source": "crm", "rows": [{"nummer": "1"}]}', 422, "unknown_field"),
    "required field left out": ('{"source": "crm", "rows": [{"number": "1"}]}', 422, "profile"),
    "too many rows": ('{"source": "crm", "rows": [' + ",".join(['{"number":1}'] * 10_001) + "]}", 413, "too_large"),
    "too large": (" " * (5 * 1024 * 1024 + 1), 413, "too_large"),
}  # fmt: skip


def test_what_is_no_push_is_refused_with_a_sentence(program: Program) -> None:
    found = {name: program.send("workorders", body) for name, (body, _status, _code) in BODIES.items()}
    said = {name: (status, told["code"]) for name, (status, told) in found.items()}
    assert said == {name: (status, code) for name, (_body, status, code) in BODIES.items()}
    assert all(told["detail"] for _status, told in found.values())
    assert "Row 2 says nothing" in found["nothing but null"][1]["detail"]
    assert program.push("nothing", ORDER)[0] == 404
    assert not Batch.objects.exists()


def test_a_key_lists_its_pushes_page_by_page_and_nobody_elses(program: Program) -> None:
    for number in ("1", "2", "3"):
        program.push("workorders", {**ORDER, "number": number})
    program.push("workorders", {**ORDER, "number": "4", "status": "zzz"})
    program_of("hr").push("workorders", {**ORDER, "number": "5"}, source="other")
    status, first = program.get("imports/?limit=3")
    assert (status, [line["state"] for line in first["imports"]]) == (200, ["refused", "stored", "stored"])
    assert (first["imports"][0]["wrong"], first["imports"][1]["new"], first["imports"][1]["source"]) == (1, 1, "crm")
    rest = program.client.get(first["next"].partition(".localhost:8000")[2]).json()
    assert (len(rest["imports"]), rest["next"]) == (1, "")
    assert [program.get(f"imports/?{wrong}")[0] for wrong in ("limit=0", "limit=201", "before=x")] == [422] * 3
