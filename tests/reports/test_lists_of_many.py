"""Lists that grow with the people: as many statements for hundreds more, small, and a form leaves other pages alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import DepartmentRating, TrainingAttendance, TrainingSession
from people.models import Person, Posting, Site, Team
from scoring.models import Adjustment, Card, Target
from tenants.models import Company
from tests.cast import SINCE
from tests.companies import Once
from tests.reports import golden_october
from tests.visiting import visitor

MANY = 350
PAGES = [
    *((username, "/") for username in ("hr", "administrator", "supervisor", "agent", "inspector")),
    ("hr", "/months/2026-10/"),
    ("supervisor", "/targets/2099-12/agent/"),
    ("hr", "/adjustments/2026-10/"),
    ("supervisor", "/evidence/trainings/{session}/"),
    ("hr", "/evidence/trainings/{session}/"),
    ("colleague", "/evidence/ratings/rate/2026-10/"),
    ("hr", "/people/"),
    ("hr", "/people/sites/"),
]
ADJUSTED = {"first_day": "2026-10-01", "kind": "bonus", "points": 1, "text": "业主表扬信", "salt": "0" * 32}


@dataclass(frozen=True)
class Crowd:
    """A published month with three agents, with five, with hundreds."""

    session: TrainingSession
    people: list[Person]
    asked_for_few: dict[tuple[str, str], int]
    """Statements of each page while there were few."""


@pytest.fixture(scope="module")
def crowded(once_at_acme: Once) -> Iterator[Crowd]:
    """Hundreds of cards are written once for the file."""
    with once_at_acme():
        golden_october.close()
        golden_october.publish()
        held_at = datetime(2026, 10, 7, 4, tzinfo=UTC)
        session = TrainingSession.objects.create(number="T1", title="电梯困人处置", held_at=held_at, has_exam=True)
        join(2)
        asked = {(username, path): statements(username, path, session) for username, path in PAGES}
        yield Crowd(session, join(MANY), asked)


@pytest.fixture
def crowd(crowded: Crowd, company: Company) -> Crowd:
    return crowded


@pytest.fixture
def session(crowd: Crowd) -> TrainingSession:
    return crowd.session


@pytest.fixture
def many(crowd: Crowd) -> list[Person]:
    return crowd.people


def join(number: int) -> list[Person]:
    """More agents of the first team, each with an adjustment and a card that a second close changed."""
    people = Person.objects.bulk_create(Person(name=f"测试员{place:03}") for place in range(number))
    where = {"site": Site.objects.get(code="CH"), "team": Team.objects.get(name="一班"), "first_day": SINCE}
    Posting.objects.bulk_create(Posting(person=person, **where) for person in people)
    Adjustment.objects.bulk_create(Adjustment(number=f"N{person.pk}", agent=person, **ADJUSTED) for person in people)
    pattern = Card.objects.current().get(agent__name="王芳")
    copied = {
        field.attname: getattr(pattern, field.attname) for field in Card._meta.concrete_fields if not field.generated
    }
    del copied["id"]
    for version in (1, 2):
        changes = {"version": version, "is_current": version == 2}
        Card.objects.bulk_create(Card(**{**copied, **changes, "agent_id": person.pk}) for person in people)
    return people


def statements(username: str, path: str, session: TrainingSession) -> int:
    """How many the page takes, once its caches are warm."""
    client = visitor(username)
    path = path.format(session=session.pk)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    return len(asked)


@pytest.mark.parametrize(("username", "path"), PAGES)
def test_a_list_takes_as_many_statements_for_many_people_as_for_few(crowd: Crowd, username: str, path: str) -> None:
    assert statements(username, path, crowd.session) == crowd.asked_for_few[username, path]


@pytest.mark.parametrize(("username", "path"), PAGES)
def test_no_page_fetches_the_tree_of_a_card_that_it_lists(
    session: TrainingSession, many: list[Person], username: str, path: str
) -> None:
    client = visitor(username)
    with CaptureQueriesContext(connection) as asked:
        client.get(path.format(session=session.pk))
    assert not [query["sql"] for query in asked if '"scoring_card"."frozen", "scoring_card".' in query["sql"]]


def test_the_second_page_of_targets_is_saved_and_leaves_the_first_alone(many: list[Person]) -> None:
    supervisor = visitor("supervisor")
    first, last = f"t-{many[0].pk}-completion_rate", f"t-{many[-1].pk}-completion_rate"
    supervisor.post("/targets/2099-12/agent/", {first: "97"})
    page = supervisor.get("/targets/2099-12/agent/?page=18").content.decode()
    assert (last in page, first in page) == (True, False)
    answer = supervisor.post("/targets/2099-12/agent/?page=18", {last: "96"})
    assert answer["Location"] == "/targets/2099-12/agent/?page=18"
    standing = Target.objects.filter(stands=True)
    assert {target.agent_id: int(target.value) for target in standing} == {many[0].pk: 97, many[-1].pk: 96}


def test_a_sheet_is_recorded_page_by_page(many: list[Person], session: TrainingSession) -> None:
    supervisor = visitor("supervisor")
    for agent in (many[-1], many[0]):
        supervisor.post(f"/evidence/trainings/{session.pk}/sheet/?page=3", {f"agent-{agent.pk}-status": "attended"})
    came = TrainingAttendance.objects.standing().filter(session=session)
    assert set(came.values_list("agent", flat=True)) == {many[0].pk, many[-1].pk}


def test_agents_are_rated_page_by_page(many: list[Person]) -> None:
    colleague = visitor("colleague")
    for agent in (many[-1], many[0]):
        colleague.post("/evidence/ratings/rate/2026-10/", {f"agent-{agent.pk}-rating": "5"})
    rated = DepartmentRating.objects.standing().filter(agent__in=many)
    assert set(rated.values_list("agent", flat=True)) == {many[0].pk, many[-1].pk}
