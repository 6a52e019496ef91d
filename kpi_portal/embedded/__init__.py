"""Real PostgreSQL and Valkey for development and tests, from wheels, started when first needed.

`ensure_running` is all a program calls; the addresses are known without starting anything. Imports neither Django nor
the Python layers of the two wheels. Production names its own servers (KPI_DATABASE_URL, KPI_REDIS_URL) and never
comes here.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from kpi_portal.lib.paths import CHECKOUT, home_from_environment

from . import postgres, supervisor, valkey
from .paths import (
    OWNER,
    SUPERUSER,
    Places,
    default_broker_url,
    default_cache_url,
    default_database_url,
    default_redis_url,
)
from .paths import private_folder as _private_folder
from .server import EmbeddedServersError, last_lines

__all__ = [
    "OWNER",
    "SUPERUSER",
    "EmbeddedServersError",
    "default_broker_url",
    "default_cache_url",
    "default_database_url",
    "default_redis_url",
    "ensure_for_development",
    "ensure_running",
    "forget",
    "home_from_environment",
    "postgres_program",
    "stop",
]

PATIENCE_SECONDS = 90.0

_held: dict[Path, int] = {}
"""Home → the descriptor whose shared lock says "in use" as long as this process or a fork of it lives."""


def ensure_for_development() -> None:
    """Start the embedded servers unless the environment names others, or is production's."""
    named = all(os.environ.get(name) for name in ("KPI_DATABASE_URL", "KPI_REDIS_URL"))
    if not named and os.environ.get("KPI_ENV") != "production":
        ensure_running(home_from_environment())


def ensure_running(home: Path, *, durable: bool = True) -> None:
    """Make both servers of `home` answer, with the database made, and keep them while this process lives.

    Idempotent and safe to call from many processes at once. `durable=False` trades safety for speed (tests). Raises
    EmbeddedServersError with the end of the server's log when they do not start.
    """
    places = Places.of(home)
    if places.home not in _held:
        _private_folder(places.folder)
        _held[places.home] = _locked(places.users_lock, fcntl.LOCK_SH)
    if _both_answer(places):
        return
    starting = _locked(places.start_lock, fcntl.LOCK_EX)
    try:
        _start_and_wait(places, durable=durable)
    finally:
        os.close(starting)


def stop(home: Path) -> None:
    """Stop the servers of `home` at once, used or not, and wait until they are gone."""
    places = Places.of(home)
    if not places.servers_lock.exists():
        return
    if not _nothing_runs(places):
        with contextlib.suppress(ProcessLookupError):  # killed, and its servers are still ending
            os.kill(int(places.servers_lock.read_text()), signal.SIGTERM)
        os.close(_locked(places.servers_lock, fcntl.LOCK_EX))
    if places.home in _held:
        os.close(_held.pop(places.home))


def forget(home: Path) -> None:
    """Stop the servers and remove their data for good, wherever it lies."""
    stop(home)
    places = Places.of(home)
    elsewhere = [Path(places.outside_note.read_text())] if places.outside_note.exists() else []
    for folder in (*elsewhere, places.socket_folder, places.folder):
        shutil.rmtree(folder, ignore_errors=True)


def postgres_program(name: str) -> Path:
    """One of PostgreSQL's programs (pg_dump, psql …) of the embedded version."""
    return postgres.binaries() / name


def _start_and_wait(places: Places, *, durable: bool) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _both_answer(places):
        if _nothing_runs(places):
            _launch(places, durable=durable)
        elif time.monotonic() > deadline:
            raise EmbeddedServersError(f"The embedded servers keep silent.\n{last_lines(places.postgres_log)}")
        else:
            time.sleep(0.05)


def _launch(places: Places, *, durable: bool) -> None:
    """Start a supervisor and read its first words."""
    module = [sys.executable, "-m", supervisor.__name__]
    with places.supervisor_log.open("ab") as log:
        done = subprocess.run(
            [*module, str(places.home), "durable" if durable else "volatile"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=CHECKOUT,
            text=True,
            check=False,
        )
    if done.stdout.strip() != supervisor.READY:
        raise EmbeddedServersError(done.stdout.strip() or last_lines(places.supervisor_log))


def _both_answer(places: Places) -> bool:
    return valkey.answers(places) and postgres.answers(places)


def _nothing_runs(places: Places) -> bool:
    """Whether no supervisor and no server process of an earlier one is left."""
    descriptor = os.open(places.servers_lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _locked(path: Path, kind: int) -> int:
    """A new descriptor of `path` that holds the lock; waits for it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, kind)
    return descriptor
