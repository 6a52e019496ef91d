"""Whatever a card counts comes in by page, by file and by API, and what came by each stands in list, file and figure.

Driven by the list of kinds: a fact that cards keep and that has no story here fails, so that a new kind brings all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from evidence import kinds
from evidence.models import Activity, Complaint, Suggestion, TrainingSession
from people.models import Account, Person, Posting, Role, Site, Team
from scoring.indicators import catalogue
from tenants.models import Company
from tests.importing import Sender, as_csv
from tests.records.test_api_push import program_of
from tests.scoring.measuring import figures
from tests.scoring.month_of_facts import OCTOBER, person
from tests.visiting import visitor
from workorders.models import WorkOrder

LATE, AFTER = datetime(2026, 10, 29, 2, tzinfo=UTC), datetime(2026, 11, 5, 2, tzinfo=UTC)
AT, DONE = "2026-10-14 10:00", "2026-10-14 12:00"
PAGE, FILE, API = "从页面来", "从文件来", "从接口来"
EVIDENCE = "/evidence/"
Row = dict[str, object]


@dataclass(frozen=True, eq=False)
class Story:
    """How one fact comes in by page, what a row of file and API says, where both are read, what they are counted as."""

    kind: str
    page: Callable[[], object]
    row: Callable[[str], Row]
    listed: str
    counted: dict[str, tuple[int, ...]]
    exported: str = "export.csv"
    marks: tuple[str, str, str] = (PAGE, FILE, API)


def post(username: str, address: str, **said: object) -> None:
    """A form that is taken."""
    answer = visitor(username).post(address, said)
    assert answer.status_code == 302, (address, answer.content.decode())


def _by_telephone() -> None:
    _ordered()
    said = {"reached": "reached", "done": "done", "rating": 5, "words": PAGE}
    post("second_agent", f"{EVIDENCE}call-backs/{WorkOrder.objects.latest('pk').pk}/", **said)


def _checked() -> None:
    passed = {f"item-{place}": "pass" for place in range(8)}
    post("supervisor", f"{EVIDENCE}checks/new/", agent=person("王芳").pk, contact_at="2026-10-14T10:11", **passed)


def _rated(username: str, address: str) -> Callable[[], None]:
    def give() -> None:
        agent = f"agent-{person('王芳').pk}"
        post(username, f"{EVIDENCE}ratings/{address}/2026-10/", **{f"{agent}-rating": 5, f"{agent}-comment": PAGE})

    return give


def _suggested() -> None:
    post("agent", f"{EVIDENCE}suggestions/new/", title=PAGE, text="门口加一个架子")
    address = f"{EVIDENCE}suggestions/{Suggestion.objects.get().pk}/decide/"
    post("supervisor", address, decision="adopted", reason="好")


def _trained() -> None:
    post("supervisor", f"{EVIDENCE}trainings/new/", title=PAGE, held_at="2026-10-14T10:00", has_exam="on")
    sheet, agent = f"{EVIDENCE}trainings/{TrainingSession.objects.get().pk}/sheet/", f"agent-{person('王芳').pk}"
    post("supervisor", sheet, **{f"{agent}-status": "attended", f"{agent}-score": 90})


def _held() -> None:
    post("supervisor", f"{EVIDENCE}activities/new/", title=PAGE, form="festival", held_at="2026-10-14T10:00")
    agent = f"agent-{person('王芳').pk}"
    sheet = f"{EVIDENCE}activities/{Activity.objects.get().pk}/sheet/"
    post("supervisor", sheet, **{f"{agent}-part": "organised", f"{agent}-hours": 3})


def _praised() -> None:
    said = {"agent": person("王芳").pk, "form": "letter", "received_at": "2026-10-14T10:00"}
    post("supervisor", f"{EVIDENCE}praise/new/", words=PAGE, **said)


def _complained() -> None:
    said = {"channel": "phone", "severity": "ordinary", "handler": person("王芳").pk}
    post("agent", f"{EVIDENCE}complaints/new/", words=PAGE, received_at="2026-10-29T09:00", **said)
    complaint = Complaint.objects.get()
    post("hr", f"{EVIDENCE}complaints/causes/usual/")
    for more in ({}, {}, {"is_resolved": "yes", "topic": _first_cause()}):
        post("agent", f"{complaint.get_absolute_url()}step/", words="已处理", **more)


def _first_cause() -> int:
    from evidence.models import ComplaintTopic

    return ComplaintTopic.objects.exclude(parent=None).order_by("pk")[0].pk


def _ordered() -> None:
    said = {"channel": "phone", "site": Site.objects.get(code="CH").pk, "place": "3-2-1103", "urgency": "ordinary"}
    post("agent", "/orders/new/", subject=PAGE, take_on="yes", **said)
    post("agent", f"/orders/{WorkOrder.objects.latest('pk').pk}/acts/complete/", **{"complete-note": "已修"})


def _row(words: str, **said: object) -> Callable[[str], Row]:
    """A row about 王芳 whose words say by which door it comes; every door has its own number where the kind has one."""
    return lambda door: {"agent": "A001", words: door, **{k: v(door) if callable(v) else v for k, v in said.items()}}


def _number(door: str) -> str:
    return "N-1" if door == FILE else "N-2"


def _by_rater(file: str, api: str) -> Callable[[str], Row]:
    return _row("comment", month="2026-10", rater=lambda door: file if door == FILE else api, rating=4)


TRAINED = Story(
    "trainings", _trained,
    _row("title", held_at=AT, has_exam="true", status="attended", attempt=1, score=80), f"{EVIDENCE}trainings/",
    {"training_attendance": (3, 3, 3), "training_exam": (250, 300, 3)},
)  # fmt: skip
STORIES = {
    "order": Story(
        "workorders", _ordered, _row("subject", number=_number, created_at=AT, completed_at=DONE), "/orders/",
        {"completion_rate": (3, 3, 3)}, "orders.csv",
    ),
    "answer": Story(
        "surveys", _by_telephone, _row("comment", number=_number, rating=4, answered_at=AT), f"{EVIDENCE}surveys/",
        {"satisfaction": (13, 15, 3)},
    ),
    "check": Story(
        "quality_checks", _checked,
        lambda door: {"number": _number(door), "agent": "A001", "score": 92,
                      "contact_at": "2026-10-14 12:12" if door == FILE else "2026-10-14 14:13"},
        f"{EVIDENCE}checks/", {"etiquette_pass_rate": (3, 3, 3)},
        marks=("2026-10-14 10:11", "2026-10-14 12:12", "2026-10-14 14:13"),
    ),
    "rating": Story(
        "ratings", _rated("colleague", "rate"),
        _row("comment", month="2026-10", department="秩序部", rating=lambda door: 4 if door == FILE else 2),
        f"{EVIDENCE}ratings/", {"collaboration": (8, 10, 2)},
    ),
    "peer_rating": Story(
        "peer_ratings", _rated("second_agent", "peers"), _by_rater("A011", "A012"),
        f"{EVIDENCE}ratings/colleagues/2026-10/", {"peer_rating": (13, 15, 3)},
    ),
    "supervisor_rating": Story(
        "supervisor_ratings", _rated("supervisor", "team"), _by_rater("S002", "E001"),
        f"{EVIDENCE}ratings/colleagues/2026-10/", {"supervisor_rating": (13, 15, 3)},
    ),
    "suggestion": Story(
        "suggestions", _suggested, _row("title", submitted_at=AT, decision="adopted", decided_at=DONE),
        f"{EVIDENCE}suggestions/", {"suggestions_adopted": (3, 1, 1)},
    ),
    "attendance": TRAINED,
    "exam": TRAINED,
    "complaint": Story(
        "complaints", _complained,
        _row("words", number=_number, received_at=AT, closed_at=DONE, is_resolved="true"), f"{EVIDENCE}complaints/",
        {"complaint_handled_rate": (3, 3, 3), "complaint_resolution_hours": (5, 3, 3)},
    ),
    "praise": Story(
        "praise", _praised, _row("words", received_at=AT, form="banner", state="confirmed"), f"{EVIDENCE}praise/",
        {"praise_count": (3, 1, 1)},
    ),
    "participation": Story(  # evidence of a bonus, no indicator (issue 8, 5)
        "activities", _held, _row("title", form="festival", held_at=AT, part="organised", hours=3),
        f"{EVIDENCE}activities/", {},
    ),
}  # fmt: skip
FACTS = ["order", *dict.fromkeys(table.code for table in kinds.tables() if table.code)]


def two_more_peers() -> None:
    """In the first team, so that three can rate."""
    team, site = Team.objects.get(name="一班"), Site.objects.get(code="CH")
    for number in ("A011", "A012"):
        peer = Person.objects.create(name=f"同事{number}", staff_number=number)
        Account.objects.create(username=number.lower(), person=peer, roles=[Role.AGENT])
        Posting.objects.create(person=peer, team=team, site=site, first_day=OCTOBER.first_day)


@pytest.fixture(autouse=True)
def _in_october(company: Company) -> Iterator[None]:
    two_more_peers()
    with time_machine.travel(LATE, tick=False):
        yield


@pytest.mark.parametrize("fact", [code for code in FACTS if code != "exam"])
def test_it_comes_in_by_page_by_file_and_by_api(company: Company, tmp_path: Path, fact: str) -> None:
    story = STORIES[fact]
    story.page()
    Sender(company, story.kind, tmp_path).send(as_csv(story.row(FILE)))
    status, told = program_of("hr").push(story.kind, _as_json(story.row(API)))
    assert (status, told["new"]) == (200, 1), told
    with time_machine.travel(AFTER, tick=False):
        reader = visitor("hr")
        listed = reader.get(story.listed).content.decode()
        file = reader.get(f"{story.listed}{story.exported}").content.decode("utf-8-sig")
        assert [mark in listed for mark in story.marks] == [True] * 3, fact
        assert [mark in file for mark in story.marks] == [True] * 3, file
        assert {code: figures(person("王芳"), code) for code in story.counted} == story.counted


def _as_json(row: Row) -> dict[str, Any]:
    return {name: {"true": True}.get(str(value), value) for name, value in row.items()}


def test_every_fact_of_every_kind_has_its_story() -> None:
    assert set(STORIES) == set(FACTS)
    known = catalogue.indicators()
    assert {code for story in STORIES.values() for code in story.counted} <= set(known)
