"""A request that brings a key: let in as whoever made it, as often as the key allows, for what it may."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from records.api.answers import NotDone
from records.models import ApiKey

from . import verbs

if TYPE_CHECKING:
    from people.access import AccountRequest
    from people.models import Account

MINUTE = 60


class KeyRequest(HttpRequest):
    """A request as the API gets it: a key, and in whose name it speaks."""

    auth: ApiKey
    user: Account


class Bearer(HttpBearer):
    """``Authorization: Bearer kpi_…``. Sessions of browsers open nothing here, so that no other site can use them."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key; None (401) where it opens nothing. Raises NotDone (429) where it came too often."""
        opened = verbs.opened_by(token)
        if opened is None:
            return None
        key, account = opened
        _refuse_too_many(key)
        cast("AccountRequest", request).user = account
        verbs.note_use(key)
        return key


def whose(request: HttpRequest) -> tuple[ApiKey, Account]:
    """The key of a request that was let in, and its account."""
    asked = cast(KeyRequest, request)
    return asked.auth, asked.user


def require(request: HttpRequest, scope: str) -> tuple[ApiKey, Account]:
    """The key and its account, if it may. Raises NotDone (403)."""
    key, account = whose(request)
    if not verbs.may(key, account, scope):
        raise NotDone(403, "scope", _("This key may not do that: it was not given, or its owner lost the role for it."))
    return key, account


def _refuse_too_many(key: ApiKey) -> None:
    minute, passed = divmod(int(time.time()), MINUTE)
    counter = f"api-key:{key.pk}:{minute}"
    cache.add(counter, 0, 2 * MINUTE)
    if cache.incr(counter) > key.calls_per_minute:
        sentence = _("Too many calls: this key has so many a minute, and the minute is not over.")
        raise NotDone(429, "too_many", sentence, wait=MINUTE - passed)
