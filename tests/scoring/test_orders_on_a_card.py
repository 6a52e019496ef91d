"""Orders from a file to a final card: what SCORING §4 counts of them."""

import dataclasses
from pathlib import Path

import time_machine

from kpi_portal.lib.canonical import canonical
from people.models import Person
from scoring import cards, closing
from scoring.engine.plan import Plan
from scoring.indicators import catalogue
from scoring.models import PlanVersion
from scoring.plans import versions
from tenants.models import Company
from tests.importing import Sender
from tests.months import closer, publisher
from tests.scoring.month_of_facts import OCTOBER, START
from tests.visiting import visitor

PROFILE = """
kind = "workorders"
source = "tickets"
[fields]
number = "单号"
created_at = "创建"
responded_at = "响应"
dispatched_at = "派单"
completed_at = "办结"
called_back_at = "回访"
reopened_at = "重开"
agent = "客服"
"""
FILE = """单号,创建,响应,派单,办结,回访,重开,客服
N-1,2026-10-06 09:00,2026-10-06 09:12,2026-10-06 09:12,2026-10-06 15:00,2026-10-06 18:00,,A001
N-2,2026-10-06 09:00,2026-10-06 09:20,2026-10-06 09:20,2026-10-06 15:00,2026-10-08 18:00,,A001
N-3,2026-10-06 09:00,2026-10-06 09:12,2026-10-06 09:12,2026-10-06 15:00,,2026-10-06 16:00,A001
"""
RULES = {"response_within_rate": ("0", "100"), "callback_24h_rate": ("0", "100"), "reopen_rate": ("100", "0")}
POINTS = {"response_within_rate": "66.67", "callback_24h_rate": "50.00", "reopen_rate": "66.67"}


def plan() -> Plan:
    """``standard`` with indicators of orders in place of the suggestions."""
    document = versions.read(PlanVersion.objects.get(code="standard", version=1)).to_document()
    place = next(at for at, each in enumerate(document["dimensions"]) if each["code"] == "innovation")
    model = document["dimensions"][place]["indicators"][0]
    document["dimensions"][place]["indicators"] = [
        model | {"code": code, "name": dataclasses.asdict(catalogue.definitions()[code].name), "weight": weight,
                 "rule": {"kind": "toward_target", "floor": floor, "target": target}}
        for (code, (floor, target)), weight in zip(RULES.items(), ("40.00", "30.00", "30.00"), strict=True)
    ]  # fmt: skip
    return Plan.from_document(document, catalogue.definitions())


def test_from_the_file_to_a_card_that_opens_down_to_the_order(company: Company, tmp_path: Path) -> None:
    profile = tmp_path / "tickets.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    Sender(company, "workorders", tmp_path, profile).send(FILE)
    made = plan()
    draft = PlanVersion.objects.create(
        code="standard", version=2, document=canonical(made.to_document()).decode(), document_hash=made.plan_hash
    )
    with time_machine.travel(START):
        versions.publish_plan(plan=draft, valid_from=OCTOBER, by=publisher())
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    card = cards.card_for(Person.objects.get(staff_number="A001"), OCTOBER)
    assert card is not None
    assert {line.code: str(line.points) for line in cards.tree(card).lines if line.code in POINTS} == POINTS
    for code in POINTS:
        page = visitor("supervisor").get(f"/card/2026-10/{card.agent_id}/{code}/").content.decode()
        assert all(number in page for number in ("N-1", "N-2", "N-3")), code
