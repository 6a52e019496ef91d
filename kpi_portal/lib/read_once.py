"""What many ask for at one moment, read once: settings, zones. Only while nothing is written.

Nothing is kept longer than the block, and nothing of one company is given to another.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from kpi_portal.lib.company_connection import connection

Read = TypeVar("Read")
_known: ContextVar[dict[tuple[str, Hashable], Any] | None] = ContextVar("read_once", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it ``once`` reads each thing a single time; one block inside another is part of it."""
    known = _known.get()
    token = _known.set({} if known is None else known)
    try:
        yield
    finally:
        _known.reset(token)


def once(what: Hashable, read: Callable[[], Read]) -> Read:
    """What ``read`` gives; outside such a block it is read each time."""
    known = _known.get()
    if known is None:
        return read()
    key = (connection.schema_name, what)
    if key not in known:
        known[key] = read()
    found: Read = known[key]
    return found
