"""The table of doors (tests/doors.yaml): every route × method × visitor → status."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from people.models import Account
from tests import cast, world
from tests.visiting import BACKEND

TABLE = Path(__file__).with_name("doors.yaml")
NOBODY = "nobody"
LOGGED_IN = cast.USERNAMES
"""The agent is the one whom the standing objects are about; the supervisor leads its team."""
VISITORS = (NOBODY, *LOGGED_IN)
METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Door:
    """One route of the table."""

    name: str
    line: dict[str, Any]

    @property
    def path(self) -> str:
        """The address for the standing objects; ``model.field`` names one, anything else stands for itself."""
        given = self.line.get("with", {})
        return reverse(self.name, kwargs={key: _subject(value) for key, value in given.items()}) + self.query

    @property
    def query(self) -> str:
        """Query string, if the route needs one."""
        return str(self.line.get("query", ""))

    def expected(self, method: str, visitor: str) -> set[int]:
        """Statuses that are right for this visitor: by the table, else refused."""
        for status, who in (self.line.get(method) or {}).items():
            if visitor in _named(str(who)):
                return {int(status)}
        if visitor == NOBODY:
            return {302}
        return {403} if method in self.line else {403, 405}


def _named(who: str) -> set[str]:
    words = set(who.split())
    if "everybody" in words:
        words |= set(LOGGED_IN)
    return words


def _subject(value: object) -> object:
    """``people.Person`` → the key of the standing person; ``scoring.Card.number`` → that field."""
    parts = str(value).split(".")
    if len(parts) < 2 or parts[0] not in world.ROOMS:
        return value
    found = world.standing(apps.get_model(parts[0], parts[1]))
    return getattr(found, parts[2] if len(parts) > 2 else "pk")


@cache
def table() -> dict[str, Door]:
    """All doors by name."""
    lines = yaml.load(TABLE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: Door(name, line or {}) for name, line in lines.items()}


def every_route(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Names of all routes of a company's site; a route without a name is given its pattern."""
    for entry in (resolver or get_resolver("kpi_portal.urls")).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from every_route(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}" if entry.name else str(entry.pattern)


def client_of(visitor: str, company: str) -> Client:
    """A browser of this visitor at this company. The connection must be in the company's schema."""
    client = Client(SERVER_NAME=f"{company}.localhost", HTTP_ACCEPT_LANGUAGE="zh-CN", raise_request_exception=False)
    if visitor != NOBODY:
        client.force_login(Account.objects.get(username=visitor), backend=BACKEND)
    return client
