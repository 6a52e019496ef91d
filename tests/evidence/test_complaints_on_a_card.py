"""Complaints from a file to a final card: what each indicator counts, what a second file means, what is shut."""

import dataclasses
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction

from evidence.complaints.models import Complaint, ComplaintStep
from kpi_portal.lib.canonical import canonical
from people.models import Person
from records import ledger
from records.final_month_guard import MonthIsFinal
from records.imports.undoing import undo
from records.models import LateFact
from scoring import cards, closing, publishing
from scoring.engine.plan import Plan
from scoring.indicators import catalogue
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from tenants.models import Company
from tests.importing import Sender, as_csv
from tests.months import closer, finaliser, publisher
from tests.scoring.measuring import evidence, figures
from tests.scoring.month_of_facts import OCTOBER, START
from tests.visiting import visitor

BEFORE_THE_CUTOFF, AFTER = datetime(2026, 11, 2, 2, 0, tzinfo=UTC), datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
Row = dict[str, object]
EMPTY: Row = dict.fromkeys(
    [
        "closed_at",
        "is_resolved",
        "called_back_at",
        "rating",
        "judged_at",
        "verdict",
        "against",
        "severity",
        "is_public",
    ],
    "",
)


def row(number: str, received: str, **said: object) -> Row:
    return {"number": number, "received_at": received, "agent": "A001", "words": f"投诉 {number}", **EMPTY, **said}


ROWS = [
    row("TS1", "2026-10-05 10:00", closed_at="2026-10-05 20:00", is_resolved="是", called_back_at="2026-10-06 09:00",
        rating=5, judged_at="2026-10-06 10:00", verdict="客服", against="A001"),
    row("TS2", "2026-10-06 10:00", closed_at="2026-10-08 10:00", is_resolved="否", called_back_at="2026-10-09 09:00",
        rating=3, judged_at="2026-10-12 10:00", verdict="不成立"),
    row("TS3", "2026-10-07 10:00", severity="重大", is_public="是", closed_at="2026-10-10 10:00", is_resolved="是",
        judged_at="2026-10-15 10:00", verdict="客服", against="A001"),
    row("TS4", "2026-10-30 10:00", closed_at="2026-11-04 00:00", is_resolved="是"),
    row("TS5", "2026-10-31 10:00"),
    row("TS6", "2026-10-20 10:00"),
]  # fmt: skip
MEASURED = {
    "complaint_handled_rate": (4, 5, 5), "complaint_24h_rate": (1, 4, 4), "complaint_success_rate": (3, 4, 4),
    "complaint_callback_satisfaction": (8, 10, 2), "complaints_upheld": (2, 1, 1), "opinion_incidents": (1, 1, 1),
}  # fmt: skip
TOWARD = {"kind": "toward_target", "floor": "0", "target": "100"}
PER_EVENT = {"kind": "per_event", "start": "100", "each": "20"}
POINTS = {
    "complaint_handled_rate": "80.00",
    "complaint_24h_rate": "25.00",
    "complaint_success_rate": "75.00",
    "complaint_callback_satisfaction": "80.00",
    "complaints_upheld": "60.00",
    "opinion_incidents": "80.00",
}


@pytest.fixture
def sender(company: Company, tmp_path: Path) -> Sender:
    """October's six complaints, one of them excluded by the supervisor."""
    sender = Sender(company, "complaints", tmp_path)
    with time_machine.travel(AFTER, tick=False):
        sender.send(as_csv(*ROWS))
        excluded = Complaint.objects.get(number="TS6")
        answer = visitor("supervisor").post(
            f"/evidence/complaints/{excluded.pk}/exclude/", {"reason": "同一件登记两次"}
        )
    assert answer.status_code == 302
    return sender


def test_every_indicator_counts_what_it_says_and_a_second_file_what_it_changes(sender: Sender) -> None:
    wang, li = (Person.objects.get(staff_number=number) for number in ("A001", "A002"))
    assert {code: figures(wang, code) for code in MEASURED} == MEASURED
    assert evidence(wang, "complaint_handled_rate").excluded == {"excluded": 1}
    assert evidence(wang, "complaint_24h_rate").excluded == {"excluded": 1, "major": 1}
    assert evidence(wang, "complaint_success_rate").excluded == {"excluded": 1, "not_closed": 1}

    with time_machine.travel(AFTER, tick=False):
        sender.send(as_csv(*ROWS))
        assert (sender.batch.unchanged, sender.batch.created, sender.batch.changed) == (6, 0, 0)
    with time_machine.travel(BEFORE_THE_CUTOFF, tick=False):
        taken_back = ROWS[1] | {"called_back_at": "", "rating": ""}
        handed_on = ROWS[4] | {"agent": "A002", "words": "换人"}
        sender.send(as_csv(ROWS[0], taken_back, ROWS[2], handed_on, ROWS[5]))
        assert (sender.batch.changed, sender.batch.unchanged) == (2, 3)
        assert figures(wang, "complaint_callback_satisfaction") == (5, 5, 1)
        assert figures(wang, "complaint_handled_rate") == (4, 4, 4)
        assert figures(li, "complaint_handled_rate") == (0, 1, 1)
        undo(sender.batch, by=closer())
    assert {code: figures(wang, code) for code in MEASURED} == MEASURED
    assert Complaint.objects.get(number="TS5").words == "投诉 TS5"
    refused = sender.refused(as_csv(ROWS[0] | {"rating": ""}))
    assert "come together" in refused


def _plan() -> PlanVersion:
    """``standard`` with the six indicators in place of the suggestions."""
    document = versions.read(PlanVersion.objects.get(code="standard", version=1)).to_document()
    place = next(at for at, each in enumerate(document["dimensions"]) if each["code"] == "innovation")
    model = document["dimensions"][place]["indicators"][0]
    weights = ["20.00", "20.00", "20.00", "20.00", "10.00", "10.00"]
    document["dimensions"][place]["indicators"] = [
        model | {"code": code, "name": dataclasses.asdict(catalogue.definitions()[code].name), "weight": weight,
                 "rule": PER_EVENT if catalogue.definitions()[code].zero_is_evidence else TOWARD}
        for code, weight in zip(POINTS, weights, strict=True)
    ]  # fmt: skip
    plan = Plan.from_document(document, catalogue.definitions())
    text = canonical(plan.to_document()).decode()
    made: PlanVersion = PlanVersion.objects.create(
        code="standard", version=2, document=text, document_hash=plan.plan_hash
    )
    return made


@pytest.fixture
def final(sender: Sender) -> Card:
    with time_machine.travel(START):
        versions.publish_plan(plan=_plan(), valid_from=OCTOBER, by=publisher())
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    reviewed_beside_its_complaints()
    publishing.publish_month(month=OCTOBER, by=publisher())
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    card = cards.card_for(Person.objects.get(staff_number="A001"), OCTOBER)
    assert card is not None
    return card


def reviewed_beside_its_complaints() -> None:
    """Who reviews sees what was upheld, without being told of every complaint."""
    agent = Person.objects.get(staff_number="A001").pk
    part = visitor("supervisor").get(f"/months/2026-10/review/{agent}/?complaints", headers={"HX-Request": "true"})
    page = part.content.decode()
    assert "TS1" in page
    assert "TS3" in page
    assert "TS2" not in page
    assert "of 5 complaints" in page


def test_from_the_file_to_a_final_card_that_opens_down_to_the_complaint(final: Card, sender: Sender) -> None:
    lines = {line.code: line for line in cards.tree(final).lines}
    assert {code: str(lines[code].points) for code in POINTS} == POINTS
    assert lines["complaint_callback_satisfaction"].numerator == Fraction(8)
    for code in POINTS:
        page = visitor("agent").get(f"/card/2026-10/{final.agent_id}/{code}/").content.decode()
        assert "TS3" in page or "TS2" in page, code
        assert "/evidence/complaints/" in page
    shut_for_whatever_writes(sender)


def shut_for_whatever_writes(sender: Sender) -> None:
    """What would change October is refused or waits; what comes after its cut-off is taken."""
    steps, closed = ComplaintStep.objects, ComplaintStep.objects.get(number="TS4/closed")
    late: dict[str, Any] = {"complaint": closed.complaint, "agent_id": closed.agent_id, "is_resolved": True}
    cutoff = closed.at
    for write in (
        lambda: steps.filter(pk=closed.pk).update(stands=False),
        lambda: steps.filter(pk=closed.pk).update(counts_at=None),
        lambda: steps.filter(number="TS1/received", stands=True).update(severity="major"),
        lambda: steps.create(number="X", kind="reopened", at=cutoff, **late | {"is_resolved": None}),
        lambda: steps.create(number="Y", kind="judged", verdict="agent", at=START, **late | {"is_resolved": None}),
    ):
        with pytest.raises(MonthIsFinal), transaction.atomic():
            write()
    earlier = ROWS[4] | {"closed_at": "2026-11-02 10:00", "is_resolved": "是"}
    sender.send(as_csv(*ROWS[:4], earlier, row("TS7", "2026-10-09 10:00")))
    assert {late.number for late in LateFact.objects.all()} == {"TS5", "TS7"}
    sender.send(as_csv(ROWS[4] | {"closed_at": "2026-11-20 10:00", "is_resolved": "是"}))
    assert Complaint.objects.get(number="TS5").state == "closed"
    assert ledger.verify(ledger.head()).is_sound
