"""Programs of the portal, started at a third of the price: forked from a process that holds the libraries already.

What is ours each program imports itself, under the settings that it is given. A start as production makes it is the
plain one, and `tests.kpi_portal.test_production` is about it.
"""

import ctypes
import multiprocessing
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing import forkserver
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Any

from django.conf import settings

LIBRARIES = """
    django.core.management django.core.mail django.db.models django.db.migrations.autodetector django.forms
    django.views.generic django.views.debug django.template.defaultfilters django.template.loader_tags
    django.contrib.postgres.fields django.contrib.postgres.aggregates django_filters import_export whitenoise
    celery.bin.celery celery.bin.worker celery.apps.worker celery.beat celery.concurrency.prefork
    celery.worker.consumer kombu.transport.redis redis gunicorn.app.wsgiapp gunicorn.workers.gthread
    psycopg psycopg_pool psycopg.types.json environs yaml dateutil.parser time_machine
    apprise.plugins.dingtalk apprise.plugins.feishu apprise.plugins.wecombot requests xlsxwriter tablib segno
    chinese_calendar fido2.server cryptography.hazmat.primitives.serialization argon2
""".split()
"""What can be imported before there are settings."""
PLACE = "fd://{place}"
"""Stands in a command for the socket that the program is to serve."""
PR_SET_PDEATHSIG = 1

_forks = multiprocessing.get_context("forkserver")


class Program:
    """A running program in a process group of its own, with what tests use of `subprocess.Popen`."""

    def __init__(self, process: Any) -> None:
        self._process = process
        self.pid: int = process.pid

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, once it has ended."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return int(self._process.exitcode)


def started(
    command: list[str], environment: Mapping[str, str], folder: Path, log: Path, place: socket.socket
) -> Program:
    """Run a Python program of the virtual environment in `folder`; `PLACE` in the command becomes the socket's."""
    _prepare()
    process = _forks.Process(
        target=_become, args=(command, dict(environment), folder, log, DupFd(place.fileno())), daemon=True
    )
    process.start()
    return Program(process)


def _prepare() -> None:
    """The process that is forked from; it must not meet the settings of the tests."""
    _forks.set_forkserver_preload(LIBRARIES)
    ours = os.environ.pop("DJANGO_SETTINGS_MODULE")
    try:
        forkserver.ensure_running()
    finally:
        os.environ["DJANGO_SETTINGS_MODULE"] = ours


def _become(command: list[str], environment: dict[str, str], folder: Path, log: Path, place: Any) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    assert not settings.configured
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    for first in filter(None, environment.get("PYTHONPATH", "").split(os.pathsep)):
        runpy.run_path(str(Path(first, "sitecustomize.py")))
    sys.argv = [word.format(place=place.detach()) if PLACE in word else word for word in command]
    runpy.run_path(sys.argv[0], run_name="__main__")
