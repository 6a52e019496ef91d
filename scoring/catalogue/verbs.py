"""Keeping the catalogue of bonuses and deductions: HR's. What was entered by it is never changed by that."""

from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from people import audited_save
from people.models import Account
from scoring.models import CatalogueEntry

B, D = CatalogueEntry.Kind
USUAL: tuple[tuple[str, str, str, str], ...] = (
    (B, _noop("Letter or banner of praise from a resident"), "0.5", "1"),
    (B, _noop("Praised by name in the owners' group or by an authority"), "0.5", "0.5"),
    (B, _noop("Found a safety hazard in time and kept harm away"), "1", "2"),
    (B, _noop("On duty in a typhoon, a flood or another emergency"), "0.5", "2"),
    (B, _noop("Community event organised"), "0.5", "1"),
    (B, _noop("Brought a new colleague through probation"), "1", "1"),
    (D, _noop("Late or absent without leave"), "0.5", "2"),
    (D, _noop("No uniform or name badge at the desk"), "0.5", "0.5"),
    (D, _noop("Shift handed over without a record"), "0.5", "1"),
    (D, _noop("Promise to a resident not kept and not told"), "1", "2"),
    (D, _noop("Record filled in late or wrongly"), "0.5", "1"),
    (D, _noop("Complaint escalated through one's own fault"), "1", "3"),
)
"""Kind, what happened, least and most points: usual in the trade, to begin with."""


class Line(TypedDict, total=False):
    """What a line of the catalogue says; points without a sign, days inclusive."""

    kind: str
    name: str
    least: Decimal
    most: Decimal
    needs_evidence: bool
    first_day: date | None
    last_day: date | None


def add(*, by: Account, **line: Unpack[Line]) -> CatalogueEntry:
    """A line of the company's own. Raises ValidationError for what cannot be."""
    return audited_save.add(CatalogueEntry(**line), verb="scoring.add_catalogue_entry", by=by)


def change(*, entry: CatalogueEntry, by: Account, **line: Unpack[Line]) -> CatalogueEntry:
    """Change a line, or say until when it is used. Raises ValidationError for what cannot be."""
    return audited_save.change(entry, line, verb="scoring.change_catalogue_entry", by=by)


@transaction.atomic
def adopt_usual(*, by: Account) -> int:
    """Take over the usual lines; those that the company has stay as they are. Returns how many came."""
    known = set(CatalogueEntry.objects.values_list("kind", "name"))
    new = [(kind, _(name), least, most) for kind, name, least, most in USUAL if (kind, _(name)) not in known]
    for kind, name, least, most in new:
        add(by=by, kind=kind, name=name, least=Decimal(least), most=Decimal(most), needs_evidence=True)
    return len(new)
