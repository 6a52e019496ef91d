"""Whatever order files come in (IMPORTS §2): the same companies have the same cards; a file again changes nothing, and
an undone one leaves nothing.

``KPI_PROPERTY=2000 pytest tests/records/test_any_company.py`` tries as many companies, one to two seconds each; with
``KPI_SHRINK=1`` a failing one is made small first, which may take minutes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from evidence.kinds import tables
from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting, Site, Team
from records import months
from records.imports import undoing
from records.imports.kinds import all_kinds
from records.imports.pipeline import Outcome, Request, run
from records.imports.profile import Profile
from records.models import Batch
from scoring.agent_month import posted_agents, to_score
from scoring.closing import parameters
from scoring.engine.fingerprint import fingerprint
from scoring.engine.score import score_month
from scoring.inputs import agent_months
from scoring.measuring import gather
from scoring.models import ScoringSettings
from scoring.plans import versions
from tenants.models import Company as Tenant
from tests.long_run import examples
from workorders.models import WorkOrder

from .companies_at_random import Company, File, companies, fewer_columns, files, whole

OCTOBER = Month(2026, 10)
NOW = datetime(2026, 11, 25, tzinfo=UTC)
SHRINK = "KPI_SHRINK" in os.environ
COMPANIES = int(os.environ.get("KPI_PROPERTY", examples(4, long=40)))
Cards = dict[str, Any]


@pytest.fixture
def clerk(company: Tenant) -> Account:
    """HR of a company for which October is history, so that its targets may come by file."""
    ScoringSettings.objects.update(live_from=date(2026, 12, 1))
    return Account.objects.get(username="hr")


def send(file: File, by: Account) -> Outcome:
    """The file through the pipeline; every file of these companies must be taken whole."""
    profile = Profile.from_document(file.document)
    request = Request(kind=all_kinds()[file.kind], now=NOW, profile=profile, by=by, accept_repeats=True)
    outcome = run(request, file.stream())
    assert outcome.stored, [problem.sentence for problem in outcome.problems.errors]
    return outcome


def fingerprints() -> Cards:
    """Of October's cards, byte for byte, by the agents' identifiers."""
    return {agent: card[0] for agent, card in _cards().items()}


def figures() -> Cards:
    """What the fingerprints are made of, with names for keys: the same in every company that has the same facts."""
    names = dict(Person.objects.values_list("uuid", "name"))
    return {names[agent]: figures for agent, (_print, figures) in _cards().items()}


def _cards() -> dict[Any, tuple[str, Any]]:
    record, in_force = months.record_for(OCTOBER), versions.in_force(OCTOBER)
    assert in_force.default is not None
    with transaction.atomic():
        posted = posted_agents(OCTOBER)
        codes = {indicator.code for indicator in versions.read(in_force.default).indicators()}
        own = {agent.agent_id: parameters(agent.plan) for agent in to_score(OCTOBER, posted, (), in_force)}
        gathered = gather(record, default=parameters(in_force.default), own=own, indicators=codes)
        scored = to_score(OCTOBER, posted, gathered.credited, in_force)
        cards = score_month(agent_months(OCTOBER, scored, gathered.evidence))
    numbers, found = _numbers(), {}
    by_uuid = {agent.uuid: agent for agent in scored}
    for card in cards:
        agent = by_uuid[card.agent]
        facts = {
            code: _facts(kept.facts, numbers) for (who, code), kept in gathered.spelled.items() if who == agent.agent_id
        }
        frozen = card.to_frozen()
        adjustments = sorted((entry["kind"], entry["entered"]) for entry in frozen["adjustments"])
        place = (str(agent.posting.site), str(agent.posting.team)) if agent.posting else ()
        said = (agent.posted_days, agent.bonus_base, place, facts, adjustments, card.total, card.grade, _lines(frozen))
        found[agent.uuid] = fingerprint(card), said
    return found


def _lines(frozen: Any) -> list[Any]:
    lines = [line for section in frozen["sections"] for line in section["lines"]]
    return [(line["code"], line["numerator"], line["denominator"], line["target"], line["points"]) for line in lines]


def _facts(spelled: str, numbers: dict[str, str]) -> list[Any]:
    """The facts of an indicator by the words of the files; their keys and revisions tell how they came."""
    return sorted(
        [numbers[name].split("/")[0], contribution, reason]
        for name, _revision, contribution, reason in json.loads(spelled)
    )


def _numbers() -> dict[str, str]:
    """What cards call a fact → its number in the files."""
    models: dict[str, Any] = {table.code: table.model for table in tables() if table.code} | {"order": WorkOrder}
    return {
        f"{code}:{pk}": str(number)
        for code, model in models.items()
        for pk, number in model._default_manager.values_list("pk", "number")
    }


def directory() -> dict[str, Any]:
    """People, postings and places that stand."""
    return {
        "people": sorted(Person.objects.standing().values_list("name", "staff_number", "department_id"), key=str),
        "postings": sorted(
            Posting.objects.values_list("person__name", "site__name", "team__name", "first_day", "last_day"), key=str
        ),
        "sites": sorted(Site.objects.values_list("code", "name")),
        "teams": sorted(Team.objects.values_list("name", "supervisor_id"), key=str),
    }


@contextmanager
def for_a_moment() -> Iterator[None]:
    """What happens in here never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def many(test: Any) -> Any:
    """Try it on as many companies as asked for."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    phases = tuple(Phase) if SHRINK else (Phase.explicit, Phase.generate)
    return settings(max_examples=COMPANIES, suppress_health_check=checks, phases=phases)(test)


@many
@given(company=companies(), data=st.data())
def test_any_order_of_files_gives_the_same_cards(clerk: Account, company: Company, data: st.DataObject) -> None:
    with for_a_moment():
        for file in whole(company):
            send(file, clerk)
        expected = figures(), directory()
    with for_a_moment():
        for file in data.draw(files(company)):
            send(file, clerk)
        found = figures(), directory()
    for who, card in expected[0].items():
        assert found[0].get(who) == card
    assert found == expected


@many
@given(company=companies(), data=st.data())
def test_a_file_again_changes_nothing_and_an_undone_one_leaves_nothing(
    clerk: Account, company: Company, data: st.DataObject
) -> None:
    with for_a_moment():
        sent: list[tuple[Batch, Any]] = []
        brought = data.draw(files(company))
        for file in brought:
            before = fingerprints(), directory()
            sent.append((send(file, clerk).batch, before))
        if brought:
            _again(data.draw(st.sampled_from(brought)), clerk, data)
        for batch, before in reversed(sent):
            undoing.undo(batch, by=clerk)
            assert_same(before, batch.file_name)


def assert_same(before: tuple[Cards, Cards], why: str) -> None:
    """Nothing is other than it was before."""
    places, found = directory(), fingerprints()
    for what, rows in before[1].items():
        assert places[what] == rows, why
    assert found == before[0], why


def _again(file: File, clerk: Account, data: st.DataObject) -> None:
    """The file, and what is left of it without some columns, change nothing, and neither does their undoing."""
    before = fingerprints(), directory()
    for again in (file, data.draw(fewer_columns(file))):
        outcome = send(again, clerk)
        assert (outcome.counts.created, outcome.counts.changed) == (0, 0), again
        assert_same(before, again.name)
        undoing.undo(outcome.batch, by=clerk)
        assert_same(before, again.name)
