"""Orders from a file and from the desk to a final card: all that SCORING §4 counts of them."""

import dataclasses
from fractions import Fraction
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
from tests.scoring.test_orders_of_the_desk import worked_in_the_portal
from tests.visiting import visitor

PROFILE = """
kind = "workorders"
source = "tickets"
[fields]
number = "单号"
created_at = "创建"
responded_at = "响应"
accepted_at = "受理"
dispatched_at = "派单"
started_at = "开工"
completed_at = "办结"
called_back_at = "回访"
archived_at = "归档"
reopened_at = "重开"
due_at = "要求完成"
site = "小区"
building = "楼栋"
category = "类别"
channel = "渠道"
is_emergency = "紧急"
agent = "客服"
"""
FILE = """单号,创建,响应,受理,派单,开工,办结,回访,归档,重开,要求完成,小区,楼栋,类别,渠道,紧急,客服
N-1,{0} 09:00,{0} 09:12,{0} 09:12,{0} 09:12,{0} 10:00,{0} 15:00,{0} 18:00,{0} 18:30,,{0} 17:00,CH,3 栋,水,电话,,A001
N-2,{0} 09:00,{0} 09:20,{0} 09:20,{0} 09:20,,{0} 15:00,2026-10-08 18:00,,,{0} 12:00,CH,3 栋,水,电话,,A001
N-3,{0} 09:00,{0} 09:12,{0} 09:12,{0} 09:12,,{0} 15:00,,,{0} 16:00,{0} 17:00,CH,3 栋,水,电话,,A001
N-4,{1} 09:00,{1} 09:05,{1} 09:05,{1} 09:05,,{1} 10:00,,,,,CH,3 栋,水,电话,是,A001
""".format("2026-10-06", "2026-10-07")
VALUES = {
    "response_within_rate": 80,  # N-2 waited 20 minutes
    "callback_24h_rate": 50,  # N-2 after two days, N-4 never; N-3 is open again
    "reopen_rate": 20,
    "on_time_rate": 50,  # N-2 late, N-3 open
    "overdue_tasks": 1,  # N-3
    "first_contact_resolution": 80,
    "repeat_rate": 75,  # N-4 came to where N-1, N-2 and N-3 were
    "mean_resolution_hours": 6,
    "emergency_resolution_hours": 1,
    "emergency_response_minutes": 5,
    "acknowledged_with_eta_rate": 100,  # only the desk notes what was promised
    "longest_silence_hours": 5,
    "flow_conformance_rate": 50,  # N-2 was not archived, N-4 not called back
    "record_completeness_rate": 80,  # N-4 has no due time
    "priority_inversions": 0,
    "workload_balance": None,
}
"""Of the file's four and the desk's one; the last hangs on the cast."""
ONLY_OF = {"emergency_resolution_hours": "N-4", "emergency_response_minutes": "N-4", "overdue_tasks": "N-3"}


def plan() -> Plan:
    """``standard`` with indicators of orders in place of the suggestions."""
    document = versions.read(PlanVersion.objects.get(code="standard", version=1)).to_document()
    place = next(at for at, each in enumerate(document["dimensions"]) if each["code"] == "innovation")
    model = document["dimensions"][place]["indicators"][0]
    document["dimensions"][place]["indicators"] = [
        model | {"code": known.code, "name": dataclasses.asdict(known.name), "weight": weight,
                 "rule": {"kind": "toward_target", "floor": floor, "target": "100" if floor == "0" else "0"}}
        for code, weight in zip(VALUES, ["10.00", *["6.00"] * 15], strict=True)
        for known in [catalogue.definitions()[code]]
        for floor in ["0" if known.better == "higher" else "100"]
    ]  # fmt: skip
    return Plan.from_document(document, catalogue.definitions())


def test_from_the_file_to_a_card_that_opens_down_to_the_order(company: Company, tmp_path: Path) -> None:
    profile = tmp_path / "tickets.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    Sender(company, "workorders", tmp_path, profile).send(FILE)
    worked_in_the_portal()
    made = plan()
    draft = PlanVersion.objects.create(
        code="standard", version=2, document=canonical(made.to_document()).decode(), document_hash=made.plan_hash
    )
    with time_machine.travel(START):
        versions.publish_plan(plan=draft, valid_from=OCTOBER, by=publisher())
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    card = cards.card_for(Person.objects.get(staff_number="A001"), OCTOBER)
    assert card is not None
    lines = {line.code: line for line in cards.tree(card).lines if line.code in VALUES}
    assert set(lines) == set(VALUES)
    known = {code: value for code, value in VALUES.items() if value is not None}
    assert {code: lines[code].value for code in known} == {code: Fraction(value) for code, value in known.items()}
    supervisor = visitor("supervisor")
    for code in VALUES:
        page = supervisor.get(f"/card/2026-10/{card.agent_id}/{code}/").content.decode()
        assert ONLY_OF.get(code, "N-1") in page, code
    assert (
        "noted: Accepted, Dispatched, Called back"
        in supervisor.get(f"/card/2026-10/{card.agent_id}/flow_conformance_rate/").content.decode()
    )
