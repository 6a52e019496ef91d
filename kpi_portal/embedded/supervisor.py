"""The process that owns the embedded servers: `python -m kpi_portal.embedded.supervisor HOME durable|volatile`.

Detached from whoever started it, so that a short command does not take the servers down under a longer one. Says
"ready" (or what went wrong) on its standard output, then watches: a server that died is started again; ten seconds
after the last user let go of the shared lock the servers are stopped. New users wait on that lock meanwhile.
"""

import contextlib
import fcntl
import os
import signal
import sys
import time
from pathlib import Path

from .paths import Places, private_folder
from .postgres import make_database, postgres
from .server import EmbeddedServersError, Server
from .valkey import valkey

START_SECONDS = 60.0
GRACE_SECONDS = 10.0
TICK_SECONDS = 0.5
READY = "ready"
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LOG_LIMIT = 5_000_000  # bytes; a longer log begins anew at the next start


def main(home: Path, *, durable: bool) -> int:
    """Run until told to stop or nobody is left; the exit code of the process."""
    places = Places.of(home)
    lock = os.open(places.servers_lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another supervisor runs already.", flush=True)
        return 1
    os.truncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    servers: list[Server] = []
    try:
        _start(places, servers, durable=durable, lock=lock)
        _say_ready()
        _watch(places, servers)
    except (EmbeddedServersError, OSError) as problem:
        print(problem, flush=True)
        return 1
    finally:
        for server in reversed(servers):
            server.stop()
    return 0


def _start(places: Places, servers: list[Server], *, durable: bool, lock: int) -> None:
    private_folder(places.socket_folder)
    for log in (places.postgres_log, places.valkey_log):
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.unlink()
    servers += [postgres(places, durable=durable, lock=lock), valkey(places, durable=durable, lock=lock)]
    for server in servers:
        server.ensure()
    for server in servers:
        server.wait_until_it_answers(START_SECONDS)
    make_database(places)


def _say_ready() -> None:
    """Tell the starter and let go of its pipe."""
    print(READY, flush=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _watch(places: Places, servers: list[Server]) -> None:
    """Return when asked to stop, when the home was removed, or when nobody used the servers for a while."""
    with places.users_lock.open("ab") as users:
        last_used = time.monotonic()
        while signal.sigtimedwait(STOP_SIGNALS, TICK_SECONDS) is None:
            if not places.users_lock.exists():
                return
            for server in servers:
                server.ensure()
            if _somebody_uses(users.fileno()):
                last_used = time.monotonic()
            elif time.monotonic() - last_used > GRACE_SECONDS:
                # Kept until this process ends: who comes now waits, and starts the next supervisor.
                fcntl.flock(os.dup(users.fileno()), fcntl.LOCK_EX)
                return


def _somebody_uses(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(users, fcntl.LOCK_UN)
    return False


def _detach() -> None:
    """Leave the starter's process: it waits for the parent, which ends here."""
    if os.fork():
        os._exit(0)
    os.setsid()
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)


if __name__ == "__main__":
    _detach()
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main(Path(sys.argv[1]), durable=sys.argv[2] == "durable"))
