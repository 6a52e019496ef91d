"""The demo company comes to life: founded, its people given log-ins, its files imported like a user's."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.utils import timezone, translation

from kpi_portal.create_company import found_company
from kpi_portal.demo.calendar import ZONE
from kpi_portal.demo.company import Company as Staffing
from kpi_portal.demo.company import Staff
from kpi_portal.demo.generator import Generator
from kpi_portal.demo.progress import Progress
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people import accounts, places
from people.access import ADMINISTRATOR, AGENT, COLLEAGUE, HR, INSPECTOR, SUPERVISOR, Role
from people.models import Account, Department, Person
from records.imports import pipeline
from records.imports.kinds import all_kinds
from records.imports.profile import Profile
from scoring.models import PlanVersion
from scoring.plans import versions
from tenants.models import Company
from tenants.owner import as_owner
from workorders import lifecycle
from workorders.models import WorkOrder

SCHEMA, NAME, DOMAIN = "cuihu", "翠湖物业", "cuihu.localhost"
PROFILES = Path(__file__).parent / "profiles"
DEPARTMENTS = {
    "maintenance": "工程部", "security": "秩序部", "cleaning": "保洁部", "landscaping": "绿化部", "service": "客服部",
    "personnel": "人事部", "it": "信息部",
    "quality": "品质部",
}  # fmt: skip
ADOPTED = {"premium": "premium", "commercial": "commercial"}
"""Preset → the kind of site whose plan it becomes; `standard` stays everybody else's."""
HRS_KINDS = ("targets", "adjustments")
"""What HR brings in for the months before the company was founded (SCORING §5)."""


TRIED = {HR: ("", ", the second person"), AGENT: (", the best", ", the weakest")}
"""Roles of which more than the first log-in is worth trying; some acts take two people."""
FIRST_TRIED = {AGENT: 1}


class DemoFailed(RuntimeError):
    """The demo cannot be made; the message is a sentence."""


@dataclass(frozen=True)
class Login:
    """A log-in to print: who, in which roles, under which name."""

    role: str
    username: str
    name: str


def company() -> Company | None:
    """The demo company, if it was founded; the connection is in its schema then."""
    connection.set_schema_to_public()
    found: Company | None = Company.objects.filter(schema_name=SCHEMA).first()
    if found is not None:
        connection.set_tenant(found)
    return found


def found() -> None:
    """Schema, plans, departments; the presets for premium and commercial sites are adopted for every month."""
    if company() is None:
        with as_owner():
            found_company(
                schema_name=SCHEMA, name=NAME, domain=DOMAIN, admin_email=f"founder@{DOMAIN}.example", time_zone=ZONE
            )
    accounts.set_log_in_rules(second_factor_required=False, by=None)
    for code, name in DEPARTMENTS.items():
        if not Department.objects.filter(code=code).exists():
            places.add_department(code=code, name=name, by=None)


def adopt_plans(first: Month) -> None:
    """Premium and commercial sites get the plans made for them, from the first month on."""
    for preset, kind in ADOPTED.items():
        draft = PlanVersion.objects.filter(code=preset, state=PlanVersion.State.DRAFT).first()
        if draft is not None:
            versions.publish_plan(plan=draft, valid_from=first, whom=versions.For(site_kind=kind), by=_account("H01"))


def give_accounts(progress: Progress, staffing: Staffing) -> None:
    """A log-in for everybody who needs one, all with the demo's password (development only)."""
    password = make_password(progress.password)
    for number, roles in _roles(staffing):
        person = Person.objects.get(staff_number=number)
        if not Account.objects.filter(person=person).exists():
            account = accounts.give_account(person=person, username=number.lower(), roles=roles, by=None)
            account.password = password
            account.save(update_fields=["password"])
    founder = Account.objects.filter(person__staff_number=None, is_active=True).first()
    if founder is not None:
        accounts.disable_account(account=founder, by=_administrator())


def logins(staffing: Staffing) -> list[Login]:
    """Of each role of the table somebody to try, in the words of `TRIED`."""
    agents = [agent.staff for agent in staffing.agents]
    people = {
        person.number: person for person in (*staffing.office, *staffing.supervisors, *staffing.colleagues, *agents)
    }
    holders: dict[Role, list[Staff]] = {role: [] for role in Role}
    for number, roles in _roles(staffing):
        for role in roles:
            holders[role].append(people[number])
    with translation.override("en"):
        return [
            Login(f"{role.label}{remark}", person.number.lower(), person.name)
            for role, staff in holders.items()
            for remark, person in zip(TRIED.get(role, ("",)), staff[FIRST_TRIED.get(role, 0) :], strict=False)
        ]


def staffing(progress: Progress) -> Staffing:
    """The company's people, told again from the seed."""
    return Generator(progress.seed, progress.span, progress.agents).company


def write_files(progress: Progress) -> tuple[Staffing, dict[Month, list[tuple[str, Path]]]]:
    """The company's people, and the files of each month in the order of import."""
    generator = Generator(progress.seed, progress.span, progress.agents)
    files: dict[Month, list[tuple[str, Path]]] = {}
    for month, kind, path in generator.write(progress.folder / "files"):
        files.setdefault(month, []).append((kind, path))
    return generator.company, files


def import_file(kind: str, path: Path) -> pipeline.Outcome:
    """Send one file through the import that everybody uses. Raises DemoFailed if a row is not understood."""
    profile = Profile.parse((PROFILES / f"{kind}.toml").read_text("utf-8"))
    by = _account("H01") if kind in HRS_KINDS else _administrator()
    request = pipeline.Request(kind=all_kinds()[kind], now=timezone.now(), profile=profile, by=by)
    outcome = pipeline.run(request, path)
    if not outcome.stored:
        first = outcome.problems.errors[0]
        raise DemoFailed(f"{path}: row {first.row}, {first.column}: {first.sentence}")
    return outcome


def exempt_orders(path: Path) -> int:
    """The exemptions of a month's orders, as their supervisors enter them in the portal; how many."""
    entered = 0
    for row in _exempted(path):
        order = WorkOrder.objects.get(number=row["工单编号"], source=_source_of("workorders"))
        supervisor = Account.objects.get(person__staff_number=row["豁免人工号"])
        at = datetime.fromisoformat(row["豁免时间"]).replace(tzinfo=ZoneInfo(ZONE))
        try:
            lifecycle.exempt(order, by=supervisor, at=at, reason=row["豁免原因"])
        except Refused as refusal:
            if refusal.code != "twice":  # an earlier, interrupted call came this far
                raise
        else:
            entered += 1
    return entered


def _exempted(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["豁免时间"])


def _source_of(kind: str) -> str:
    return Profile.parse((PROFILES / f"{kind}.toml").read_text("utf-8")).source


def _account(number: str) -> Account:
    return Account.objects.get(person__staff_number=number)


def _administrator() -> Account | None:
    return Account.objects.filter(person__staff_number="G01").first()


def _roles(staffing: Staffing) -> Iterator[tuple[str, list[Role]]]:
    yield "G01", [ADMINISTRATOR]
    yield "H01", [HR]
    yield "H02", [HR]
    yield "Q01", [INSPECTOR]
    yield from ((person.number, [SUPERVISOR]) for person in staffing.supervisors)
    yield from ((person.number, [COLLEAGUE]) for person in staffing.colleagues)
    yield from ((agent.number, [AGENT]) for agent in staffing.agents)
