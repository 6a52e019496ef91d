"""Where the embedded servers keep their files, and the socket addresses that follow from it.

Everything is computed from the home folder alone, so that settings can name the servers before they run.
"""

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

POSTGRES_PORT = 5432
DATABASE = "kpi"
SUPERUSER, OWNER, APP = "postgres", "kpi_owner", "kpi_app"
"""Who keeps the server, who changes the database's structure, and as whom the portal itself comes (roles.sql)."""
BROKER_DATABASE = 0
CACHE_DATABASE = 1  # `cache.clear()` empties a whole database: never the broker's
SOCKET_PATH_LIMIT = 107  # bytes, sun_path of Linux without its final NUL
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")  # PostgreSQL reads its socket folders as a comma-separated list


@dataclass(frozen=True)
class Places:
    """The files of the servers of one home folder."""

    home: Path

    @classmethod
    def of(cls, home: Path) -> "Places":
        """The places of `home`, the same for every way to write its path."""
        return cls(home.resolve())

    @property
    def folder(self) -> Path:
        return self.home / "servers"

    @property
    def postgres_data(self) -> Path:
        return self.folder / "postgres"

    @property
    def postgres_log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def valkey_data(self) -> Path:
        return self.folder / "valkey"

    @property
    def valkey_log(self) -> Path:
        return self.folder / "valkey.log"

    @property
    def supervisor_log(self) -> Path:
        return self.folder / "supervisor.log"

    @property
    def users_lock(self) -> Path:
        """Shared by every process that uses the servers; exclusive only while the supervisor stops them."""
        return self.folder / "users.lock"

    @property
    def start_lock(self) -> Path:
        """Held by the one process that is starting a supervisor."""
        return self.folder / "start.lock"

    @property
    def servers_lock(self) -> Path:
        """Held by the supervisor and inherited by every server process: free means that none is left."""
        return self.folder / "servers.lock"

    @property
    def socket_folder(self) -> Path:
        """Inside the home where a socket address may be that long, else a short folder named by the home's hash."""
        inside = self.folder / "run"
        if _PLAIN_PATH.fullmatch(str(inside)) and len(str(inside / self.postgres_socket_name)) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path("/tmp") / f"kpi-{os.geteuid()}-{digest}"  # private_folder checks the owner

    @property
    def postgres_socket_name(self) -> str:
        return f".s.PGSQL.{POSTGRES_PORT}"

    @property
    def valkey_socket(self) -> Path:
        return self.socket_folder / "valkey.sock"

    @property
    def outside_note(self) -> Path:
        """For root where user namespaces are refused: names the folder outside that PostgreSQL's own user may enter.

        A new home gets a new one: data of a home that was removed never comes back.
        """
        return self.folder / "postgres-elsewhere"


def private_folder(path: Path) -> Path:
    """Make `path` a folder that only we can change; refuse one that someone else put there before us."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to someone else; remove it.")
    path.chmod(0o700)
    return path


def default_database_url(home: Path, role: str = APP) -> str:
    """Address of the embedded PostgreSQL's database for one of its roles, whether it runs or not."""
    folder = quote(str(Places.of(home).socket_folder), safe="")
    return f"postgresql://{role}@{folder}:{POSTGRES_PORT}/{DATABASE}"


def default_broker_url(home: Path) -> str:
    """Address of the embedded Valkey as Celery's broker."""
    return f"redis+socket://{Places.of(home).valkey_socket}?virtual_host={BROKER_DATABASE}"


def default_redis_url(home: Path) -> str:
    """The same as `default_broker_url`: what KPI_REDIS_URL stands for."""
    return default_broker_url(home)


def default_cache_url(home: Path) -> str:
    """Address of the embedded Valkey as Django's cache: the same server, another database."""
    return f"unix://{Places.of(home).valkey_socket}?db={CACHE_DATABASE}"
