"""Who belongs to the company, in which department, and when somebody leaves."""

from django.db import transaction

from people import accounts, audited_save
from people.models import Account, Department, Person


def add_person(*, name: str, staff_number: str | None, department: Department | None, by: Account | None) -> Person:
    """A new person; staff number unique where given. Raises ValidationError."""
    person = Person(name=name, staff_number=staff_number or None, department=department)
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
    """Correct a person. Somebody who has left keeps cards and history, but logs in no more."""
    values = {
        "name": name,
        "staff_number": staff_number or None,
        "department": department,
        "is_active": is_active,
    }
    stored = audited_save.change(person, values, verb="people.change_person", by=by)
    account = Account.objects.filter(person=stored, is_active=True).first()
    if account is not None and not is_active:
        accounts.disable_account(account=account, by=by)
    return stored
