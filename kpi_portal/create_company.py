"""Founding a company whole: schema, first administrator, plans. A use of every room, so it stands above them all."""

from dataclasses import dataclass

from kpi_portal.lib.company_connection import connection
from people import accounts
from people.access import ADMINISTRATOR, HR
from people.models import Account, Person
from scoring.plans import versions
from tenants import schemas
from tenants.models import Company


@dataclass(frozen=True)
class Founded:
    """The new company, its first administrator, and the link with which that person sets a password."""

    company: Company
    administrator: Account
    link: str


def found_company(*, schema_name: str, name: str, domain: str, admin_email: str, time_zone: str) -> Founded:
    """Make the company, its plans and its first administrator. Raises Refused; leaves nothing half-made.

    The connection is in the new company's schema afterwards.
    """
    company = schemas.create(schema_name=schema_name, name=name, domain=domain, time_zone=time_zone)
    connection.set_tenant(company)
    try:
        versions.install_presets(by=None)
        person = Person.objects.create(name=admin_email.split("@")[0])
        account = accounts.give_account(
            person=person, username=admin_email, roles=[ADMINISTRATOR, HR], email=admin_email, by=None
        )
        return Founded(company, account, accounts.one_time_link(account))
    except BaseException:
        schemas.drop(company)
        raise
