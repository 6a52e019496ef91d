"""Company schemas: made by replaying a template, migrated together, dropped.

Migrating an empty schema takes seconds; replaying the dump of one that is migrated takes a fraction of one. The
template is an ordinary schema that belongs to no company and is migrated with every deployment.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from kpi_portal import embedded
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused
from tenants import roles
from tenants.models import Company, Domain

TEMPLATE = "company_template"
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
RESERVED = {"public", TEMPLATE, "information_schema"}
SHARED_APP = "tenants"
"""The only app with tables in ``public``: walking the others' migrations there takes ten seconds and does nothing."""


TOO_OLD = "It lacks steps that are folded into one here: migrate it with an older version of the portal first."


@dataclass(frozen=True)
class Migrated:
    """What became of one schema: its error, or None."""

    schema: str
    error: str | None


def create(*, schema_name: str, name: str, domain: str, time_zone: str = "Asia/Shanghai") -> Company:
    """Make the company's row, domain and schema. Everything or nothing. Raises Refused with a sentence."""
    company = Company(schema_name=schema_name, name=name, time_zone=time_zone)
    _refuse_bad_names(company, domain)
    prepare()
    connection.set_schema_to_public()
    with transaction.atomic():
        company.save()
        Domain.objects.create(tenant=company, domain=domain, is_primary=True)
        replay(schema_name)
    return company


def drop(company: Company) -> None:
    """Remove the company's row, domains and schema with everything in it."""
    connection.set_schema_to_public()
    with transaction.atomic(), connection.cursor() as cursor:
        company.domains.all().delete()
        Company.objects.filter(pk=company.pk).delete()
        statement = sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(company.schema_name))
        cursor.execute(statement.as_string(cursor.connection))
        roles.forget(company.schema_name)


def prepare() -> list[Migrated]:
    """Bring ``public``, the template and every company up to date. One that fails does not stop the others.

    As the database's owner (`tenants.owner`). An installation that had no roles gets them. Raises `Refused`.
    """
    connection.set_schema_to_public()
    roles.refuse_a_mighty_app()
    if "public" in behind(["public"]):
        call_command("migrate_schemas", SHARED_APP, schema_name="public", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {TEMPLATE}")
    companies = list(Company.objects.order_by("schema_name").values_list("schema_name", flat=True))
    for schema in roles.lacking(["public", *companies]):
        roles.grant(schema)
    return [_migrate(schema) for schema in behind([TEMPLATE, *companies])]


def replay(schema_name: str) -> None:
    """Make the schema as a copy of the template, inside the current transaction."""
    statements = _dump().replace(TEMPLATE, schema_name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema_name}")
        roles.grant(schema_name)
        before = cursor.execute("SELECT current_setting('search_path')").fetchone()[0]
        cursor.connection.cursor(row_factory=psycopg.rows.tuple_row).execute(statements.encode())
        for name, value in _SETTINGS_TO_RESTORE.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
        cursor.execute("SELECT set_config('search_path', %s, false)", [before])


_SETTINGS_TO_RESTORE = {"check_function_bodies": "on", "row_security": "on", "client_min_messages": "notice"}
"""pg_dump sets these for a whole session; the connection goes on living."""


def _refuse_bad_names(company: Company, domain: str) -> None:
    if not NAME.fullmatch(company.schema_name) or company.schema_name in RESERVED or company.schema_name[:3] == "pg_":
        sentence = _("“%(name)s” cannot be a company's short name: 2–40 small letters, digits and _, a letter first.")
        raise Refused(sentence, code="bad_name", params={"name": company.schema_name})
    connection.set_schema_to_public()
    if "public" in behind(["public"]):
        return
    if Company.objects.filter(schema_name=company.schema_name).exists():
        sentence = _("There is a company “%(name)s” already.")
        raise Refused(sentence, code="name_taken", params={"name": company.schema_name})
    if Domain.objects.filter(domain=domain).exists():
        sentence = _("The domain %(domain)s belongs to another company.")
        raise Refused(sentence, code="domain_taken", params={"domain": domain})
    company.clean_fields(exclude=["schema_name"])


def _migrate(schema: str) -> Migrated:
    if _lacks_folded_steps(schema):
        return Migrated(schema, TOO_OLD)
    try:
        call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)
    except Exception as problem:  # whatever it is, the next company shall not wait for it
        return Migrated(schema, f"{type(problem).__name__}: {problem}")
    finally:
        connection.set_schema_to_public()
    return Migrated(schema, TOO_OLD if behind([schema]) else None)


def behind(schemas: list[str]) -> list[str]:
    """Those of the schemas that lack a migration, found by one query over all of them."""
    known, applied = _every_migration(), _applied(schemas)
    shared = {(app, name) for app, name in known if app == SHARED_APP}
    return [schema for schema in schemas if (shared if schema == "public" else known) - applied[schema]]


def _lacks_folded_steps(schema: str) -> bool:
    """Whether some of the steps that a migration here replaces were done there, and others were not."""
    done = _applied([schema])[schema]
    folded = [set(one.replaces) for one in _on_disk().values() if one.replaces]
    return any(steps & done and steps - done for steps in folded)


def _applied(schemas: list[str]) -> dict[str, set[tuple[str, str]]]:
    """The migrations that each of the schemas has done."""
    applied: dict[str, set[tuple[str, str]]] = {schema: set() for schema in schemas}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema FROM information_schema.tables"
            " WHERE table_name = 'django_migrations' AND table_schema = ANY(%s)",
            [schemas],
        )
        present = {row[0] for row in cursor.fetchall()}
        union = " UNION ALL ".join(f"SELECT '{name}', app, name FROM {name}.django_migrations" for name in present)
        if union:
            cursor.execute(union)
            for schema, app, name in cursor.fetchall():
                applied[schema].add((app, name))
    return applied


def _every_migration() -> frozenset[tuple[str, str]]:
    """A company's schema records every migration, also those that do nothing there."""
    return frozenset(_on_disk())


@lru_cache(maxsize=1)
def _on_disk() -> Mapping[tuple[str, str], Migration]:
    return MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}


def _dump() -> str:
    """SQL that makes the template's tables, rows, functions and triggers. psql's own commands are left out."""
    address = connection.settings_dict
    options = {"host": address["HOST"], "port": address["PORT"], "username": address["USER"]}
    command = [str(_pg_dump()), f"--schema={TEMPLATE}", "--inserts", "--no-owner", "--no-privileges"]
    command += [f"--{option}={value}" for option, value in options.items() if value]
    environment = {**os.environ, "PGPASSWORD": address["PASSWORD"] or ""}
    done = subprocess.run([*command, address["NAME"]], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sentence = _("The template could not be read: %(error)s")
        raise Refused(sentence, code="template_unreadable", params={"error": done.stderr.strip()})
    return "\n".join(_statements(done.stdout))


def _statements(dump: str) -> Iterator[str]:
    for line in dump.splitlines():
        if not line.startswith(("\\", "--", "CREATE SCHEMA ", "SET transaction_timeout")):
            yield line


def _pg_dump() -> Path:
    """The server's own version beats another one that happens to be installed."""
    try:
        program = embedded.postgres_program("pg_dump")
    except (ImportError, AttributeError):
        program = Path("/nonexistent")
    if program.exists():
        return program
    found = shutil.which("pg_dump")
    if found is None:
        raise Refused(_("pg_dump is missing; install PostgreSQL's client programs."), code="no_pg_dump")
    return Path(found)
