"""Browsers in which somebody has logged in before: a stranger's wrong passwords elsewhere do not lock them out.

Failures are counted by name and address. In an office that shares one address, and on closing day, that alone would let
anybody shut HR out. So a browser that has once logged in as somebody is counted apart, by a signed mark of its own.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from kpi_portal.lib.company_connection import connection

COOKIE = "device"
SECONDS = 365 * 24 * 3600
MOST_NAMES = 5
"""Names kept for one browser: a desk is shared by few people."""


def known_device(request: HttpRequest, name: str) -> str:
    """The mark of this browser where somebody has logged in with this name here before, else an empty text."""
    mark, names = _read(request)
    return mark if name in names else ""


def remember(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Note that this browser has logged in with this name (as the lock-out compares names)."""
    mark, names = _read(request)
    names = [name, *(other for other in names if other != name)][:MOST_NAMES]
    response.set_cookie(
        COOKIE,
        signing.dumps([mark or secrets.token_hex(8), names], salt=_salt()),
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        mark, names = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_salt(), max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return str(mark), [str(name) for name in names]


def _salt() -> str:
    """Of this company: a mark of another one says nothing here."""
    return f"people.devices:{connection.tenant.uuid}"
