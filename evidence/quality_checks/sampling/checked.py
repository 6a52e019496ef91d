"""A drawn contact and the check that was made of it."""

from collections.abc import Iterable

from evidence.quality_checks.models import QualityCheck
from people.models import Account

from .models import CheckSample, SampledContact


def open_contact(account: Account, wanted: str | None) -> SampledContact | None:
    """The drawn contact that was asked for, where the account may see it and nobody checked or replaced it."""
    seen = SampledContact.objects.open().filter(sample__in=CheckSample.objects.visible_to(account))
    return seen.select_related("agent", "site").filter(pk=wanted).first() if wanted and wanted.isdecimal() else None


def note_checked(check: QualityCheck) -> None:
    """Every draw that holds this contact has it checked: it is checked, and counted, once."""
    SampledContact.objects.filter(contact=check.contact, quality_check=None).update(quality_check=check)


def checked_already(contacts: Iterable[str]) -> dict[str, QualityCheck]:
    """Contact → the check of it that stands."""
    return {each.contact: each for each in QualityCheck.objects.standing().filter(contact__in=set(contacts))}
