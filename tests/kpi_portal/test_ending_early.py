"""Commands that end early: Ctrl-C, a lost database, kill -9, a broken file. A sentence, and nothing that is stuck."""

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.paths import CHECKOUT
from records import ledger
from records.models import Batch, OutboxMessage
from scoring.models import MonthClose
from tenants.models import Company
from tests.database import superuser_url
from tests.portal import LivePortal
from tests.waiting import wait_until

LEAVE = "Person,First day,Last day,Reason\n王芳,2026-10-06,2026-10-07,事假\n"
INTERRUPTED, LOST, KILLED = Month(2026, 7), Month(2026, 8), Month(2026, 9)


@pytest.fixture
def acme(live_portal: LivePortal) -> Iterator[LivePortal]:
    """The test's connection is in acme."""
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    yield live_portal
    connection.set_schema_to_public()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that could be imported."""
    path = tmp_path / "leave.csv"
    path.write_text(LEAVE)
    return path


def _listen() -> None:
    """Hear Ctrl-C even where the suite runs in the background of a shell, which ignores it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def waiting(portal: LivePortal, *command: str | Path) -> Iterator[subprocess.Popen[str]]:
    """The command, once it waits for a lock that the test holds."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=CHECKOUT,
        env=portal.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_listen,  # noqa: PLW1509 — it only asks for a signal
    )
    try:
        wait_until(lambda: waits() or process.poll() is not None, what="the command")
        yield process
    finally:
        process.kill()
        process.communicate()


def waits() -> bool:
    """Whether another connection to this database waits for an advisory lock."""
    return bool(
        ask(
            "SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE NOT granted AND locktype = 'advisory' AND datname = current_database()"
        )
    )


def ask(question: str) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code and what it said to the operator; never a traceback."""
    _out, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    return process.returncode, said


def lose_the_database() -> None:
    """End the connections that wait, as a restart of the server would."""
    with psycopg.connect(superuser_url(), dbname=connection.settings_dict["NAME"]) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE NOT granted AND locktype = 'advisory' AND datname = current_database()"
        )


@pytest.mark.parametrize("how", ["Ctrl-C", "lost database"])
def test_an_import_that_ends_early_leaves_no_batch(acme: LivePortal, file: Path, how: str) -> None:
    with transaction.atomic():
        ask("SELECT pg_advisory_xact_lock(hashtextextended('acme.records.imports', 0))")
        with waiting(acme, "import_evidence", "acme", "leave", file, "--by=hr") as process:
            lose_the_database() if how == "lost database" else process.send_signal(signal.SIGINT)
            code, said = ended(process)
    assert (code, said.count("\n")) == ((1, 1) if how == "lost database" else (130, 2))
    assert "not stored" in said
    assert not Batch.objects.exists()


def test_a_close_that_is_interrupted_is_over_and_can_be_asked_for_again(acme: LivePortal) -> None:
    with ledger.chain_held(), waiting(acme, "close_month", "acme", str(INTERRUPTED), "--by=hr", "--inline") as process:
        process.send_signal(signal.SIGINT)
        assert ended(process)[0] == 130
    [run] = MonthClose.objects.filter(month__first_day=INTERRUPTED.first_day)
    assert (run.state, run.finished_at is not None) == (MonthClose.State.FAILED, True)

    again = acme.manage("close_month", "acme", str(INTERRUPTED), "--by=hr", "--inline")
    assert again.returncode == 0, again.stderr


def test_a_close_that_lost_the_database_is_taken_up_by_the_next_command(acme: LivePortal) -> None:
    with ledger.chain_held(), waiting(acme, "close_month", "acme", str(LOST), "--by=hr", "--inline") as process:
        lose_the_database()
        code, said = ended(process)
    assert (code, "database does not answer" in said) == (1, True)

    again = acme.manage("close_month", "acme", str(LOST), "--by=hr", "--inline")
    assert again.returncode == 0, again.stderr
    assert [run.state for run in MonthClose.objects.filter(month__first_day=LOST.first_day)] == ["done"]


def test_a_close_whose_command_was_killed_is_taken_over_by_the_worker(acme: LivePortal) -> None:
    with ledger.chain_held(), waiting(acme, "close_month", "acme", str(KILLED), "--by=hr", "--inline") as process:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        lose_the_database()  # what the server does by itself within seconds, once it looks for its client
    run = MonthClose.objects.get(month__first_day=KILLED.first_day)
    assert run.state == MonthClose.State.RUNNING
    assert OutboxMessage.objects.filter(key=f"close:{run.pk}").update(due_at=timezone.now()) == 1

    acme.run_worker()
    wait_until(lambda: MonthClose.objects.get(pk=run.pk).state == "done", what="the worker to take over")


@pytest.mark.parametrize(
    "content",
    [gzip.compress(LEAVE.encode(), mtime=0)[:-12], gzip.compress(b"x" * 99, mtime=0)[:20] + b"junk" * 9],
    ids=["cut short", "not packed"],
)
def test_a_broken_file_is_refused_with_a_sentence(acme: LivePortal, tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "leave.csv.gz"
    broken.write_bytes(content)
    done = acme.manage("import_evidence", "acme", "leave", broken, "--by=hr")
    assert done.returncode == 1
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert "None" not in done.stderr
    assert not Batch.objects.exists()
