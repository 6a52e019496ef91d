"""The company's sites, buildings, teams and departments."""

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account, Building, Department, Person, Site, Team


def add_site(*, code: str, name: str, kind: str, by: Account | None) -> Site:
    """A new site (项目/小区); its code is unique. Raises Refused."""
    return audited_save.add(Site(code=code, name=name, kind=kind), verb="people.add_site", by=by)


def change_site(  # noqa: PLR0913 — one argument for each field
    *, site: Site, code: str, name: str, kind: str, is_active: bool, by: Account | None
) -> Site:
    """Correct a site. One that is given up keeps its history and is offered no more."""
    values = {"code": code, "name": name, "kind": kind, "is_active": is_active}
    return audited_save.change(site, values, verb="people.change_site", by=by)


def add_building(*, site: Site, name: str, by: Account | None) -> Building:
    """A new building (楼栋) of a site; its name is unique there. Raises Refused."""
    if Building.objects.filter(site=site, name=name).exists():
        sentence = _("%(site)s has this building already.")
        raise Refused(sentence, code="twice", params={"site": site.name}, field="name")
    return audited_save.add(Building(site=site, name=name), verb="people.add_building", by=by)


def add_team(*, name: str, supervisor: Person | None, by: Account | None) -> Team:
    """A new team (班组). Its supervisor sees the cards of those posted to it. Raises Refused."""
    return audited_save.add(Team(name=name, supervisor=supervisor), verb="people.add_team", by=by)


def change_team(*, team: Team, name: str, supervisor: Person | None, is_active: bool, by: Account | None) -> Team:
    """Correct a team, or give it another supervisor, who sees its people from now on, past months too."""
    values = {"name": name, "supervisor": supervisor, "is_active": is_active}
    return audited_save.change(team, values, verb="people.change_team", by=by)


def add_department(*, code: str, name: str, by: Account | None) -> Department:
    """A new department whose colleagues rate agents. Raises Refused."""
    return audited_save.add(Department(code=code, name=name), verb="people.add_department", by=by)


def change_department(*, department: Department, code: str, name: str, by: Account | None) -> Department:
    return audited_save.change(department, {"code": code, "name": name}, verb="people.change_department", by=by)
