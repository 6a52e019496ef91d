"""The portal as a visitor meets it: gunicorn and Celery as processes, on a copy of the template database."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from ctypes.util import find_library
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from kpi_portal.embedded.paths import (
    APP,
    OWNER,
    Places,
    default_broker_url,
    default_cache_url,
    default_database_url,
    private_folder,
)
from kpi_portal.embedded.valkey import valkey

from .database import CHECKOUT, connected_to, copied_database
from .waiting import wait_until

PROGRAMS = Path(sys.executable).parent
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
CHROMIUM_MISSING = (
    "Chromium or libatomic1 is missing; install them with: sudo apt-get install -y chromium-headless-shell libatomic1"
)
END_OF_WAITING = 0.8
QUIET_CHROMIUM = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
    "--in-process-gpu",
]


@dataclass
class LivePortal:
    """Addresses of a running portal. The test's own connection sees the same database, its storage the same files."""

    database: str
    port: int
    home: Path
    environment: dict[str, str]
    processes: ExitStack = field(repr=False)
    listener: socket.socket = field(repr=False)
    started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict, repr=False)
    """By name what runs, the latest of each."""

    def url(self, domain: str, path: str = "/") -> str:
        """Address of a page of the company at `domain` ("acme" for acme.localhost)."""
        host = domain if "." in domain else f"{domain}.localhost"
        return f"http://{host}:{self.port}{path}"

    def serve(self) -> None:
        """Start the web server and wait until it answers."""
        place = self.listener.fileno()
        options = [f"--bind=fd://{place}", "--workers=1", "--access-logfile=-"]
        self.run("web", PROGRAMS / "gunicorn", "kpi_portal.wsgi", *options, keep=(place,))
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/livez", timeout=60) as answer:
            assert answer.status == 200

    def move_to(self, instant: datetime) -> None:
        """Serve again, as of `instant`: whatever starts from now on has a clock that goes on from there.

        A worker is stopped and not started again.
        """
        for process in self.started.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.environment["KPI_TEST_SECONDS_AHEAD"] = str(instant.timestamp() - time.time())
        self.environment["PYTHONPATH"] = str(Path(__file__).parent / "clock")
        self.serve()

    def run_worker(self) -> subprocess.Popen[bytes]:
        """A real Celery worker with beat, ready for work; stopped with the portal unless the test does it before."""
        log = self.home / "worker.log"
        seen = log.stat().st_size if log.exists() else 0
        options = ["--concurrency=1", "--prefetch-multiplier=1", "--loglevel=INFO", "--without-gossip", "--beat"]
        worker = self.run("worker", PROGRAMS / "celery", "-A", "kpi_portal", "worker", *options)
        wait_until(lambda: b" ready." in log.read_bytes()[seen:], what="the worker")
        return worker

    def manage(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end, in a process of its own, on this portal's database."""
        line = [sys.executable, "manage.py", *map(str, command)]
        return subprocess.run(
            line,
            cwd=CHECKOUT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def web_workers(self) -> dict[int, Path]:
        """The processes of the web server that answer, and where the system tells about each."""
        ours = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if str(self.home).encode() in (folder / "environ").read_bytes() and b"gunicorn" in _line_of(folder):
                    ours[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        return {process: Path(f"/proc/{process}") for process, parent in ours.items() if parent in ours}

    def run(self, name: str, *command: str | Path, keep: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        """Start a program of the portal in a process group of its own, with its log in `home`."""
        environment = self.environment | {"KPI_PROCESS": name}
        del environment["KPI_OWNER_DATABASE_URL"]  # only commands are told who that is
        process = self.processes.enter_context(_process(name, command, environment, self.home, keep))
        self.started[name] = process
        return process


def _line_of(folder: Path) -> bytes:
    return (folder / "cmdline").read_bytes()


@contextmanager
def _process(
    name: str, command: tuple[str | Path, ...], environment: dict[str, str], home: Path, keep: tuple[int, ...]
) -> Iterator[subprocess.Popen[bytes]]:
    with (home / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *map(str, command)],
            cwd=CHECKOUT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=keep,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # ending well takes seconds, and has tests of its own
        process.wait()


@contextmanager
def _own_valkey(home: Path) -> Iterator[Places]:
    """A broker that no other run shares, and that a test may kill."""
    places = Places.of(home)
    private_folder(places.folder)
    private_folder(places.socket_folder)
    with places.servers_lock.open("wb") as lock:
        server = valkey(places, durable=False, lock=lock.fileno())
        server.ensure()
        try:
            server.wait_until_it_answers(20)
            yield places
        finally:
            server.stop()


def _database_url(role: str, database: str) -> str:
    """The tests' server, another database of it."""
    return default_database_url(settings.KPI_HOME, role).rpartition("/")[0] + f"/{database}"


def _environment(home: Path, database: str) -> dict[str, str]:
    ours = {
        "DJANGO_SETTINGS_MODULE": "kpi_portal.settings",
        "KPI_ENV": "test",
        "KPI_HOME": str(home),
        "KPI_DATABASE_URL": _database_url(APP, database),
        "KPI_OWNER_DATABASE_URL": _database_url(OWNER, database),
        "KPI_REDIS_URL": default_broker_url(home),
        "KPI_CACHE_URL": default_cache_url(home),
        "KPI_MEDIA_ROOT": settings.MEDIA_ROOT,
    }
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return inherited | ours


@pytest.fixture(scope="module")
def live_portal(
    template_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LivePortal]:
    """A portal for the tests of one file. They commit for good: use neither `db` nor `company` beside it."""
    with (
        django_db_blocker.unblock(),
        running_portal(template_database, tmp_path_factory.mktemp("portal"), {}) as portal,
    ):
        yield portal


@contextmanager
def running_portal(template: str, home: Path, settings_of_its_own: Mapping[str, str]) -> Iterator[LivePortal]:
    """Web on a copy of the template, with a broker of its own; these settings beside those of the tests."""
    (home / "static").mkdir()
    with ExitStack() as stack:
        database = stack.enter_context(copied_database(template))
        stack.enter_context(connected_to(database))
        stack.enter_context(_own_valkey(home))
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = listener.getsockname()[1]
        own = {"KPI_SITE_PORT": str(port)}
        environment = {**_environment(home, database), **own, **settings_of_its_own}
        portal = LivePortal(database, port, home, environment, stack, listener)
        if environment["KPI_ENV"] == "production":
            assert portal.manage("collectstatic", "--noinput").returncode == 0
        portal.serve()
        yield portal


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start programs wait for them most of the time, the others compute: they come in turns, so that neither
    core waits. Those with a browser begin; of either sort the file with most tests comes first, lest it end alone.
    Within a file what works in a world that stands for the whole file comes last.

    Without Chromium the browser tests are skipped with the command that installs it; CI skips nothing.
    """
    waiting = Counter(item.path for item in items if _starts_programs(item))
    browsing = {item.path for item in items if item.get_closest_marker("browser")}
    computing = [path for path, _ in Counter(item.path for item in items if item.path not in waiting).most_common()]
    begin = sorted(waiting, key=lambda path: (path not in browsing, -waiting[path]))
    turns = {path: place / len(computing) for place, path in enumerate(computing)}
    turns |= {path: END_OF_WAITING * place / len(begin) for place, path in enumerate(begin)}
    items.sort(key=lambda item: (turns[item.path], item.path, _asks_for("once_at_acme", item)))
    if (CHROMIUM.exists() and find_library("atomic")) or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=CHROMIUM_MISSING))


def _starts_programs(item: pytest.Item) -> bool:
    return _asks_for("live_portal", item) or _asks_for("production", item)


def _asks_for(fixture: str, item: pytest.Item) -> bool:
    return fixture in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, silent on the network; root may not use its sandbox."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in the test's thread
    arguments = QUIET_CHROMIUM + (["--no-sandbox"] if os.geteuid() == 0 else [])
    return {"executable_path": str(CHROMIUM), "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A desk in China."""
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1360, "height": 900}}
