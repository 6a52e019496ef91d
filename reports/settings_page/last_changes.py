"""Who changed which group last: read from the audit, in one statement for all groups."""

from collections.abc import Iterable

from records.models import AuditEntry
from reports.settings_page.group import Group

LOOKED_AT = 400
"""So many of the latest changes of settings are looked at; what is older says nothing any more."""


def last_changes(groups: Iterable[Group]) -> dict[str, AuditEntry]:
    """Group → its latest entry."""
    known = list(groups)
    verbs = {verb for group in known for verb in group.acts}
    found: dict[str, AuditEntry] = {}
    for entry in AuditEntry.objects.filter(verb__in=verbs).select_related("actor__person").order_by("-pk")[:LOOKED_AT]:
        for group in known:
            if group.code not in found and _is_about(entry, group):
                found[group.code] = entry
    return found


def _is_about(entry: AuditEntry, group: Group) -> bool:
    if entry.verb not in group.acts:
        return False
    fields = group.acts[entry.verb]
    return not fields or bool(fields & set(entry.detail.get("changed", ())))
