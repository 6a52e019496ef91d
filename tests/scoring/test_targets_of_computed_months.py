"""Targets cannot rescue a computed month: a C became an S by easing five of them after the close (SCORING §5)."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pypdf
import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import translation

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Team
from records.models import MonthState
from reports import payroll
from scoring import closing, publishing, reopening
from scoring.models import Card, Target, TargetChange
from scoring.rechecking import recheck
from scoring.targets import changes
from scoring.targets.verbs import Wanted
from tests.months import closer, publisher
from tests.reports.test_card_page import words
from tests.scoring.agreeing import agree
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, START, person, the_golden_month
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
PAGE = f"/targets/{OCTOBER}/agent/"
EASIEST = {
    "completion_rate": "93.5",
    "mean_response_minutes": "26.25",
    "satisfaction": "88.75",
    "etiquette_pass_rate": "88.75",
    "collaboration": "82.5",
}
"""The five of the trial, as easy as may be."""


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def agent() -> Person:
    agent = person("王芳")
    the_golden_month(agent)
    return agent


@pytest.fixture
def computed(agent: Person) -> Card:
    """Her card of October: 82.31, grade B."""
    close()
    return card_of(agent)


def close() -> None:
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)


def card_of(agent: Person) -> Card:
    found: Card = Card.objects.current().get(agent=agent)
    return found


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def eased(agent: Person) -> dict[str, str]:
    return {f"t-{agent.pk}-{code}": value for code, value in EASIEST.items()}


def open_again() -> None:
    reopening.ask_to_reopen(month=OCTOBER, by=account("hr"), reason="目标录入有误")
    reopening.confirm_reopening(month=OCTOBER, by=account("administrator"))


@pytest.mark.parametrize("who", ["supervisor", "hr"])
def test_easing_five_targets_after_the_close_is_refused_and_the_grade_stays(computed: Card, who: str) -> None:
    before = (computed.total, computed.grade)
    page = visitor(who).post(PAGE, {**eased(computed.agent), "reason": "照顾一下"}).content.decode()
    assert "2026-10 was computed" in page
    assert 'value="93.5"' in page
    close()
    assert (card_of(computed.agent).total, card_of(computed.agent).grade) == before
    assert not Target.objects.exists()
    assert not TargetChange.objects.exists()


@pytest.mark.parametrize("state", [MonthState.IN_REVIEW, MonthState.PUBLISHED])
def test_so_it_is_in_the_states_that_follow(computed: Card, state: MonthState) -> None:
    publishing.start_review(month=OCTOBER, by=publisher())
    if state == MonthState.PUBLISHED:
        publishing.publish_month(month=OCTOBER, by=publisher())
    with pytest.raises(Refused, match="was computed"):
        agree(OCTOBER, [wanted(computed.agent)], by=account("hr"))


def wanted(agent: Person, value: str = "94") -> Wanted:
    return Wanted("agent", agent.pk, "completion_rate", Decimal(value))


def test_two_people_open_it_two_people_change_it_and_the_card_says_so(computed: Card, tmp_path: Path) -> None:
    """On the page, on paper, in the export and among the notes of the payroll."""
    agent = computed.agent
    open_again()
    leader, hr = visitor("supervisor"), visitor("hr")
    leader.post(PAGE, {f"t-{agent.pk}-completion_rate": "94", "reason": "停水五天，工单无法完成"})
    change = TargetChange.objects.get()
    hr.post(f"/targets/{OCTOBER}/changes/{change.pk}/confirm/")
    close()

    changed = card_of(agent)
    assert (computed.version, changed.version) == (1, 2)
    assert changed.fingerprint != computed.fingerprint
    said = ("none → 94 %", "停水五天", "asked for by 沈立, confirmed by 周敏")
    page = words(hr.get(f"/card/{OCTOBER}/{agent.pk}/").content)
    assert [part for part in said if part not in page] == []
    paper = pypdf.PdfReader(io.BytesIO(hr.get(f"/card/{OCTOBER}/{agent.pk}/pdf/").content)).pages[0].extract_text()
    assert "Target changed after the freeze: Completion rate none → 94 %" in " ".join(paper.split())
    [exported] = [card for card in export(tmp_path) if card["agent"] == "A001"]
    assert [entry | {"day": ""} for entry in exported["target_changes"]] == [
        {
            "indicator": "completion_rate",
            "level": "agent",
            "before": None,
            "value": "94",
            "day": "",
            "reason": "停水五天，工单无法完成",
            "asked_by": "沈立",
            "confirmed_by": "周敏",
        }
    ]
    found = payroll.payroll(OCTOBER)
    assert found is not None
    assert ["Target changed after the freeze." in row.notes for row in found.rows() if row.name == "王芳"] == [True]
    assert not recheck(OCTOBER).problems


def test_a_card_of_which_no_target_was_changed_late_says_nothing(computed: Card, tmp_path: Path) -> None:
    others = {card.agent_id: card.fingerprint for card in Card.objects.exclude(agent=computed.agent)}
    open_again()
    change_late(computed.agent)
    close()
    now = {card.agent_id: card.fingerprint for card in Card.objects.current().exclude(agent=computed.agent)}
    assert now == others
    assert all("target_changes" not in card for card in export(tmp_path) if card["agent"] != "A001")


def change_late(agent: Person, value: str = "94") -> None:
    [asked] = changes.ask(month=OCTOBER, wanted=[wanted(agent, value)], reason="更正", by=account("supervisor"))
    changes.confirm(change=asked, by=account("hr"))


def test_a_change_in_time_is_printed_just_as_well(agent: Person) -> None:
    """After the freeze, in the running month: no re-opening is needed, and the card says it."""
    with time_machine.travel(MIDDLE):
        change_late(agent)
    close()
    assert "asked for by 沈立" in words(visitor("hr").get(f"/card/{OCTOBER}/{agent.pk}/").content)


def test_a_change_for_the_team_is_not_said_where_the_agent_has_a_target_of_the_own(agent: Person) -> None:
    with time_machine.travel(START):
        agree(OCTOBER, [wanted(agent, "97")], by=publisher())
    with time_machine.travel(MIDDLE):
        wish = Wanted("team", Team.objects.get(name="一班").pk, "completion_rate", Decimal(94))
        [asked] = changes.ask(month=OCTOBER, wanted=[wish], reason="更正", by=account("supervisor"))
        changes.confirm(change=asked, by=account("hr"))
    close()
    told = {card.label.name: bool(card.frozen["target_changes"]) for card in Card.objects.current()}
    assert told == {"王芳": False, "李静": True, "周倩": False}


def test_once_it_is_closed_again_the_targets_stand_again(computed: Card) -> None:
    open_again()
    close()
    with pytest.raises(Refused, match="was computed"):
        changes.ask(month=OCTOBER, wanted=[wanted(computed.agent)], reason="更正", by=account("hr"))


def test_a_request_that_waited_is_answered_after_the_re_opening(agent: Person) -> None:
    with time_machine.travel(MIDDLE):
        [asked] = changes.ask(month=OCTOBER, wanted=[wanted(agent)], reason="更正", by=account("supervisor"))
    close()
    open_again()
    changes.confirm(change=asked, by=account("hr"))
    close()
    assert len(card_of(agent).frozen["target_changes"]) == 1


# --- past the verbs --------------------------------------------------------------------------------------------------


BEHIND: dict[str, Callable[[Target], Any]] = {
    "insert": lambda row: Target.objects.create(
        number="N", indicator="satisfaction", first_day=OCTOBER.first_day, agent=row.agent, value=Decimal(80)
    ),
    "bulk": lambda row: Target.objects.bulk_create(
        [Target(number="N", indicator="satisfaction", first_day=OCTOBER.first_day, agent=row.agent, value=80)]
    ),
    "update": lambda row: Target.objects.filter(pk=row.pk).update(value=Decimal(93)),
    "void": lambda row: Target.objects.filter(pk=row.pk).update(stands=False),
    "move out": lambda row: Target.objects.filter(pk=row.pk).update(first_day=date(2027, 1, 1)),
    "delete": lambda row: row.delete(),
    "plain SQL": lambda row: run("UPDATE scoring_target SET value = 90"),
}


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def sqlstate(problem: BaseException | None) -> str | None:
    while problem is not None and not isinstance(problem, psycopg.Error):
        problem = problem.__cause__
    return problem.sqlstate if problem else None


@pytest.mark.parametrize("way", BEHIND)
def test_the_database_refuses_by_every_way(agent: Person, way: str) -> None:
    with time_machine.travel(START):
        agree(OCTOBER, [wanted(agent, "97")], by=publisher())
    close()
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        BEHIND[way](Target.objects.get())
    assert sqlstate(refusal.value) == "KP011"


def test_the_words_of_a_target_may_be_erased(agent: Person) -> None:
    with time_machine.travel(START):
        agree(OCTOBER, [wanted(agent, "97")], by=publisher())
    close()
    assert Target.objects.update(reason="") == 1


def test_who_asked_and_who_answered_stands(agent: Person) -> None:
    with time_machine.travel(MIDDLE):
        change_late(agent)
    for statement in (
        "UPDATE scoring_targetchange SET value = 90",
        "UPDATE scoring_targetchange SET confirmed_by_id = asked_by_id",
        "UPDATE scoring_targetchange SET withdrawn_at = now()",
        "DELETE FROM scoring_targetchange",
    ):
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            run(statement)
        assert sqlstate(refusal.value) == "KP011"
    assert TargetChange.objects.update(reason="") == 1


def export(folder: Path) -> list[dict[str, Any]]:
    call_command("export_cards", "acme", str(OCTOBER), output=folder / "cards.json")
    cards: list[dict[str, Any]] = json.loads((folder / "cards.json").read_text("utf-8"))["cards"]
    return cards
