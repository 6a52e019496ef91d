#!/usr/bin/env python
"""Django's command line. Without KPI_DATABASE_URL and KPI_REDIS_URL it starts the embedded servers first."""

import os
import sys

from kpi_portal.embedded import EmbeddedServersError, ensure_for_development
from kpi_portal.lib.collector import rest_while_loading, spare_what_is_loaded

WITHOUT_SERVERS = {
    "help",
    "version",
    "makemessages",
    "compilemessages",
    "collectstatic",
    "makemigrations",
    "make_secrets",
}

INTERRUPTED = 130
"""The exit code of a program that Ctrl-C ended."""


def needs_servers(arguments: list[str]) -> bool:
    """Whether a command line touches the database: every one that is not known to do without."""
    return (
        bool(arguments) and not {"--help", "-h", "--version"} & set(arguments) and arguments[0] not in WITHOUT_SERVERS
    )


def main() -> None:
    """Run one command."""
    rest_while_loading()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_portal.settings")
    if needs_servers(sys.argv[1:]):
        try:
            ensure_for_development()
        except EmbeddedServersError as problem:
            sys.exit(f"The embedded servers do not start: {problem}")

    import django
    from django.core.management import execute_from_command_line  # after the servers: settings may look for them

    from kpi_portal.env import settings_or_exit

    settings_or_exit()
    from django.db import InterfaceError, OperationalError

    django.setup()
    spare_what_is_loaded()
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        print("\nStopped; what was not finished is not stored.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except (OperationalError, InterfaceError) as problem:
        sys.exit(f"The database does not answer; what was not finished is not stored. ({first_line(problem)})")


def first_line(problem: Exception) -> str:
    """What the server said, without its hints."""
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]


if __name__ == "__main__":
    main()
