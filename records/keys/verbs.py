"""Making and withdrawing keys, and finding the one that a request brings."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from records import audit
from records.models import ApiKey

from .scopes import offered, verb_of

if TYPE_CHECKING:
    from people.models import Account

PREFIX = "kpi_"
SHOWN = 10
"""Characters by which people tell keys apart."""
NOTED_EVERY = timedelta(minutes=1)
"""So often at most it is written down that a key was used."""


@transaction.atomic
def make(*, by: Account, name: str, scopes: Iterable[str], days: int, calls_per_minute: int) -> tuple[ApiKey, str]:
    """A new key and its words, which nobody can tell again. Raises Refused for a name that is taken, or a scope that
    whoever makes it does not hold."""
    if ApiKey.objects.filter(name=name).exists():
        raise Refused(_("There is a key of this name already."), code="name_taken", field="name")
    wanted, held = list(dict.fromkeys(scopes)), {scope for scope, _label in offered(by)}
    if not wanted or set(wanted) - held:
        raise Refused(_("A key may do what you may do yourself, and at least one thing."), code="scope", field="scopes")
    words = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name,
        hint=words[:SHOWN],
        hashed=_hash(words),
        scopes=wanted,
        calls_per_minute=calls_per_minute,
        made_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit.record(by=by, verb="records.make_key", subject=key, detail={"name": name, "scopes": wanted, "days": days})
    return key, words


@transaction.atomic
def withdraw(*, key: ApiKey, by: Account) -> None:
    """It opens nothing any more; what it brought stays. Withdrawing again changes nothing."""
    if ApiKey.objects.filter(pk=key.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        audit.record(by=by, verb="records.withdraw_key", subject=key, detail={"name": key.name})


def opened_by(words: str) -> tuple[ApiKey, Account] | None:
    """The key with these words, and in whose name it speaks; None where it opens nothing. Another company's key is
    unknown here: each company has its own table."""
    key = ApiKey.objects.select_related("made_by").filter(hashed=_hash(words)).first()
    if key is None or not key.opens:
        return None
    account: Account = get_user_model().objects.get(pk=key.made_by_id)
    account.through_key = key
    return key, account


def note_use(key: ApiKey) -> None:
    """Write down that it was used just now."""
    now = timezone.now()
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
    ApiKey.objects.filter(long_ago, pk=key.pk).update(last_used_at=now)


def may(key: ApiKey, account: Account, scope: str) -> bool:
    """Whether the key was given the scope, and whoever made it still holds the verb behind it."""
    return scope in key.scopes and account.has_perm(verb_of(scope))


def _hash(words: str) -> str:
    """Of 256 random bits: there is nothing to guess, so a slow hash would only slow every request."""
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()
