"""Months and cards for other programs, and what a push does to a month that is closed."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from kpi_portal.lib.company_connection import connection
from people.models import Account
from records.api import pushing
from scoring.models import Card
from tenants.models import Company
from tests.importing import work_off
from tests.records.api_client import Program, key_of
from workorders.models import WorkOrder


def test_cards_are_the_bytes_of_export_cards_and_only_those_that_the_maker_sees(
    published: Card, company: Company, tmp_path: Path
) -> None:
    program = Program(key_of("hr", ["read:months", "read:cards"])[1])
    file = tmp_path / "cards.json"
    call_command("export_cards", "acme", "2026-10", "--output", str(file))
    connection.set_tenant(company)
    assert program.client.get("/api/v1/months/2026-10/cards").content == file.read_bytes()
    status, months = program.get("months")
    assert (status, months[0]["month"], months[0]["state"], months[0]["cutoff"]) == (
        200,
        "2026-10",
        "published",
        "2026-11-03T16:00:00Z",
    )
    assert [program.get(f"months/{month}/cards")[0] for month in ("2026-09", "2026-13", "9999-12", "x")] == [404] * 4
    assert program.get("months/2026-10/cards?trial=true")[0] == 404
    first = program.client.get("/api/v1/months/2026-10/cards?limit=1")
    whole = json.loads(file.read_text("utf-8"))
    assert json.loads(first.content) == whole | {"cards": whole["cards"][:1]}
    assert program.get("months/2026-10/cards?limit=1&page=99")[0] == 404
    assert program.get("months/2026-10/cards?limit=0")[0] == 422
    Account.objects.filter(username="hr").update(roles=["supervisor"])  # and leads nobody
    assert program.get("months/2026-10/cards")[1]["code"] == "no_cards"


@pytest.mark.parametrize("at_once", [500, 0])
def test_cards_of_a_closed_month_change_only_where_somebody_says_to_know_it(
    computed: Card, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program(key_of("hr", ["push:workorders"])[1])
    row = {"number": "late", "created_at": "2026-10-05T14:02:00+08:00", "agent": "A001", "status": "in_progress"}
    status, told = program.push("workorders", row)
    assert (status, told["code"], told["cards"]) == (409, "cards_unseen", {"2026-10": 1})
    assert "王芳" not in str(told)  # a key that does not read cards learns none
    monkeypatch.setattr(pushing, "AT_ONCE", at_once)
    for seen, state in (("0" * 64, "failed"), (told["seen_cards"], "stored")):
        answer = program.push("workorders", row, seen_cards=seen)[1]
        if at_once == 0:
            work_off()
            answer = program.get(f"imports/{answer['import_id']}")[1]
        assert answer.get("state", "failed") == state
        assert WorkOrder.objects.filter(number="late").exists() == (state == "stored")
    assert answer["cards"] == {"2026-10": 1}


def test_cards_come_page_by_page_until_no_page_follows(computed: Card) -> None:
    program = Program(key_of("hr", ["read:cards"])[1])
    everything = program.client.get("/api/v1/months/2026-10/cards").json()["cards"]
    address, found = "/api/v1/months/2026-10/cards?limit=2", []
    while address:
        answer = program.client.get(address)
        found.append(answer.json()["cards"])
        address = answer.headers.get("Link", "").partition(";")[0].strip("<>").partition(".localhost:8000")[2]
    assert len(everything) > 2
    assert [len(part) <= 2 for part in found] == [True] * (-(-len(everything) // 2))
    assert [card for part in found for card in part] == everything
