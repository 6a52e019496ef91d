"""Databases for tests: migrate once into a template, then copy it in a fraction of a second.

The template is named by the hash of all that went into it and survives the run. Each pytest process works on its own
copy, held by a connection of that name; a copy that nobody holds any more is left over from a killed run and dropped.
Copies are made by the server's superuser and belong to the owner; tests work as the app, like the portal. What needs
the owner's rights asks for the fixture `owner`, before `db` or `company`.
"""

import fcntl
import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from kpi_portal import embedded
from kpi_portal.embedded import OWNER
from kpi_portal.lib.company_connection import connection
from tenants.owner import as_owner

CHECKOUT = Path(__file__).resolve().parent.parent
TEMPLATE_SOURCES = (
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "tenants/*.py",
    "scoring/plans/versions.py",
    "scoring/engine/*.py",
    "scoring/presets/*",
    "tests/cast.py",
    "kpi_portal/embedded/roles.sql",
    "requirements.lock",
)
TEMPLATES_KEPT = 8


def pytest_configure(config: pytest.Config) -> None:
    """The controller alone starts the servers; xdist's workers find them running."""
    if not hasattr(config, "workerinput"):
        embedded.ensure_running(settings.KPI_HOME, durable=False)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Give this process its own copy of the template database."""
    with django_db_blocker.unblock():
        template = _template()
        with copied_database(template) as name, connected_to(name):
            yield


@pytest.fixture(scope="session")
def template_database(django_db_setup: None) -> str:
    """Name of the migrated database with the companies of tests.cast, to be copied and never opened."""
    return _template_name()


@pytest.fixture
def own_database(template_database: str, django_db_blocker: Any) -> Iterator[str]:
    """A fresh copy for one test that really commits (threads, processes). Use it instead of `db`."""
    with (
        django_db_blocker.unblock(),
        copied_database(template_database) as name,
        connected_to(name),
    ):
        yield name


@pytest.fixture
def owner(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For this test the connection is the database's owner, and stays so in every company."""
    with django_db_blocker.unblock(), as_owner():
        yield


@pytest.fixture
def superuser(django_db_setup: None, django_db_blocker: Any, settings: Any) -> Iterator[None]:
    """For this test the connection is an intruder's who got hold of the server itself."""
    settings.OWNER_DATABASE = settings.OWNER_DATABASE | {"USER": embedded.SUPERUSER}
    with django_db_blocker.unblock(), as_owner():
        yield


@contextmanager
def copied_database(template: str) -> Iterator[str]:
    """A copy of `template` under a name that no other run has, dropped in the end."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with _administration(name) as administration:
        administration.execute(f"CREATE DATABASE {name} {copied_from(template)}")
        try:
            yield name
        finally:
            administration.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def copied_from(template: str) -> str:
    """How a database is made as a copy: by its files, which is the quickest."""
    return f"TEMPLATE {template} STRATEGY file_copy OWNER {OWNER}"


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Turn Django's connection, and those of later threads, to another database for a while."""
    before = connection.settings_dict["NAME"]
    connections.close_all()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = name
    try:
        connection.set_schema_to_public()
        yield
    finally:
        connections.close_all()
        connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = before


@contextmanager
def _administration(application: str) -> Iterator[psycopg.Connection[Any]]:
    """The superuser's connection beside Django's; its application name says which database it holds."""
    with psycopg.connect(
        superuser_url(), dbname="postgres", application_name=application, autocommit=True
    ) as administration:
        yield administration


def superuser_url() -> str:
    """Address of the server for what neither app nor owner may do: copying databases, tampering with them."""
    return embedded.default_database_url(settings.KPI_HOME, embedded.SUPERUSER)


def _template_name() -> str:
    return f"template_{digest_of(*TEMPLATE_SOURCES)}"


def digest_of(*patterns: str) -> str:
    """Of all files that go into a kept database: another file, another database."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(filter(Path.is_file, CHECKOUT.glob(pattern))):
            digest.update(str(path.relative_to(CHECKOUT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _template() -> str:
    """Name of the migrated template, built first where it does not exist."""
    return kept_database(_template_name(), f"OWNER {OWNER}", _fill_template)


def kept_database(name: str, made_as: str, fill: Callable[[], None]) -> str:
    """A database that every process copies and none opens; the first one that wants it makes and fills it."""
    lock = os.open(Path(settings.KPI_HOME, "template.lock"), os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _administration("template") as administration:
            _drop_what_nobody_holds(administration, name)
            known = "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate"
            if not administration.execute(known, [name]).fetchone():
                administration.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                administration.execute(f"CREATE DATABASE {name} {made_as}")
                with connected_to(name), as_owner():
                    fill()
                administration.execute(f"ALTER DATABASE {name} IS_TEMPLATE true")
    finally:
        os.close(lock)
    return name


def _fill_template() -> None:
    """Migrate the public schema and make the two companies of every test."""
    from tenants import schemas
    from tests.cast import build_companies

    build_companies()
    with as_owner():
        assert not schemas.behind([schemas.TEMPLATE]), "A migration fails; `manage.py migrate_companies` says how."


def _drop_what_nobody_holds(administration: psycopg.Connection[Any], wanted: str) -> None:
    """Drop copies left over from killed runs, and templates of long ago."""
    orphans = administration.execute(
        """
        SELECT datname FROM pg_database
        WHERE datname LIKE 'test\\_%' AND datname NOT IN (SELECT application_name FROM pg_stat_activity)
        """
    ).fetchall()
    templates = administration.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%' AND datname <> %s ORDER BY oid DESC",
        [wanted],
    ).fetchall()
    for (name,) in [*orphans, *templates[TEMPLATES_KEPT:]]:
        administration.execute(f"ALTER DATABASE {name} IS_TEMPLATE false")
        administration.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
