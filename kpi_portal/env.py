"""The environment, typed. What production needs and what is of the wrong form stops the start with a sentence."""

import base64
import binascii
import os
import sys
from pathlib import Path
from typing import Any

import dj_database_url
import dj_email_url  # type: ignore[import-untyped]
from django.core.exceptions import ImproperlyConfigured
from environs import Env

_env = Env(prefix="KPI_")
ENVIRONMENT = _env.str("ENV", "development")
if ENVIRONMENT not in {"development", "test", "production"}:
    raise ImproperlyConfigured(f"KPI_ENV is {ENVIRONMENT!r}; it must be development, test or production.")
PRODUCTION = ENVIRONMENT == "production"
SERVING = {"web", "worker", "beat"}
LONG_ENOUGH = 50


def optional(name: str, default: str = "") -> str:
    """A value that may be missing."""
    value: str = _env.str(name, "")
    return value or default


def folder(name: str, default: Path) -> Path:
    """A folder, absolute."""
    return Path(optional(name, str(default))).absolute()


def text(name: str, development: str) -> str:
    """A value; the development default only outside production."""
    value = optional(name, "" if PRODUCTION else development)
    if not value:
        raise ImproperlyConfigured(f"KPI_{name} is not set. Production needs it; see .env.example.")
    return value


def hosts(name: str, development: list[str]) -> list[str]:
    """Host names, separated by commas."""
    found = [host.strip() for host in text(name, ",".join(development)).split(",") if host.strip()]
    if any("*" in host or "/" in host or " " in host for host in found) or not found:
        raise ImproperlyConfigured(f"KPI_{name} must be host names separated by commas, like .kpi.example.com.")
    return found


def number(name: str, default: int) -> int:
    """A whole number, 0 or more."""
    value = optional(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"KPI_{name} is {value!r}; it must be a whole number.")
    return int(value)


def signing_key(name: str, development: str) -> str:
    """Any text that nobody guesses."""
    value = text(name, development)
    if len(value) < LONG_ENOUGH or len(set(value)) < 10:
        raise ImproperlyConfigured(
            f"KPI_{name} must be at least {LONG_ENOUGH} characters that nobody guesses; "
            "“manage.py make_secrets” prints one."
        )
    return value


def ledger_key(name: str) -> str:
    """32 bytes in base64: an Ed25519 private key. Empty outside production, where one is made in KPI_HOME."""
    value = text(name, "-")
    if value == "-":
        return ""
    try:
        right = len(base64.b64decode(value, validate=True)) == 32
    except (binascii.Error, ValueError):
        right = False
    if not right:
        raise ImproperlyConfigured(
            f"KPI_{name} must be 32 bytes in base64 (44 characters); “manage.py make_secrets” prints one."
        )
    return value


def address(name: str, value: str, schemes: tuple[str, ...]) -> str:
    """An address of one of these schemes."""
    if value.partition("://")[0] not in schemes:
        raise ImproperlyConfigured(f"KPI_{name} must be an address that begins with {schemes[0]}://.")
    return value


def database(name: str, value: str) -> dict[str, Any]:
    """The address of a PostgreSQL database as Django's settings."""
    try:
        return dict(dj_database_url.parse(address(name, value, ("postgresql", "postgres"))))
    except ValueError as problem:
        raise ImproperlyConfigured(f"KPI_{name} is no address of a database: {problem}") from None


def owner_database(name: str, development: str) -> dict[str, Any] | None:
    """Who changes the database's structure; None where nobody told: the processes that serve are not told."""
    value = optional(name) or ("" if PRODUCTION or optional("DATABASE_URL") else development)
    if value and PRODUCTION and os.environ.get("KPI_PROCESS") in SERVING:
        raise ImproperlyConfigured(
            f"KPI_{name} must not be given to web, worker and beat: only migrate_companies and create_company need "
            "it; see docs/operator.md."
        )
    return database(name, value) if value else None


def mail(name: str, development: str) -> dict[str, Any]:
    """The address of a mail server as Django's settings."""
    schemes = ("submission", "smtp", "smtps", "smtp+tls", "smtp+ssl", "console", "file")
    found = dict(dj_email_url.parse(address(name, text(name, development), schemes)))
    if found["EMAIL_FILE_PATH"]:  # the library takes the first slash for the end of an empty host
        found["EMAIL_FILE_PATH"] = "/" + found["EMAIL_FILE_PATH"].lstrip("/")
    return found


def settings_or_exit() -> None:
    """Read the settings; where they are refused, end the process with the sentence instead of a traceback."""
    from django.conf import settings

    try:
        settings.INSTALLED_APPS  # noqa: B018  (the first look reads the file)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))
