"""沈立 leads the first team, is an agent of it, and holds every role: whoever could, if anybody, act for herself."""

from datetime import date

from people.models import Account, Department, Person, Posting, Role, Site, Team


def plays_every_role() -> Person:
    """Her person; her account is ``supervisor``."""
    account = Account.objects.get(username="supervisor")
    account.roles = [role.value for role in Role]
    account.save()
    person: Person = account.person
    Posting.objects.create(
        person=person, site=Site.objects.get(code="CH"), team=Team.objects.get(name="一班"), first_day=date(2026, 1, 1)
    )
    person.department = Department.objects.get(code="security")
    person.save()
    return person
