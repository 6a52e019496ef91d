"""What a final month guards is what the kinds declare: no more, no less, and nothing that stands by accident."""

from collections.abc import Iterable

import pytest
from django.apps import apps

from evidence import kinds
from evidence.kind import Table
from kpi_portal.lib.company_connection import connection
from records.final_month_triggers import TRIGGERS, Guard
from tenants.models import Company

FUNCTION = """
SELECT p.prosrc FROM pg_proc p WHERE p.proname = %s AND p.pronamespace = current_schema()::regnamespace
"""
STANDING = """
SELECT array_agg(t.tgname::text ORDER BY t.tgname) FROM pg_trigger t
WHERE t.tgrelid = %s::regclass AND t.tgenabled = 'O' AND t.tgname LIKE 'closed%%'
"""
IN_FORCE = """
SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname = 'closed_insert' AND c.relnamespace = current_schema()::regnamespace AND c.relname LIKE 'evidence%%'
"""


def asked(statement: str, *params: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [row[0] for row in cursor.fetchall()]


def outdated(guard: Guard) -> bool:
    """Whether the database guards this table otherwise than declared, or not at all."""
    return asked(FUNCTION, f"{guard.table}_is_closed") != [guard.body] or asked(STANDING, guard.table) != [
        list(TRIGGERS)
    ]


def assert_in_force(tables: Iterable[Table]) -> None:
    changed = [table.guard for table in tables if outdated(table.guard)]
    assert not changed, (
        "What these kinds declare is not what the database guards. Add a migration to the room with\n"
        "from records.final_month_triggers import Guard, GuardTable\noperations = [\n"
        + "\n".join(guard.as_code() for guard in changed)
        + "\n]\nand name the guard that stood before as `replaces`."
    )


def test_the_guards_in_the_database_are_those_that_the_kinds_declare(company: Company) -> None:
    assert_in_force(kinds.tables())


def test_no_table_is_guarded_that_no_kind_declares(company: Company) -> None:
    assert set(asked(IN_FORCE)) == {table.guard.table for table in kinds.tables()}


def test_a_changed_declaration_without_a_migration_is_told_what_to_do(company: Company) -> None:
    first = next(iter(kinds.tables()))
    changed = Table(first.model, counts_at=first.counts_at, guarded=(*first.guarded, "comment"))
    with pytest.raises(AssertionError, match="GuardTable"):
        assert_in_force([changed])


def test_every_table_of_the_room_is_declared() -> None:
    declared = {table.model for table in kinds.tables()}
    models = apps.get_app_config("evidence").get_models()
    assert {model for model in models if not model.__module__.startswith("tests.")} == declared
