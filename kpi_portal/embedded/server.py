"""A server process as the supervisor sees it: how to start it again, ask it and stop it."""

import contextlib
import ctypes
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15.0

_libc = ctypes.CDLL(None, use_errno=True)

Identity = Callable[[], None]
"""Becomes, between fork and exec, the user a server runs as."""


class EmbeddedServersError(RuntimeError):
    """The embedded servers could not be started; the text says why."""


def stay_as_we_are() -> None:
    """The identity of a server that may run as whoever started it."""


def spawn(
    command: Sequence[str | Path], *, log: Path, lock: int, identity: Identity = stay_as_we_are, death: signal.Signals
) -> subprocess.Popen[bytes]:
    """Start a server that dies with this process (`death` is its signal for that) and keeps `lock` open."""

    def become_the_server() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        identity()
        _libc.prctl(PR_SET_PDEATHSIG, int(death))  # after the change of user, which clears it

    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            pass_fds=(lock,),
            preexec_fn=become_the_server,  # noqa: PLW1509 - the supervisor has one thread
            start_new_session=True,
        )


def last_lines(log: Path) -> str:
    """The end of a log, for an error that explains itself."""
    with contextlib.suppress(OSError):
        return log.read_text(errors="replace")[-1500:].strip()
    return ""


@dataclass
class Server:
    """One server. `start` is called again when the process died."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    answers: Callable[[], bool]
    stop_signal: signal.Signals
    kill_signal: signal.Signals
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def runs(self) -> bool:
        """Whether the process exists (it may not answer yet)."""
        return self.process is not None and self.process.poll() is None

    def ensure(self) -> None:
        """Start the server where it does not run: the first time, or after it died."""
        if not self.runs:
            self.process = self.start()

    def wait_until_it_answers(self, seconds: float) -> None:
        """Raises EmbeddedServersError, with the end of the log, when the server ends or keeps silent."""
        deadline = time.monotonic() + seconds
        while not self.answers():
            if not self.runs or time.monotonic() > deadline:
                what = f"did not answer within {seconds:.0f} s" if self.runs else "ended at once"
                raise EmbeddedServersError(f"{self.name} {what}.\n{last_lines(self.log)}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server in order; by force when it takes too long."""
        if self.process is None or not self.runs:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(self.kill_signal)
            self.process.wait()
