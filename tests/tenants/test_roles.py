"""Database roles (PROMISES 10): the portal owns nothing in its database, and a company's role sees one company."""

import pytest
from django.db import DatabaseError, ProgrammingError, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from kpi_portal.lib.company_connection import connection
from records.models import LedgerEntry
from tenants import roles, schemas
from tenants.models import Company
from tenants.owner import as_owner
from tests import refusals

GUARDED = ["records_ledgerentry", "records_auditentry", "records_monthrecord", "scoring_card", "scoring_cardfacts"]
GUARDED += ["evidence_surveyanswer", "workorders_orderevent", "people_posting"]


def refused(statement: str) -> None:
    """As the portal's connection is: in the company's schema, as the company's role."""
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        ask(statement)


def ask(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def test_the_portal_is_neither_superuser_nor_owner_of_anything(company: Company) -> None:
    for role in ("session_user", "current_user"):
        assert ask(f"SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = {role}") == [
            (False, False, False)
        ]
        assert ask(f"SELECT 1 FROM pg_class WHERE pg_has_role({role}, relowner, 'USAGE') AND relkind = 'r'") == []


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE {table} DISABLE TRIGGER USER",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "TRUNCATE {table} CASCADE",
        "DROP TABLE {table}",
        "ALTER TABLE {table} OWNER TO CURRENT_USER",
        "CREATE TRIGGER mine BEFORE UPDATE ON {table} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ],
)
def test_the_guards_of_a_table_are_out_of_the_portals_reach(company: Company, table: str, statement: str) -> None:
    refused(statement.format(table=table))


def test_no_trigger_is_dropped_and_no_guard_rewritten(company: Company) -> None:
    triggers = ask(
        "SELECT tgname, tgrelid::regclass, tgfoid::regprocedure FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
        " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
    )
    assert len(triggers) > 20
    for trigger, table, function in triggers:
        refused(f"DROP TRIGGER {trigger} ON {table}")
        refused(f"ALTER FUNCTION {function} RESET ALL")
        refused(f"CREATE OR REPLACE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SELECT set_config('session_replication_role', 'replica', true)",
        "SET ROLE kpi_owner",
        "SET ROLE postgres",
        "ALTER ROLE kpi_app SUPERUSER",
        "CREATE SCHEMA mine",
        "CREATE TABLE mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "UPDATE public.tenants_company SET name = 'mine'",
        "DELETE FROM public.tenants_domain",
        "COPY records_ledgerentry TO PROGRAM 'cat'",
    ],
)
def test_the_portal_cannot_rise_above_itself(company: Company, statement: str) -> None:
    refused(statement)


def test_one_company_cannot_read_or_write_anothers_schema(company: Company) -> None:
    assert ask("SELECT current_user") == [("kpi.acme",)]
    refused("SELECT * FROM birch.people_person")
    refused("UPDATE birch.people_person SET name = 'x'")
    refused("INSERT INTO birch.people_team SELECT * FROM acme.people_team")
    refused("SELECT birch.records_any_month_is_final()")


def test_every_statement_of_a_request_runs_as_its_companys_role(company: Company) -> None:
    with CaptureQueriesContext(connection) as seen:
        Client(SERVER_NAME="acme.localhost").post("/accounts/login/", {"login": "agent", "password": "wrong"})
    statements = [query["sql"] for query in seen]
    company_was_found = next(at for at, sql in enumerate(statements) if sql.startswith('SET ROLE "kpi.acme"'))

    assert all("tenants_" in sql or sql.startswith("RESET ROLE") for sql in statements[:company_was_found])
    assert not any("RESET ROLE" in sql for sql in statements[company_was_found:])


def test_who_comes_out_of_a_company_may_look_at_the_fleet_again(company: Company) -> None:
    ask("SELECT 1 FROM people_person")
    connection.set_schema_to_public()

    assert ask("SELECT current_user = session_user") == [(True,)]
    assert ask("SELECT count(*) > 0 FROM birch.people_person") == [(True,)]


def test_a_transaction_that_was_rolled_back_leaves_role_and_schema_together(company: Company) -> None:
    birch = Company.objects.get(schema_name="birch")
    with pytest.raises(DatabaseError), transaction.atomic():  # noqa: PT012  (the change is what is rolled back)
        connection.set_tenant(birch)
        ask("SELECT no_such_column")
    connection.set_tenant(company)

    assert ask("SELECT current_user, current_schema()") == [("kpi.acme", "acme")]


class Session(RuleBasedStateMachine):
    """Companies, savepoints, rollbacks and failures in any order, as one thread of the portal has them."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoints: list[str] = []

    @rule(schema=st.sampled_from(["acme", "birch", "public"]))
    def go_to(self, schema: str) -> None:
        connection.set_schema(schema)

    @rule()
    def begin(self) -> None:
        self.savepoints.append(transaction.savepoint())

    @precondition(lambda self: self.savepoints)
    @rule(kept=st.booleans())
    def end(self, kept: bool) -> None:
        (transaction.savepoint_commit if kept else transaction.savepoint_rollback)(self.savepoints.pop())

    @rule(schema=st.sampled_from(["acme", "birch"]))
    def fail_in(self, schema: str) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():  # noqa: PT012  (the change is what is rolled back)
            connection.set_schema(schema)
            ask("SELECT no_such_column")

    @rule()
    def ask_who_and_where(self) -> None:
        schema = connection.schema_name
        assert ask("SELECT current_schema()") == [(schema,)]
        if schema == "public":
            assert ask("SELECT current_user = session_user") == [(True,)]
        else:
            assert ask("SELECT current_user") == [(roles.role_of(schema),)]

    def teardown(self) -> None:
        while self.savepoints:
            self.end(kept=False)


def test_whatever_is_rolled_back_a_statement_runs_as_the_company_of_the_connection(company: Company) -> None:
    few = settings(max_examples=20, stateful_step_count=25, derandomize=True)
    run_state_machine_as_test(Session, settings=few)


def test_role_and_schema_are_told_once_and_to_a_new_session_again(own_database: str) -> None:
    connection.set_schema("acme")
    with CaptureQueriesContext(connection) as seen:
        ask("SELECT 1")
        ask("SELECT 2")
    assert len([query for query in seen if "search_path" in query["sql"]]) == 1

    connection.close()
    assert ask("SELECT current_user, current_schema()") == [("kpi.acme", "acme")]


def test_a_schema_without_a_role_is_not_served_from_the_schema_before(company: Company) -> None:
    connection.set_schema("nowhere")

    with pytest.raises(DatabaseError, match=r"kpi\.nowhere"), transaction.atomic():
        ask("SELECT name FROM people_person")
    connection.set_tenant(company)


def test_a_table_of_a_later_version_is_usable_at_once(own_database: str) -> None:
    with as_owner():
        ask("CREATE TABLE acme.later (id bigint GENERATED BY DEFAULT AS IDENTITY, word text)")
    connection.set_tenant(Company.objects.get(schema_name="acme"))

    ask("INSERT INTO later (word) VALUES ('new')")
    assert ask("SELECT word FROM later") == [("new",)]
    refused("TRUNCATE later")


def test_an_installation_without_roles_gets_them_by_migrating(own_database: str) -> None:
    with as_owner():
        ask('ALTER DEFAULT PRIVILEGES IN SCHEMA acme REVOKE ALL ON TABLES FROM "kpi.acme"')
        ask('ALTER DEFAULT PRIVILEGES IN SCHEMA acme REVOKE ALL ON SEQUENCES FROM "kpi.acme"')
        ask('REVOKE ALL ON ALL TABLES IN SCHEMA acme FROM "kpi.acme"')
        ask('REVOKE ALL ON SCHEMA acme FROM "kpi.acme"')
        assert roles.lacking(["acme", "birch"]) == ["acme"]

        schemas.prepare()

        assert roles.lacking(["acme", "birch"]) == []
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    assert LedgerEntry.objects.count() == 0


@pytest.mark.usefixtures("superuser", "db")
def test_migrating_as_the_app_itself_is_refused_with_a_sentence(settings: object) -> None:
    settings.APP_ROLE = "postgres"  # type: ignore[attr-defined]

    with refusals.refused("mighty_role"):
        schemas.prepare()
