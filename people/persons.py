"""Who belongs to the company, in which department, and when somebody leaves."""

import unicodedata

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.names import identifier_key, near_key, tidy
from kpi_portal.lib.refusals import Refused
from people import accounts, audited_save
from people.models import Account, Department, FormerStaffNumber, Person
from people.self_acting import refuse_for_oneself


def add_person(*, name: str, staff_number: str | None, department: Department | None, by: Account | None) -> Person:
    """A new person; staff number unique where given, and nobody's before. Raises Refused."""
    number = kept_number(staff_number)
    _refuse_handing_on(number, None)
    person = Person(name=tidy(name), staff_number=number, department=department)
    return audited_save.add(person, verb="people.add_person", by=by)


@transaction.atomic
def change_person(  # noqa: PLR0913 — one argument for each field
    *,
    person: Person,
    name: str,
    staff_number: str | None,
    department: Department | None,
    is_active: bool,
    by: Account | None,
) -> Person:
    """Correct a person. Somebody who has left keeps cards and history, but logs in no more; a number that is given up
    stays the person's former one."""
    number = kept_number(staff_number)
    _refuse_handing_on(number, person)
    former = Person.objects.select_for_update().get(pk=person.pk).staff_number
    values = {
        "name": tidy(name),
        "staff_number": number,
        "department": department,
        "is_active": is_active,
    }
    if Person.objects.get(pk=person.pk).department != department:
        refuse_for_oneself(by, person.pk)  # ratings by the own department do not count (SCORING §3)
    stored = audited_save.change(person, values, verb="people.change_person", by=by)
    if former and identifier_key(former) != identifier_key(number or ""):
        FormerStaffNumber.objects.get_or_create(number=former, defaults={"person": stored})
    account = Account.objects.filter(person=stored, is_active=True).first()
    if account is not None and not is_active:
        accounts.disable_account(account=account, by=by)
    return stored


def kept_number(typed: str | None) -> str | None:
    """A staff number as it is kept: without invisible characters and full-width forms; None for an empty one."""
    return tidy(unicodedata.normalize("NFKC", typed or "")) or None


def near_number(person: Person) -> str | None:
    """Another one's number that differs from this person's by zeros or marks only (IMPORTS §1, rule 1)."""
    if not person.staff_number:
        return None
    others = Person.objects.standing().exclude(pk=person.pk).exclude(staff_number=None)
    key = near_key(person.staff_number)
    return next((number for number in others.values_list("staff_number", flat=True) if near_key(number) == key), None)


def _refuse_handing_on(number: str | None, person: Person | None) -> None:
    """Numbers are never handed on: old files and final months still mean who had it."""
    if number is None:
        return
    former = FormerStaffNumber.objects.filter(number__iexact=number).exclude(person=person).first()
    if former is not None:
        sentence = _("This was the number of %(name)s, and numbers are not handed on.")
        raise Refused(sentence, code="number_of_another", params={"name": former.person.name}, field="staff_number")
