"""Who did what: one entry per verb, written in the verb's own transaction."""

from typing import TYPE_CHECKING, Any

from django.db.models import Model

from kpi_portal.lib.canonical import plain_tree
from records.models import AuditEntry

if TYPE_CHECKING:
    from people.models import Account

SYSTEM = "system"
"""The actor of commands and tasks that no account stands behind."""


def record(*, by: "Account | None", verb: str, subject: Model, detail: dict[str, Any] | None = None) -> AuditEntry:
    """Note that ``by`` (None: the system) did ``verb`` (like ``workorders.complete``) to ``subject``."""
    return AuditEntry.objects.create(
        actor=by,
        actor_name=_named(by),
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        detail=plain_tree(detail or {}),
    )


def _named(by: "Account | None") -> str:
    """Whose act it was, and with which key where another program acted in their name."""
    if by is None:
        return SYSTEM
    return f"{by} · API {by.through_key}"[:150] if by.through_key else str(by)
