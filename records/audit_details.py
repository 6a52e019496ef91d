"""What an entry of the audit says of its details, for people: fields by their names, choices and days as they are read.

A detail keeps keys of rows; nobody reads a key, so a related row that changed is only said to have changed.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from records.audit_labels import detail_name

NOT_TOLD = {"file_sha256", "comment", "document"}
"""Details that are kept and not shown in lists."""
NOTHING: tuple[object, ...] = (None, "", [])
LONGEST = 200


Teller = Callable[[Any, str, Any], tuple[str, Any]]
"""Subject or None, name of what changed, its values → both for people."""
TELLERS: dict[str, Teller] = {}
"""Kind of subject → who tells of its changes, where they are no fields of its row."""


def register(subject_type: str, teller: Teller) -> None:
    """Say who tells of the changes of such a subject, called from a room's ``AppConfig.ready``."""
    TELLERS[subject_type] = teller


def in_words(subject_type: str, detail: Mapping[str, Any], subject: Model | None = None) -> Iterator[tuple[str, str]]:
    """Names and values of the details that say something."""
    fields, teller = _fields(subject_type), TELLERS.get(subject_type)
    for key, value in detail.items():
        if key in {"changed", "values"} and isinstance(value, dict):
            told = value if teller is None else dict(teller(subject, name, part) for name, part in value.items())
            yield from (_line(fields, name, part, is_change=key == "changed") for name, part in told.items())
        elif value not in (*NOTHING, 0) and key not in NOT_TOLD:
            yield detail_name(key), plain(value)[:LONGEST]


def plain(value: object) -> str:
    """Lists and what they are made of one after the other; instants, which the detail keeps in UTC to the microsecond,
    as a clock on the company's wall."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in NOTHING:
        return "–"
    if isinstance(value, dict):
        return " ".join(f"{detail_name(name)} {plain(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(map(plain, value))
    at = parse_datetime(value) if isinstance(value, str) and "T" in value[:11] else None
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at and timezone.is_aware(at) else str(value)


def _fields(subject_type: str) -> Mapping[str, Any]:
    try:
        model = apps.get_model(subject_type)
    except (LookupError, ValueError):
        return {}
    return {field.name: field for field in model._meta.concrete_fields}


def _line(fields: Mapping[str, Any], name: str, value: Any, *, is_change: bool) -> tuple[str, str]:
    field = fields.get(name)
    label = str(field.verbose_name) if field is not None else detail_name(name)
    if field is not None and field.is_relation:
        return label, _("changed") if is_change else "…"
    choices = dict(field.flatchoices) if field is not None and field.flatchoices else {}
    parts = [
        plain(choices.get(part, part) if isinstance(part, str) else part)
        for part in (value if is_change and isinstance(value, list) else [value])
    ]
    return label, " → ".join(parts)[:LONGEST]
