"""The processes that serve the demo: started as in production, stopped together."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from kpi_portal.lib.paths import CHECKOUT

PROGRAMS = Path(sys.executable).parent
PATIENCE_SECONDS = 60.0
GRACE_SECONDS = 20.0


class ProcessFailed(RuntimeError):
    """A process ended or never answered; the message is a sentence."""


class Fleet:
    """Processes of their own groups, each with a log in `folder`; all are stopped when the `with` block ends."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = {**os.environ, **environment}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Fleet":
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def worker(self) -> None:
        """A Celery worker with beat."""
        options = ["--concurrency=1", "--prefetch-multiplier=1", "--loglevel=INFO", "--beat", "--without-gossip"]
        self._start("worker", [str(PROGRAMS / "celery"), "-A", "kpi_portal", "worker", *options])

    def web(self, port: int) -> None:
        """gunicorn at this port; returns once it answers."""
        self._start("web", [str(PROGRAMS / "gunicorn"), "kpi_portal.wsgi", f"--bind=127.0.0.1:{port}"])
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            self.check()
            if time.monotonic() > deadline:
                raise ProcessFailed(f"The web server keeps silent; see {self.folder / 'web.log'}.")
            time.sleep(0.1)

    def check(self) -> None:
        """Raise ProcessFailed if one of them has ended."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise ProcessFailed(f"The {name} process ended by itself; see {self.folder / f'{name}.log'}.")

    def stop(self) -> None:
        """Ask all to finish, then end what is left."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()

    def _start(self, name: str, command: list[str]) -> None:
        """Start a program in a group of its own (Ctrl-C is ours), dying with this one where util-linux is at hand."""
        setpriv = shutil.which("setpriv")
        bound = [setpriv, "--pdeathsig", "TERM", *command] if setpriv else command
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                bound,
                cwd=CHECKOUT,
                env={**self.environment, "KPI_PROCESS": name},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def free_port(wanted: int) -> int:
    """`wanted` if nobody listens there, else a free port."""
    for port in (wanted, 0):
        try:
            with socket.create_server(("127.0.0.1", port)) as listener:
                found: int = listener.getsockname()[1]
                return found
        except OSError:
            continue
    raise ProcessFailed("No port is free.")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
