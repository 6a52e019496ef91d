"""A page that makes something new makes it once, however often it is sent: by a double click, or by going back and
sending it again.

Each page that is shown carries a token of its own against forgery. The same token with the same content is the same
page, which is led to where it was led the first time. Two at once wait for each other in the database; where it led is
remembered in the cache for an hour, and without it the page is taken as new.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from redis.exceptions import RedisError

from kpi_portal.lib.company_connection import connection

TOKEN = "csrfmiddlewaretoken"  # the name of a field
HOUR = 3600
View = Callable[..., HttpResponse]


def sent_once(view: View) -> View:
    """For views that redirect to what they made."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if TOKEN not in request.POST:
            return view(request, *args, **kwargs)
        key = _key(request)
        with transaction.atomic():
            _wait_for(key)
            if before := _led_to(key):
                return HttpResponseRedirect(before)
            answer = view(request, *args, **kwargs)
            if isinstance(answer, HttpResponseRedirect):
                with suppress(RedisError):
                    cache.set(key, answer.url, HOUR)
        return answer

    return guarded


def _key(request: HttpRequest) -> str:
    """Who sent what from which page."""
    files = [(name, file.name, file.size) for name, found in request.FILES.lists() for file in found]
    sent = [request.user.pk, request.get_full_path(), sorted(request.POST.lists()), files]
    return f"sent:{hashlib.sha256(json.dumps(sent, default=str).encode()).hexdigest()}"


def _wait_for(key: str) -> None:
    with connection.cursor() as cursor:
        lock = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
        cursor.execute(lock, [f"{connection.schema_name}:{key}"])


def _led_to(key: str) -> str:
    with suppress(RedisError):
        return cache.get(key) or ""
    return ""
