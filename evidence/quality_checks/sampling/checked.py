"""A drawn contact and the check that was made of it."""

from collections.abc import Iterable

from evidence.quality_checks.contacts import names_of
from evidence.quality_checks.models import QualityCheck
from people.models import Account
from records.models import Batch

from .models import CheckSample, SampledContact


def open_contact(account: Account, wanted: str | None) -> SampledContact | None:
    """The drawn contact that was asked for, where the account may see it and nobody checked or replaced it."""
    seen = SampledContact.objects.open().filter(sample__in=CheckSample.objects.visible_to(account))
    return seen.select_related("agent", "site").filter(pk=wanted).first() if wanted and wanted.isdecimal() else None


def note_checked(check: QualityCheck) -> None:
    """Every draw that holds this contact has it checked: it is checked, and counted, once."""
    SampledContact.objects.filter(contact=check.contact, quality_check=None).update(quality_check=check)


def note_all_checked(checks: Iterable[QualityCheck]) -> None:
    """The same for the checks of a file, of which some name an order by its number."""
    by_name = {check.contact: check for check in checks if check.contact}
    if not by_name:
        return
    left = SampledContact.objects.filter(quality_check=None)
    for contact, names in names_of(set(left.values_list("contact", flat=True))).items():
        for name in names & by_name.keys():
            left.filter(contact=contact).update(quality_check=by_name[name])


def open_again(batch: Batch) -> None:
    """An import of checks is undone: what was drawn and only checked by it is open."""
    SampledContact.objects.filter(quality_check__batch=batch).update(quality_check=None)


def checked_already(contacts: Iterable[str]) -> dict[str, QualityCheck]:
    """Contact → the check of it that stands."""
    names = names_of(contacts)
    wanted = {name for called in names.values() for name in called}
    checks = {each.contact: each for each in QualityCheck.objects.standing().filter(contact__in=wanted)}
    return {contact: checks[name] for contact, called in names.items() for name in called if name in checks}
