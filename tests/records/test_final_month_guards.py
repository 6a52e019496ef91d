"""What a final month guards is what is declared: functions and triggers as they stand, no more, no less."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import transaction

from evidence import kinds
from evidence.complaints.models import Complaint, ComplaintFile, ComplaintTopic
from evidence.models import (
    FollowUp,
    Implementation,
    Invitation,
    InvitationLink,
    PraiseFile,
    RatingRules,
    SuggestionNote,
    SurveySettings,
)
from evidence.quality_checks.contests.models import CheckContest, CheckRules, NotedCheck
from evidence.quality_checks.models import Checklist
from evidence.quality_checks.sampling.models import CheckSample, SampledContact
from evidence.quality_checks.second.models import SecondRating
from evidence.surveys.campaigns.models import Campaign, CampaignAnswer, CampaignLink
from evidence.surveys.tags.models import SurveyTag, TagTalk
from kpi_portal.lib.company_connection import connection
from people import final_days
from records.final_month_triggers import TableGuard
from scoring import entry_guard
from tenants.models import Company
from workorders.truth import final_months

pytestmark = pytest.mark.usefixtures("owner", "company")

STANDING = """
SELECT pg_get_functiondef(p.oid) FROM pg_proc p
WHERE p.proname = %(table)s || '_is_closed' AND p.pronamespace = current_schema()::regnamespace
UNION ALL
SELECT pg_get_triggerdef(t.oid) || t.tgenabled::text FROM pg_trigger t
WHERE t.tgrelid = to_regclass(%(table)s) AND t.tgname LIKE 'closed%%'
ORDER BY 1
"""
IN_FORCE = """
SELECT DISTINCT c.relname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname LIKE 'closed%%' AND c.relnamespace = current_schema()::regnamespace
"""


def declared() -> list[TableGuard]:
    """Of the four rooms: what kinds say, and what rooms say of their tables."""
    of_evidence = [table.guard for table in kinds.tables()]
    return [*of_evidence, *final_days.GUARDS, *final_months.GUARDS, *entry_guard.GUARDS]


def asked(statement: str, **params: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [row[0] for row in cursor.fetchall()]


def outdated(guard: TableGuard) -> bool:
    """Whether putting the guard up would change what stands: a word of its function, or a trigger."""
    before = asked(STANDING, table=guard.table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(guard.put_up)
        after = asked(STANDING, table=guard.table)
        transaction.set_rollback(True)
    return before != after


def assert_in_force(guards: Iterable[TableGuard]) -> None:
    changed = [guard for guard in guards if outdated(guard)]
    assert not changed, (
        "What is declared is not what the database guards. Add a migration to the room with\n"
        "from records.final_month_triggers import Guard, GuardTable\noperations = [\n"
        + "\n".join(guard.as_code() for guard in changed)
        + "\n]\nand name the guard that stood before as `replaces`."
    )


def test_the_guards_in_the_database_are_those_that_are_declared() -> None:
    assert_in_force(declared())


def test_no_table_is_guarded_that_nothing_declares() -> None:
    assert set(asked(IN_FORCE)) == {guard.table for guard in declared()}


def test_a_changed_declaration_without_a_migration_is_told_what_to_do() -> None:
    first = next(iter(kinds.tables()))
    changed = replace(first, guarded=(*first.guarded, "comment"))
    with pytest.raises(AssertionError, match="GuardTable"):
        assert_in_force([changed.guard])


@pytest.mark.parametrize(
    "meddling",
    [
        "ALTER TABLE {table} DISABLE TRIGGER closed_update",
        "DROP TRIGGER closed_truncate ON {table}",
        (
            "CREATE OR REPLACE TRIGGER closed_update AFTER UPDATE OF id ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_closed()"
        ),
        ("CREATE OR REPLACE FUNCTION {table}_is_closed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"),
    ],
)
@pytest.mark.parametrize("guard", [declared()[0], final_days.GUARDS[0], final_months.ORDERS], ids=lambda g: g.table)
def test_whatever_is_changed_of_a_guard_is_noticed(guard: TableGuard, meddling: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(meddling.format(table=guard.table))
    with pytest.raises(AssertionError, match=guard.table):
        assert_in_force([guard])


def test_every_table_of_evidence_is_declared(company: Company) -> None:
    tables = {table.model for table in kinds.tables()}
    no_facts = {
        Campaign,
        CampaignAnswer,
        CampaignLink,
        Checklist,
        CheckContest,
        CheckRules,
        CheckSample,
        NotedCheck,
        Complaint,
        ComplaintFile,
        ComplaintTopic,
        FollowUp,
        Implementation,
        Invitation,
        InvitationLink,
        PraiseFile,
        RatingRules,
        SampledContact,
        SecondRating,
        SuggestionNote,
        SurveySettings,
        SurveyTag,
        TagTalk,
    }  # what facts begin with, are of, are about
    models = set(apps.get_app_config("evidence").get_models()) - no_facts
    assert {model for model in models if not model.__module__.startswith("tests.")} == tables
