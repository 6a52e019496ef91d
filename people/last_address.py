"""From which address somebody used the portal last: for an hour, in the cache, as a hash that only the portal can make.

It is asked one thing, whether an answer of a resident came from there too (``scoring/flags``); no address is stored.
"""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

HOUR = 3600

Handler = Callable[[HttpRequest], HttpResponse]


def last_address_noted(get_response: Handler) -> Handler:
    """Note it with each page that somebody logged in opens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            with suppress(RedisError):  # no page waits for what only a flag is told by
                cache.set(_key(request.user.person_id), _hash(request.META["REMOTE_ADDR"]), HOUR)
        return answer

    return middleware


def is_of(person: int | None, address: str) -> bool:
    """Whether this person used the portal from this address within the hour."""
    return person is not None and bool(address) and cache.get(_key(person)) == _hash(address)


def _key(person: int) -> str:
    return f"last-address:{person}"


def _hash(address: str) -> str:
    return salted_hmac("people.last_address", address, algorithm="sha256").hexdigest()
