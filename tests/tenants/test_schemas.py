"""A company's schema is a replayed copy of the template: same tables, same constraints, a row of its own."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.migrations.loader import MigrationLoader

from kpi_portal.lib.company_connection import connection
from tenants import schemas
from tenants.every_company import each_company
from tenants.models import Company, Domain
from tests.refusals import refused

SHAPE = """
    SELECT 'column', table_name, column_name, data_type || is_nullable || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = %(schema)s
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = %(schema)s::regnamespace
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s
    UNION ALL
    SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(t.oid)
    FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
    WHERE c.relnamespace = %(schema)s::regnamespace AND NOT tgisinternal
    UNION ALL
    SELECT 'function', proname, '', prosrc || coalesce(proconfig::text, '')
    FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace
"""


CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")
"""PostgreSQL writes the same condition with other casts once it has read its own text."""


def shape(schema: str) -> set[tuple[str, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = pg_catalog")
        cursor.execute(SHAPE, {"schema": schema})
        rows = {tuple(CASTS.sub("", str(cell).replace(schema, "SCHEMA")) for cell in row) for row in cursor.fetchall()}
        transaction.set_rollback(True)
    return rows


def test_a_new_company_has_the_shape_of_the_template(owner: None, db: None) -> None:
    schemas.create(schema_name="newcomer", name="新来物业", domain="newcomer.localhost")

    assert len(shape("newcomer")) > 300
    assert shape("newcomer") == shape(schemas.TEMPLATE)


@pytest.mark.parametrize("name", ["Acme", "1a", "a", "public", "pg_x", "a-b", "a;drop", "company_template", "x" * 41])
def test_a_short_name_that_cannot_be_a_schema_is_refused_with_a_sentence(owner: None, db: None, name: str) -> None:
    with refused("bad_name"):
        schemas.create(schema_name=name, name="x", domain="x.localhost")


def test_a_name_or_domain_that_is_taken_is_refused_and_leaves_nothing(owner: None, db: None) -> None:
    taken = [("acme", "free.localhost", "name_taken"), ("free", "acme.localhost", "domain_taken")]
    for schema, domain, code in taken:
        with refused(code):
            schemas.create(schema_name=schema, name="x", domain=domain)

    assert Company.objects.count() == 2
    assert Domain.objects.count() == 2


def test_the_command_says_what_is_wrong_in_one_sentence(owner: None, db: None) -> None:
    with pytest.raises(CommandError, match="Mars/Base"):
        call_command(
            "create_company",
            "mars",
            name="x",
            domain="mars.localhost",
            admin_email="a@example.com",
            time_zone="Mars/Base",
        )


def test_a_dropped_company_leaves_no_schema(owner: None, db: None) -> None:
    schemas.drop(schemas.create(schema_name="gone", name="x", domain="gone.localhost"))

    assert shape("public") is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'gone'")
        assert cursor.fetchone() == (0,)


def test_every_company_is_visited_in_its_own_schema(owner: None, db: None) -> None:
    visited = [(company.schema_name, connection.schema_name) for company in each_company()]

    assert visited == [("acme", "acme"), ("birch", "birch")]
    assert connection.schema_name == "public"


def test_preparing_again_changes_nothing(owner: None, db: None) -> None:
    assert schemas.prepare() == []


def test_one_company_that_cannot_be_migrated_does_not_stop_the_others(owner: None, db: None) -> None:
    *_, before, _last = sorted(name for app, name in MigrationLoader(connection).disk_migrations if app == "evidence")
    call_command("migrate_schemas", "evidence", before, schema_name="birch", interactive=False, verbosity=0)
    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM acme.django_migrations WHERE app = 'scoring'")  # its tables are there already

    results = {result.schema: result.error for result in schemas.prepare()}

    assert results["birch"] is None
    assert results["acme"] is not None
    assert schemas.behind(["acme", "birch"]) == ["acme"]


def test_a_company_from_before_the_migrations_were_folded_goes_on_as_it_is(owner: None, db: None) -> None:
    """It was migrated step by step; only what is written down of that changes (docs/operator.md)."""
    folded = [key for key, one in MigrationLoader(connection).disk_migrations.items() if one.replaces]
    before = shape("acme")
    with connection.cursor() as cursor:
        for app, name in folded:  # the steps themselves are written down beside it
            cursor.execute("DELETE FROM acme.django_migrations WHERE app = %s AND name = %s", [app, name])
    assert schemas.behind(["acme"]) == ["acme"]

    assert [result.error for result in schemas.prepare()] == [None]
    assert schemas.behind(["acme"]) == []
    assert shape("acme") == before


def test_a_company_that_lacks_one_of_the_folded_steps_is_left_alone_and_says_so(owner: None, db: None) -> None:
    folded = MigrationLoader(connection).disk_migrations
    (app, name), rules = next(item for item in folded.items() if len(item[1].replaces) == 2)
    with connection.cursor() as cursor:
        for lacking in (name, rules.replaces[1][1]):
            cursor.execute("DELETE FROM acme.django_migrations WHERE app = %s AND name = %s", [app, lacking])
    assert schemas.prepare() == [schemas.Migrated("acme", schemas.TOO_OLD)]
