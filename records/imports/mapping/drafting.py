"""A mapping while somebody works on it: what was typed becomes the document, and the file is looked at anew where it is
to be read otherwise. Complete or not, all of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from records.imports.content import content
from records.imports.fields import Field
from records.imports.profile import Profile, read_as
from records.models import Batch

from .date_readings import from_example
from .entries import named_by
from .facts import Facts
from .headings import recognise
from .posted import JOINED, Form, from_form
from .proposing import completed, start
from .receiving import fields_for, read

BY_EXAMPLE = "\u0001example"
"""Among the readings of dates: the one that an example shows."""


@dataclass(frozen=True)
class Draft:
    """The document of a batch as it stands, with the facts of its file read as it says."""

    batch: Batch
    document: Mapping[str, Any]
    facts: Facts
    fields: tuple[Field, ...]


def draft_of(batch: Batch) -> Draft:
    """What was kept last. Raises `Refused` where the file cannot be read so."""
    document = {"kind": batch.kind, "source": batch.source, "fields": {}, **batch.profile}
    return Draft(batch, document, _facts(batch, document), fields_for(batch.kind))


def _facts(batch: Batch, document: Mapping[str, Any]) -> Facts:
    """Kept with the batch until the file is to be read otherwise."""
    asked = read_as(document)
    if batch.detail.get("read_as") == asked and "facts" in batch.detail:
        return Facts.of(batch.detail["facts"])
    with content(batch) as stream:
        facts = read(stream, document)
    batch.detail |= {"read_as": asked, "facts": facts.document()}
    Batch.objects.filter(pk=batch.pk).update(detail=batch.detail)
    return facts


def typed(draft: Draft, form: Form) -> Draft:
    """The draft with what was typed. Raises `Refused` where the file cannot be read so, or an example does not fit."""
    form = _with_fix(_with_example({key: [text.replace("\0", "") for text in texts] for key, texts in form.items()}))
    document = from_form(form, draft.document, draft.fields)
    Profile.from_document({**document, "fields": {"number": "any"}})  # what holds for the whole file has to be usable
    if read_as(document) != read_as(draft.document):
        return _read_otherwise(draft, document)
    return replace(draft, document=completed(document, draft.document, draft.fields, draft.facts))


def _read_otherwise(draft: Draft, document: dict[str, Any]) -> Draft:
    """Other columns: those that are there still keep what was said of them, the others are recognised anew."""
    facts = _facts(draft.batch, document)
    mapped = document["fields"]
    kept = {name: entry for name, entry in mapped.items() if all(facts.column(one) for one in named_by(entry))}
    taken = {name for entry in kept.values() for name in named_by(entry)}
    found = recognise(draft.fields, [name for name in facts.names if name not in taken])
    document["fields"] = {name: match.column for name, match in found.items() if name not in kept} | kept
    document = completed(document, {"fields": kept}, draft.fields, facts)
    return replace(draft, document=document, facts=facts)


def of_kind(draft: Draft, kind: str) -> Draft:
    """The same file as one of another kind: its draft is taken up again if there is one, else it is recognised anew."""
    drafts = draft.batch.detail.setdefault("drafts", {})
    drafts[draft.batch.kind] = dict(draft.document)
    fields, facts = fields_for(kind), draft.facts
    document = drafts.get(kind) or start(kind, draft.document["source"], fields, recognise(fields, facts.names), facts)
    draft.batch.kind = kind
    Batch.objects.filter(pk=draft.batch.pk).update(kind=kind, detail=draft.batch.detail)
    return replace(draft, document=document, facts=_facts(draft.batch, document), fields=fields)


def by_profile(draft: Draft, profile: Profile) -> Draft:
    """The draft as a profile says it."""
    other = draft if profile.kind == draft.batch.kind else of_kind(draft, profile.kind)
    document = dict(profile.document)
    return replace(other, document=document, facts=_facts(draft.batch, document))


def _with_fix(form: Form) -> Form:
    """What a mending button says: what may be made, or the field and the columns that it takes."""
    if form.get("allow"):
        return {**form, "creates": [*form.get("creates", ()), *form["allow"]]}
    if not form.get("use"):
        return form
    name, *columns = form["use"][-1].splitlines()
    return {**form, f"column-{name}": columns, f"join-{name}": [JOINED]}


def _with_example(form: Form) -> Form:
    """The format that an example shows, for `dates`. Raises `Refused`."""
    if form.get("dates", [""])[-1:] != [BY_EXAMPLE]:
        return form
    text, means = form.get("example", [""])[-1].strip(), form.get("means", [""])[-1]
    if not text or not means:
        return {key: values for key, values in form.items() if key != "dates"}
    try:
        moment = datetime.fromisoformat(means).replace(tzinfo=None)
    except ValueError:
        raise Refused(_("Say which day and time it is."), code="example") from None
    return {**form, "dates": [from_example(text, moment)]}
