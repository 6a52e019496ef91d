"""Prints pages in a process of its own, kept warm between cards; a runaway page costs that process, not the worker.

The child knows neither the database nor the portal's settings, inherits no open file, and is killed by its own alarm.
A Celery worker may not start ``multiprocessing`` children; a plain subprocess it may.
"""

import os
import signal
import subprocess
import sys
from types import TracebackType
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib import fonts
from kpi_portal.lib.refusals import Refused
from reports import printed_style
from reports.pdf_worker import DONE, receive, send

PAGE_SECONDS = 30


class Press:
    """A typesetting process, started with the first page and again after a page that killed it. ``style``: of what is
    no card."""

    def __init__(self, *, page_seconds: int = PAGE_SECONDS, style: str = "") -> None:
        self.page_seconds, self._style = page_seconds, style
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Press":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def print_page(self, html: str) -> bytes:
        """The page as PDF. Raises Refused: ``page_not_printed``, ``page_too_slow``."""
        jobs, answers = self._pipes()
        try:
            send(jobs, html.encode())
            status = answers.read(1)
            answer = receive(answers) if status else None
        except BrokenPipeError:
            answer = None
        if answer is None:
            raise self._lost()
        if status != DONE:
            raise _not_printed(answer.decode())
        return answer

    @property
    def is_idle(self) -> bool:
        """No process was started, or it is gone."""
        return self._process is None

    def close(self) -> None:
        """Let the process end; kill it where it does not."""
        process, self._process = self._process, None
        if process is None or process.stdin is None or process.stdout is None:
            return
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            self._process = self._started()
        if self._process.stdin is None or self._process.stdout is None:
            raise _not_printed("The typesetting process has no pipes.")
        return self._process.stdin, self._process.stdout

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "reports.pdf_worker", str(self.page_seconds)]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            env=self._environment(),
        )
        if process.stdin is not None:
            send(process.stdin, (self._style or printed_style.style_sheet()).encode())
        return process

    @staticmethod
    def _environment() -> dict[str, str]:
        """What a page may depend on, and nothing else: our fonts, one zone, one spelling of text."""
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "HOME") if name in os.environ}
        try:
            own = str(fonts.fontconfig_file())
        except fonts.FontsMissingError as problem:
            raise _not_printed(str(problem)) from problem
        return {**kept, "FONTCONFIG_FILE": own, "TZ": "UTC", "LC_ALL": "C.UTF-8"}

    def _lost(self) -> Refused:
        """Why the process is gone."""
        process, self._process = self._process, None
        code = process.wait() if process else None
        if code == -signal.SIGALRM:
            late = _("The page was not laid out within %(seconds)s seconds.")
            return Refused(late, code="page_too_slow", params={"seconds": self.page_seconds})
        return _not_printed(_("The typesetting process ended with code %(code)s.") % {"code": code})


def _not_printed(why: str) -> Refused:
    return Refused(_("The page could not be printed: %(problem)s"), code="page_not_printed", params={"problem": why})
