"""Files are read in a process of their own (`child`), which this module owns: nothing that a file does to its reader
(memory, time, a crash) happens to the web or the worker process, and they answer others meanwhile.

A child reads a file once: first the head, then the rows, as far as they are wanted. Whoever wants the rows again gets
another child. It is started afresh, not forked: a process with threads must not be.
"""

from __future__ import annotations

import io
import json
import logging
import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from . import limits, wire
from .table import MESSAGES, Row, Table, TableError

log = logging.getLogger(__name__)

CHECKOUT = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-E", "-s", "-S", "-m", f"{__package__}.child")
PASSED_ON = ("PATH", "TMPDIR", "LD_LIBRARY_PATH")
"""The only variables that the child gets: it has no business with secrets."""
READ_AT_ONCE = 256 * 1024


@contextmanager
def open_table(source: Path | bytes | BinaryIO, *, whole: bool = False, **read_as: Any) -> Iterator[Table]:
    """The table in a file, for the length of a `with` block.

    `read_as` are the options of `opening.open_here`: `header_row`, `sheet`, `encoding`, `delimiter`; with `whole` the
    file is read to its end before anything is answered. Raises `Refused`, here or while rows are read; an unreadable
    path raises `OSError` as usual.
    """
    with ExitStack() as stack:
        file = _regular(source, stack)
        first = stack.enter_context(_Child(file, read_as | {"whole": whole}))
        about = _described(first.message()["table"])
        waiting = [first]

        def rows() -> Iterator[Row]:
            if waiting:
                yield from waiting.pop().rows()
                return
            with _Child(file, read_as) as again:
                again.message()
                yield from again.rows()

        yield Table(read=rows, **about)


def survey_table(source: Path | bytes | BinaryIO, **read_as: Any) -> tuple[Table, dict[str, Any]]:
    """What the columns of a file hold, counted by the process that reads it (`surveying`); of the table the head.
    The file is read to its end: whatever is wrong with it as a whole is `Refused` here."""
    with ExitStack() as stack:
        child = stack.enter_context(_Child(_regular(source, stack), read_as | {"survey": True}))
        about = _described(child.message()["table"])
        found: dict[str, Any] = child.message()["survey"]
    return Table(read=lambda: iter(()), **about), found


class Glimpse(NamedTuple):
    """One sheet as its first rows show it; `problem` says why it has none to show."""

    sheet: str
    table: Table | None
    rows: tuple[Row, ...]
    problem: Exception | None = None


def glimpses(source: Path | bytes | BinaryIO, *, rows: int, sheets: int, header_row: int) -> list[Glimpse]:
    """The first rows of each of the first `sheets` visible sheets that have cells, by one process; of a text those of
    its only table. Raises `Refused` where the file as a whole cannot be read."""
    wanted = {"header_row": header_row, "glimpses": {"rows": rows, "sheets": sheets}}
    found = []
    with ExitStack() as stack:
        child = stack.enter_context(_Child(_regular(source, stack), wanted))
        while "end" not in (message := child.message()):
            found.append(_glimpse(message))
    return found


def _glimpse(message: dict[str, Any]) -> Glimpse:
    if "why" in message:
        code, params = message["why"]
        return Glimpse(message["sheet"], None, (), _refused(TableError(code, **params)))
    table = Table(read=lambda: iter(()), **_described(message["table"]))
    return Glimpse(message["sheet"], table, tuple(wire.rows_of(message)))


@cache
def _packages() -> str:
    """Where the reader of old workbooks is installed; the child, which starts without any packages, is told."""
    found = util.find_spec("xlrd")
    assert found is not None  # it is in the lock
    assert found.origin is not None
    return str(Path(found.origin).parents[1])


def _described(about: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in about.items()}


def _regular(source: Path | bytes | BinaryIO, stack: ExitStack) -> int:
    """The descriptor of a regular file with these bytes."""
    if isinstance(source, Path):
        source = stack.enter_context(source.open("rb"))
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    descriptor = _descriptor(stream)
    if descriptor is not None:
        return descriptor
    copy = stack.enter_context(tempfile.TemporaryFile(prefix="kpi-table-"))  # noqa: SIM115
    if stream.seekable():
        stream.seek(0)
    shutil.copyfileobj(stream, copy, limits.MEGABYTE)
    copy.flush()
    return copy.fileno()


def _refused(problem: TableError) -> Exception:
    """The reader's word as a sentence."""
    from django.utils.translation import gettext_lazy as _  # the child imports this package too, without Django

    from kpi_portal.lib.refusals import Refused

    params = problem.params
    if "found" in params:  # the kind of file is a word to be translated itself
        params = params | {"found": _(str(params["found"]))}
    return Refused(_(MESSAGES[problem.code]), code=problem.code, params=params)


def _descriptor(stream: BinaryIO) -> int | None:
    try:
        descriptor = stream.fileno()
    except (OSError, AttributeError):
        return None
    return descriptor if stat.S_ISREG(os.fstat(descriptor).st_mode) else None


class _Child:
    """A reading process, from its start to its certain end."""

    def __init__(self, file: int, options: dict[str, Any]) -> None:
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self._process = subprocess.Popen(
            [*COMMAND, json.dumps({**options, "packages": _packages()})],
            stdin=file,
            stdout=subprocess.PIPE,
            cwd=CHECKOUT,
            env=environment,
        )
        assert self._process.stdout is not None
        self._out = self._process.stdout.fileno()
        self._buffer = bytearray()

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def rows(self) -> Iterator[Row]:
        """All rows, portion by portion."""
        while "rows" in (message := self.message()):
            yield from wire.rows_of(message)

    def message(self) -> dict[str, Any]:
        """The next one. Raises `Refused`, also where the process is slow, silent or dead."""
        try:
            return wire.read(self._line())
        except TableError as problem:
            raise _refused(problem) from None

    def _line(self) -> bytes:
        searched = 0
        while (place := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            self._buffer += self._more()
        line = bytes(self._buffer[:place])
        del self._buffer[: place + 1]
        return line

    def _more(self) -> bytes:
        until = time.monotonic() + limits.CHILD_SILENCE_S
        ready = select.poll()
        ready.register(self._out, select.POLLIN)
        if not ready.poll(1000 * max(0.0, until - time.monotonic())):
            self._stop()
            raise TableError("too_slow")
        found = os.read(self._out, READ_AT_ONCE)
        if not found:
            raise self._dead()
        return found

    def _dead(self) -> TableError:
        """Why it ended before its last word. Limits are the file's fault; anything else is for us to look at."""
        code = self._process.wait()
        if -code in (signal.SIGXCPU, signal.SIGKILL):
            return TableError("too_slow")
        log.error("The process that reads files ended with %s.", code)
        return TableError("unreadable")

    def _stop(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
