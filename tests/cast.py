"""The standing cast: two companies that hold the same people with the same keys, so that whatever crosses shows.

Everybody's password is ``PASSWORD``. Each company has two sites and two teams: the supervisor 沈立 leads the first team
(王芳, 李静), 苏岩 the second (周倩).
"""

from datetime import date

from django.contrib.auth.hashers import make_password

from kpi_portal.lib.company_connection import connection
from people.models import Account, BonusBase, Building, Department, LogInRules, Person, Posting, Role, Site, Team
from scoring.models import ScoringSettings
from scoring.plans import versions
from tenants import schemas

PASSWORD = "correct horse battery"
BESIDE = ("other_supervisor", "second_agent", "other_agent")
"""Who has a role that somebody else of the cast has too: leads another team; is in the same team; is in the other."""
USERNAMES = (*(role.value for role in Role), *BESIDE[:2])
"""Who knocks at every door: one of each role, called by it, and two more."""
COMPANIES = {"acme": "翠湖物业", "birch": "白桦物业"}
NAMED = {Role.ADMINISTRATOR, Role.HR, Role.SUPERVISOR, Role.AGENT, Role.COLLEAGUE}
"""Roles whose part is written out below; a new one is played by somebody without team or posting."""
SINCE = date(2023, 1, 1)


def build_companies() -> None:
    """Make both companies with the whole cast. Leaves the connection in ``public``."""
    password = make_password(PASSWORD)
    for schema, name in COMPANIES.items():
        company = schemas.create(schema_name=schema, name=name, domain=f"{schema}.localhost")
        connection.set_tenant(company)
        versions.install_presets(by=None)
        _build_cast(password)
        connection.set_schema_to_public()


def _build_cast(password: str) -> None:
    LogInRules.objects.create(second_factor_required=False)
    ScoringSettings.objects.update(live_from=SINCE)
    maintenance = Department.objects.create(code="maintenance", name="工程部")
    Department.objects.create(code="security", name="秩序部")
    lake = Site.objects.create(code="CH", name="翠湖花园", kind=Site.Kind.RESIDENTIAL)
    cloud = Site.objects.create(code="YQ", name="云栖里", kind=Site.Kind.RESIDENTIAL)
    Building.objects.create(site=lake, name="3 栋")
    _join("administrator", "孙安", None, [Role.ADMINISTRATOR], password)
    _join("hr", "周敏", "H001", [Role.HR], password)
    first = _join("supervisor", "沈立", "S001", [Role.SUPERVISOR], password)
    second = _join("other_supervisor", "苏岩", "S002", [Role.SUPERVISOR], password)
    colleague = _join("colleague", "郭强", "E001", [Role.COLLEAGUE], password)
    for role in set(Role) - NAMED:
        _join(role.value, f"{role.label}", None, [role], password)
    Person.objects.filter(pk=colleague.pk).update(department=maintenance)
    teams = [Team.objects.create(name="一班", supervisor=first), Team.objects.create(name="二班", supervisor=second)]
    agents = [("agent", "王芳", "A001", 0), ("second_agent", "李静", "A002", 0), ("other_agent", "周倩", "A003", 1)]
    for username, name, staff_number, team in agents:
        person = _join(username, name, staff_number, [Role.AGENT], password)
        Posting.objects.create(person=person, site=(lake, cloud)[team], team=teams[team], first_day=SINCE)
        BonusBase.objects.create(person=person, from_first_day=SINCE, amount="1500.00")


def _join(username: str, name: str, staff_number: str | None, roles: list[str], password: str) -> Person:
    person = Person.objects.create(name=name, staff_number=staff_number)
    Account.objects.create(username=username, person=person, roles=roles, password=password)
    return person
