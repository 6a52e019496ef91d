"""What a key may do: push one kind of fact, read months, read cards. Nothing is taken for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from records.imports.kinds import all_kinds

if TYPE_CHECKING:
    from people.models import Account

READ_MONTHS, READ_CARDS = "read:months", "read:cards"
READS = {
    READ_MONTHS: (_("Read months: which there are and how far each is"), "scoring.view_months"),
    READ_CARDS: (_("Read cards of closed months"), "reports.view_card"),
}
"""Scope → what it is called, and the verb that whoever made the key must hold."""


def pushing(kind: str) -> str:
    """The scope for facts of this kind."""
    return f"push:{kind}"


def verb_of(scope: str) -> str:
    """The verb behind a scope; empty where the portal does not know it (any more)."""
    if scope in READS:
        return READS[scope][1]
    kind = all_kinds().get(scope.removeprefix("push:"))
    return kind.verb if kind and scope == pushing(kind.code) else ""


def label_of(scope: str) -> Any:
    """What a scope is called."""
    if scope in READS:
        return READS[scope][0]
    kind = all_kinds().get(scope.removeprefix("push:"))
    return format_lazy(_("Push: {kind}"), kind=kind.label) if kind else scope


def offered(account: Account) -> list[tuple[str, Any]]:
    """The scopes that the account can give a key: nobody gives more than they have."""
    every = [*(pushing(code) for code in all_kinds()), *READS]
    return [(scope, label_of(scope)) for scope in every if account.has_perm(verb_of(scope))]


def labels() -> dict[str, Any]:
    """Every scope and what it is called."""
    return {scope: label_of(scope) for scope in (*map(pushing, all_kinds()), *READS)}
