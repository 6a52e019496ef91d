"""Who may do what in the database: a role for each company, and the app that takes one of them at a time.

A company's role reads and writes its own schema and reads ``public``; it owns nothing and may not TRUNCATE, so that no
trigger is in its reach. The app's log-in role is a member of all, for the tasks that look at the whole fleet.
"""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, ProgrammingError, transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused

ON_TABLES = "SELECT, INSERT, UPDATE, DELETE, MAINTAIN"
"""MAINTAIN is what ANALYZE asks for after a large import."""


def role_of(schema: str) -> str:
    """The role of a schema. A dot, which no schema has, keeps it apart from the log-in roles."""
    return f"kpi.{schema}"


def refuse_a_mighty_app() -> None:
    """Raise Refused where the app could switch triggers off."""
    rights = _ask(
        "SELECT rolsuper, pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s",
        settings.APP_ROLE,
    )
    if not rights:
        sentence = _("There is no role “%(role)s” in the database; see docs/operator.md.")
        raise Refused(sentence, code="no_role", params={"role": settings.APP_ROLE})
    if any(rights[0]):
        sentence = _("The role “%(role)s” of KPI_DATABASE_URL may do all that the owner may; see docs/operator.md.")
        raise Refused(sentence, code="mighty_role", params={"role": settings.APP_ROLE})


def grant(schema: str) -> None:
    """Make the schema's role and give it what it may: in the tables that are there and in those to come."""
    role = role_of(schema)
    make(role)
    rights = "SELECT" if schema == "public" else ON_TABLES
    statements = [
        f'GRANT USAGE ON SCHEMA {schema} TO "{role}"',
        f'GRANT {rights} ON ALL TABLES IN SCHEMA {schema} TO "{role}"',
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {rights} ON TABLES TO "{role}"',
    ]
    if schema != "public":
        statements += [
            f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO "{role}"',
            f'ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE ON SEQUENCES TO "{role}"',
        ]
        _join(role_of("public"), role)
    _join(role, settings.APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements))


def lacking(schemas: list[str]) -> list[str]:
    """Those of the schemas whose role is missing, cannot enter, or cannot be taken by the app."""
    rows = _ask(
        """
        SELECT nspname FROM pg_namespace LEFT JOIN pg_roles ON rolname = 'kpi.' || nspname
        WHERE nspname = ANY(%s) AND (
            rolname IS NULL
            OR NOT has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'USAGE')
            OR NOT pg_has_role(%s, pg_roles.oid, 'SET')
            OR NOT EXISTS (SELECT FROM pg_default_acl WHERE defaclnamespace = pg_namespace.oid)
        )
        """,
        schemas,
        settings.APP_ROLE,
    )
    return [schema for schema in schemas if (schema,) in rows]


def make(role: str) -> None:
    """Make a role that nobody logs in as, where it does not exist yet: databases of one server share their roles."""
    if not _ask("SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f'CREATE ROLE "{role}" NOLOGIN')
        except (IntegrityError, ProgrammingError):  # another database of this server was faster
            if not _ask("SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                raise


def forget(schema: str) -> None:
    """Remove a dropped schema's role, unless another database of this server has a company of that name."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'DROP ROLE IF EXISTS "{role_of(schema)}"')
    except OperationalError:  # it has rights elsewhere
        return


def _join(role: str, member: str) -> None:
    if not _ask("SELECT 1 WHERE pg_has_role(%s, %s, 'SET')", member, role):
        with connection.cursor() as cursor:
            cursor.execute(f'GRANT "{role}" TO "{member}" WITH INHERIT TRUE, SET TRUE')


def _ask(question: str, *values: Any) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())
