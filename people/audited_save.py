"""How the people room writes a row: checked whole, saved, audited with what changed."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import Model

from records import audit

if TYPE_CHECKING:
    from people.models import Account

Row = TypeVar("Row", bound=Model)
NOT_IN_THE_AUDIT = {"amount"}
"""Whoever reads the audit need not be allowed to see pay."""


@transaction.atomic
def add(row: Row, *, verb: str, by: "Account | None") -> Row:
    """Save a new row. Raises Refused for what the model or its constraints refuse."""
    row.full_clean()
    row.save(force_insert=True)
    audit.record(by=by, verb=verb, subject=row, detail={"values": _whole(row)})
    return row


@transaction.atomic
def change(row: Row, values: Mapping[str, Any], *, verb: str, by: "Account | None") -> Row:
    """Set these fields of the stored row, whatever the instance at hand holds. No difference, no entry."""
    stored = type(row)._base_manager.select_for_update().get(pk=row.pk)
    before = _plain(stored, values)
    for name, value in values.items():
        setattr(stored, name, value)
    after = _plain(stored, values)
    if changed := {name: [before[name], after[name]] for name in values if before[name] != after[name]}:
        stored.full_clean()
        stored.save(update_fields=list(changed))
        shown = {name: [_shown(name, value) for value in pair] for name, pair in changed.items()}
        audit.record(by=by, verb=verb, subject=stored, detail={"changed": shown})
    return stored


@transaction.atomic
def remove(row: Model, *, verb: str, by: "Account | None") -> None:
    """Delete a row that was entered by mistake; the audit keeps what it said."""
    audit.record(by=by, verb=verb, subject=row, detail={"values": _whole(row)})
    row.delete()


def _whole(row: Model) -> dict[str, Any]:
    values = _plain(row, [field.name for field in row._meta.fields])
    return {name: _shown(name, value) for name, value in values.items()}


def _plain(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """Fields as the audit keeps them: keys for relations, text for the rest."""
    values = {name: row.serializable_value(name) for name in names}
    as_it_is = (type(None), bool, int, list)
    return {name: value if isinstance(value, as_it_is) else str(value) for name, value in values.items()}


def _shown(name: str, value: Any) -> Any:
    return "…" if name in NOT_IN_THE_AUDIT else value
