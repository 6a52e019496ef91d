"""Who is really calling: behind reverse proxies every connection comes from the nearest one.

``KPI_TRUSTED_PROXIES`` says how many proxies of ours a request passes. Each appends to ``X-Forwarded-For`` the address
it was called from, so the caller stands that many places from the right; whatever lies further left was written by the
caller and is not believed. Everything behind this middleware (lock-out, limits, log) reads ``REMOTE_ADDR`` only.
"""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def real_client_address(get_response: Handler) -> Handler:
    """Put the caller's address into ``REMOTE_ADDR`` and forget the header."""

    def middleware(request: HttpRequest) -> HttpResponse:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = caller(forwarded, settings.TRUSTED_PROXIES) or _nearest(request)
        return get_response(request)

    return middleware


def caller(forwarded: str, proxies: int) -> str:
    """The address that the outermost trusted proxy was called from; empty where the header does not say one."""
    hops = [hop.strip() for hop in forwarded.split(",")]
    if not proxies or len(hops) < proxies:
        return ""
    return _address(hops[-proxies])


def _nearest(request: HttpRequest) -> str:
    """The other end of the connection; gunicorn names none for a Unix socket."""
    return _address(request.META.get("REMOTE_ADDR", "")) or "127.0.0.1"


def _address(text: str) -> str:
    """In its one normal form; empty for what is no address."""
    try:
        return str(ipaddress.ip_address(text.strip("[]")))
    except ValueError:
        return ""
