"""What an entry of the audit says of its details, for people: fields by their names, choices and days as they are read.

A detail keeps keys of rows; nobody reads a key, so a related row that changed is only said to have changed. Nobody
reads a code either: what a code stands for is said by the room that it belongs to (``register_names``).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kpi_portal.lib.instants import written
from records.audit_labels import detail_name

NOT_TOLD = {"file_sha256", "comment", "document", "revision", "sequence"}
"""Details that are kept and not shown in lists."""
NOTHING: tuple[object, ...] = (None, "", [], {})
LONGEST = 200

Teller = Callable[[Any, str, Any], tuple[str, Any]]
"""Subject or None, name of what changed, its values → both for people."""
TELLERS: dict[str, Teller] = {}
"""Kind of subject → who tells of its changes, where they are no fields of its row."""
Names = Callable[[], Mapping[str, object]]
NAMES: dict[str, Names] = {}
"""Key of a detail → what its codes are called."""


def register(subject_type: str, teller: Teller) -> None:
    """Say who tells of the changes of such a subject, called from a room's ``AppConfig.ready``."""
    TELLERS[subject_type] = teller


def register_names(names: Names, *keys: str) -> None:
    """Say what the codes are called that these details keep, called from a room's ``AppConfig.ready``."""
    NAMES.update(dict.fromkeys(keys, names))


def in_words(
    subject_type: str, detail: Mapping[str, Any], subject: Model | None = None, known: str = ""
) -> Iterator[tuple[str, str]]:
    """Names and values of the details that say something; ``known`` is what the reader sees beside them already."""
    fields, teller = _fields(subject_type), TELLERS.get(subject_type)
    for key, value in detail.items():
        if key in {"changed", "values"} and isinstance(value, dict):
            told = value if teller is None else dict(teller(subject, name, part) for name, part in value.items())
            yield from (_line(fields, name, part, is_change=key == "changed") for name, part in _said(told, fields))
        elif value not in (*NOTHING, 0) and key not in NOT_TOLD:
            read = _read(fields, key, value)
            if read not in known.split() or read.replace(".", "").isdecimal():
                yield detail_name(key), read[:LONGEST]


def _read(fields: Mapping[str, Any], key: str, value: Any) -> str:
    """Of a detail that is named like a field the choice; of fields that changed their names."""
    if key == "changed" and isinstance(value, list):
        return "; ".join(str(fields[name].verbose_name) if name in fields else name for name in value)
    choices = dict(fields[key].flatchoices or ()) if key in fields else {}
    return str(choices[value]) if isinstance(value, str) and value in choices else plain(value, key)


def plain(value: object, key: str = "") -> str:
    """Lists and what they are made of one after the other; instants, which the detail keeps in UTC to the microsecond,
    as a clock on the company's wall. ``key``: whose value it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in NOTHING:
        return "–"
    names = NAMES[key]() if key in NAMES else {}
    if isinstance(value, dict):
        return " ".join(f"{names.get(name) or detail_name(name)} {plain(part, name)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(plain(part, key) for part in value)
    at = parse_datetime(value) if isinstance(value, str) and "T" in value[:11] else None
    return written(at) if at and timezone.is_aware(at) else str(names.get(str(value), value))


def _fields(subject_type: str) -> Mapping[str, Any]:
    try:
        model = apps.get_model(subject_type)
    except (LookupError, ValueError):
        return {}
    return {field.name: field for field in model._meta.concrete_fields}


def _said(told: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Without keys of rows and what is empty."""
    for name, part in told.items():
        field = fields.get(name)
        if part not in NOTHING and not (field is not None and field.primary_key):
            yield name, part


def _line(fields: Mapping[str, Any], name: str, value: Any, *, is_change: bool) -> tuple[str, str]:
    field = fields.get(name)
    label = str(field.verbose_name) if field is not None else detail_name(name)
    if field is not None and field.is_relation:
        return label, _("changed") if is_change else "…"
    choices = dict(field.flatchoices) if field is not None and field.flatchoices else {}
    parts = [
        plain(choices.get(part, part) if isinstance(part, str) else part, name)
        for part in (value if is_change and isinstance(value, list) else [value])
    ]
    return label, " → ".join(parts)[:LONGEST]
