"""What a log may say: no one-time token, and no traceback for what a visitor did wrong."""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

ONE_TIME = re.compile(r"(/accounts/(?:welcome|password/reset/key)/)[^\s?\"'<>]+")
"""Addresses whose rest is as good as a password."""


def discreet(text: str) -> str:
    """The text without what opens an account."""
    return ONE_TIME.sub(r"\1…", text)


class DiscreetFormatter(logging.Formatter):
    """Lines of our own log. A refusal (403, 404 …) is a line; only what is our fault (5xx) brings its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, or more with a traceback."""
        if getattr(record, "status_code", 500) < 500 and record.exc_info:
            record = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        return discreet(super().format(record))


class DiscreetAccessLog(Logger):
    """gunicorn's log."""

    def atoms(self, *given: Any) -> dict[str, Any]:
        """What a line of the access log is made of."""
        return {
            name: discreet(value) if isinstance(value, str) else value for name, value in super().atoms(*given).items()
        }
