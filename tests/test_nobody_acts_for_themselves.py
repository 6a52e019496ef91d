"""Nobody acts for themselves (SCORING §1), whatever their roles: by page and by import, and nothing is written."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from evidence import facts
from evidence.kinds import tables
from evidence.suggestions.models import Suggestion
from evidence.surveys.models import SurveyAnswer
from evidence.trainings.models import TrainingSession
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from people import posting
from people.models import Account, BonusBase, Department, Person, Posting, Site, Team
from records.models import Fact
from scoring.models import Adjustment, Target
from scoring.targets import verbs
from tenants.models import Company
from tests import world
from tests.herself import plays_every_role
from tests.visiting import visitor
from workorders import lifecycle
from workorders.models import OrderEvent


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The sentences of these tests are the source's."""
    with translation.override("en"):
        yield


pytestmark = pytest.mark.django_db
NOBODY: Any = None
SAID = "Nobody acts for themselves"
OCTOBER = Month(2026, 10)
NOON = "2026-10-05T04:00Z"


@pytest.fixture
def herself(company: Company) -> Person:
    return plays_every_role()


@pytest.fixture
def her(herself: Person) -> Client:
    return visitor("supervisor")


def _refused(her: Client, path: str, data: Mapping[str, object]) -> None:
    """The page says so and the facts are what they were."""
    before = _everything()
    answer = her.post(path, data, follow=True)
    assert SAID in answer.content.decode(), answer.content.decode()
    assert _everything() == before


def _everything() -> list[int]:
    models = [table.model for table in tables()] + [Adjustment, Target, OrderEvent, BonusBase, Posting]
    return [model._default_manager.count() for model in models]


def test_she_gives_herself_no_points(her: Client, herself: Person) -> None:
    data = {"agent": herself.pk, "kind": "bonus", "points": "5", "text": "Well done, me"}
    _refused(her, reverse("scoring:adjust", args=[OCTOBER]), data)


@pytest.mark.parametrize("level", ["agent", "team", "site"])
def test_she_sets_no_target_that_moves_her_own_figures(her: Client, herself: Person, level: str) -> None:
    whose = {"agent": herself, "team": Team.objects.get(name="一班"), "site": Site.objects.get(code="CH")}[level]
    with time_machine.travel(datetime(2026, 10, 3, 4, tzinfo=UTC)):
        _refused(her, reverse("scoring:targets_of", args=[OCTOBER, level]), {f"t-{whose.pk}-completion_rate": "95"})


def test_she_neither_exempts_nor_marks_her_own_order(her: Client, herself: Person) -> None:
    at = datetime(2026, 10, 5, 4, tzinfo=UTC)
    order, original = (lifecycle.create(by=None, at=at, subject="lift") for _ in range(2))
    lifecycle.dispatch(order, agent=herself, by=None, at=at)
    _refused(her, reverse("workorders:exempt", args=[order.pk]), {"reason": "bad luck"})
    mark = {"duplicate-original": original.number}
    _refused(her, reverse("workorders:mark_duplicate", args=[order.pk]), mark)


def test_she_does_not_exclude_her_own_answer(her: Client, herself: Person) -> None:
    answer = SurveyAnswer.objects.create(number="1", invitation="1", agent=herself, rating=1, answered_at=NOON)
    _refused(her, reverse("evidence:exclude_answer", args=[answer.pk]), {"reason": "unfair"})


def test_she_does_not_decide_on_her_own_idea(her: Client, herself: Person) -> None:
    idea = Suggestion.objects.create(number="1", agent=herself, title="A", text="B", submitted_at=NOON)
    _refused(her, reverse("evidence:decide_suggestion", args=[idea.pk]), {"decision": "adopted", "reason": "good"})


def test_she_does_not_mark_her_own_attendance(her: Client, herself: Person) -> None:
    session = TrainingSession.objects.create(number="1", title="T", held_at=NOON)
    sheet = {f"agent-{herself.pk}-status": "attended"}
    _refused(her, reverse("evidence:record_sheet", args=[session.pk]), sheet)


def test_she_changes_neither_her_posting_nor_her_department(her: Client, herself: Person) -> None:
    own = Posting.objects.get(person=herself)
    new = {"post": "agent", "first_day": "2026-11-01"}
    _refused(her, reverse("people:post", args=[herself.pk]), new)
    _refused(her, reverse("people:end_posting", args=[own.pk]), {"last_day": "2026-10-05"})
    _refused(her, reverse("people:withdraw_posting", args=[own.pk]), {"sure": "yes"})
    maintenance = Department.objects.get(code="maintenance")
    words = {"name": herself.name, "staff_number": herself.staff_number, "is_active": "on"}
    _refused(her, reverse("people:change", args=[herself.pk]), words | {"department": maintenance.pk})
    herself.refresh_from_db()
    assert herself.department == Department.objects.get(code="security")


def test_what_moves_a_figure_is_somebodys(herself: Person) -> None:
    agent = Person.objects.get(name="王芳")
    acts: list[Callable[[], object]] = [
        lambda: posting.grant_leave(
            person=agent, first_day=date(2026, 10, 5), last_day=date(2026, 10, 5), reason="", by=NOBODY
        ),
        lambda: posting.set_bonus_base(person=agent, since=OCTOBER, amount=Decimal(9), by=NOBODY),
        lambda: verbs.set_targets(
            month=OCTOBER, wanted=[verbs.Wanted("agent", agent.pk, "completion_rate", Decimal(90))], by=NOBODY
        ),
        lambda: facts.enter(
            SurveyAnswer(number="9", agent=agent, answered_at=NOON, rating=5), by=NOBODY, verb="record_answer"
        ),
    ]
    for act in acts:
        with pytest.raises(ValidationError, match="say who does it"):
            act()


def test_no_kind_of_evidence_takes_a_fact_of_its_own_author(herself: Person) -> None:
    """Whatever kind comes: entering and superseding are the only two ways in, and both ask whose the fact is."""
    account = Account.objects.get(username="supervisor")
    kinds = [table.model for table in tables() if table.whose == "agent" and issubclass(table.model, Fact)]
    assert len(kinds) > 1
    for model in kinds:
        fact = world.make(model, "x")
        assert isinstance(fact, Fact)
        fact.agent = herself  # type: ignore[attr-defined]
        with pytest.raises(ValidationError, match=SAID):
            facts.enter(fact, by=account, verb="enter")
        fact.save()
        with pytest.raises(ValidationError, match=SAID):
            facts.supersede(fact, by=account, verb="change", reason="better")


@pytest.mark.parametrize(
    ("kind", "head", "row"),
    [
        ("adjustments", "month,agent,kind,points,reason", "2026-10,S001,bonus,5,me"),
        ("bonus_bases", "person,month,amount", "S001,2026-10,9999"),
        ("leave", "person,first_day,last_day", "S001,2026-10-05,2026-10-06"),
        ("postings", "person,post,first_day", "S001,agent,2026-10-05"),
        ("people", "staff_number,name,department", "S001,沈立,maintenance"),
        ("ratings", "month,agent,department,rating", "2026-10,S001,maintenance,5"),
    ],
)
def test_a_row_about_who_imports_is_a_row_error(
    herself: Person, tmp_path: Path, kind: str, head: str, row: str
) -> None:
    company, before, file = connection.tenant, _everything(), tmp_path / "own.csv"
    file.write_text(f"{head}\n{row}\n", encoding="utf-8")
    errors = tmp_path / "errors.csv"
    with pytest.raises(CommandError, match="1 of 1 rows"):
        call_command("import_evidence", "acme", kind, str(file), "--by=supervisor", f"--errors={errors}")
    connection.set_tenant(company)
    assert "任何人都不能为自己办理" in errors.read_text("utf-8-sig")  # the file speaks the portal's language
    assert _everything() == before
