"""What entries of the audit are about, for people: by name, with the page where it can be read."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model

from kpi_portal.lib.links import address_for
from records.audit_details import in_words
from records.models import AuditEntry

Key = tuple[str, str]
PERSON = "agent"
"""The detail that holds the key of a person."""


def with_subjects(entries: Iterable[AuditEntry], account: Any) -> list[dict[str, Any]]:
    """Each entry with the words and the address of its subject; one query for each kind of subject."""
    page = list(entries)
    found, people = _found(page), _people(page)
    return [_line(entry, found.get((entry.subject_type, entry.subject_id)), account, people) for entry in page]


def _line(entry: AuditEntry, subject: Model | None, account: Any, people: dict[int, str]) -> dict[str, Any]:
    words = _named(subject) if subject else entry.subject
    detail = {key: people.get(told, told) if key == PERSON else told for key, told in entry.detail.items()}
    told = list(in_words(entry.subject_type, detail, subject, words))
    return {"entry": entry, "subject": words, "address": address_for(account, subject), "told": told}


def _people(entries: Iterable[AuditEntry]) -> dict[int, str]:
    """Names of the people whose keys the details hold; entries keep no name, so that one can be erased."""
    keys = {told for entry in entries if isinstance(told := entry.detail.get(PERSON), int)}
    found = apps.get_model("people.Person")._default_manager.in_bulk(keys) if keys else {}
    return {key: str(person) for key, person in found.items()}


def _named(subject: Model) -> str:
    """Its kind and name; a row of which there is one only has no name beside its kind."""
    kind, name = str(subject._meta.verbose_name), str(subject)
    return kind if name in ("", kind) else f"{kind} {name}"


def _found(entries: Iterable[AuditEntry]) -> dict[Key, Model]:
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        keys[entry.subject_type].add(entry.subject_id)
    return {(label, str(row.pk)): row for label, wanted in keys.items() for row in _rows(label, wanted)}


def _rows(label: str, keys: set[str]) -> Iterable[Model]:
    """Those that still are; a kind of subject that is no more has none."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return ()
    related = [field.name for field in model._meta.concrete_fields if field.many_to_one and not field.null]
    rows: Iterable[Model] = model._default_manager.filter(pk__in=keys).select_related(*related)
    return rows
