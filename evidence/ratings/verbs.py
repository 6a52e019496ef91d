"""What other departments say of working with an agent, once a month (SCORING §3, ``collaboration``)."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from evidence.facts import enter, supersede
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Posting
from people.querysets import PersonQuerySet, chinese_order
from records import audit, months
from workorders.models import WorkOrder

from .models import HIGHEST, LOWEST, DepartmentRating

NO_ENTRY: str | None = None
"""The audit says that somebody rated for the month, not whom: one entry for the screen, none for a rating."""


@transaction.atomic
def rate(*, by: Account, agent: Person, month: Month, rating: Decimal, comment: str = "") -> DepartmentRating:
    """A colleague's rating 1–5 of an agent for a month; given again it supersedes the one before. The audit says that
    somebody rated for the month, not whom."""
    one_at_a_time(by)
    given = _rate(by=by, agent=agent, month=month, rating=rating, comment=comment)
    audit.record(by=by, verb="evidence.rate", subject=months.record_for(month), detail={"month": month})
    return given


def _rate(*, by: Account, agent: Person, month: Month, rating: Decimal, comment: str) -> DepartmentRating:
    _refuse(by.person, agent, rating)
    before: DepartmentRating | None = (
        DepartmentRating.objects.standing().filter(rater=by.person, agent=agent, first_day=month.first_day).first()
    )
    if before is not None:
        return supersede(before, by=by, verb=NO_ENTRY, reason=str(_("Rated again")), rating=rating, comment=comment)
    given = DepartmentRating(
        number=f"{month}/{by.person.pk}/{agent.pk}",
        agent=agent,
        department=by.person.department,
        rater=by.person,
        first_day=month.first_day,
        rating=rating,
        comment=comment,
    )
    return enter(given, by=by, verb=NO_ENTRY)


class Given(NamedTuple):
    """What a colleague says of one agent."""

    agent: Person
    rating: Decimal
    comment: str = ""


@transaction.atomic
def rate_all(*, by: Account, month: Month, given: Iterable[Given]) -> int:
    """A colleague's whole screen; ratings that say what they said before stay. Returns how many were entered."""
    one_at_a_time(by)
    said = {rating.agent_id: (rating.rating, rating.comment) for rating in given_by(by.person, month)}
    changed = [one for one in given if said.get(one.agent.pk) != (one.rating, one.comment)]
    whom = set(worked_with(by.person, month).values_list("pk", flat=True))
    for one in changed:
        if one.agent.pk not in whom:
            raise Refused(_("You do not rate %(name)s in this month."), code="not_yours", params={"name": one.agent})
        _rate(by=by, agent=one.agent, month=month, rating=one.rating, comment=one.comment)
    if changed:
        audit.record(by=by, verb="evidence.rate", subject=months.record_for(month), detail={"month": month})
    return len(changed)


def one_at_a_time(by: Account) -> None:
    """A screen that saves itself sends while the one before is being stored: the later waits, and supersedes."""
    Person.objects.select_for_update(no_key=True).get(pk=by.person_id)


def given_by(rater: Person, month: Month) -> list[DepartmentRating]:
    """What this colleague has said for the month so far."""
    return list(DepartmentRating.objects.standing().filter(rater=rater, first_day=month.first_day))


def rateable_by(rater: Person, month: Month) -> PersonQuerySet:
    """Agents posted in the month whom a colleague may rate: of other departments, at the sites the colleague serves.

    A colleague without a posting serves all sites; a company-wide agent works with everybody.
    """
    agents = Person.objects.posted_in(month).exclude(pk=rater.pk).filter(is_active=True)
    if rater.department_id is not None:
        agents = agents.exclude(department_id=rater.department_id)
    sites = _sites_of(rater, month)
    if not sites:
        return agents
    postings = Posting.objects.of_agents().touching(month).filter(Q(site_id__in=sites) | Q(site__isnull=True))
    return agents.filter(pk__in=postings.values("person_id"))


def with_orders_together(agents: PersonQuerySet, rater: Person, month: Month) -> PersonQuerySet:
    """These agents with ``together``: how many of their orders of the month the rater's department handled, at the desk
    or as far as the source names departments. Those with whom there were any come first, else by name."""
    if rater.department is None:
        unknown: PersonQuerySet = agents.annotate(together=Value(0)).in_chinese_order()
        return unknown
    start, end, _cutoff = months.edges(month)
    did = Q(department__iexact=rater.department.name) | Q(handling__department=rater.department)
    theirs = WorkOrder.objects.standing().filter(did, agent=OuterRef("pk"))
    shared = theirs.filter(created_at__gte=start, created_at__lt=end).order_by().values("agent")
    number = Subquery(shared.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    counted: PersonQuerySet = agents.annotate(together=Coalesce(number, 0))
    return counted.order_by(Case(When(together__gt=0, then=0), default=1), chinese_order("name"), "staff_number", "pk")


def worked_with(rater: Person, month: Month) -> PersonQuerySet:
    """Whom the rater is asked about: those with whom the department had orders, and who was rated already; all whom
    they may rate where nothing says with whom there were any. With ``together``, as above."""
    agents = with_orders_together(rateable_by(rater, month), rater, month)
    shared = agents.filter(together__gt=0)
    if not shared.exists():
        return agents
    rated = DepartmentRating.objects.standing().filter(rater=rater, first_day=month.first_day)
    return agents.filter(Q(together__gt=0) | Q(pk__in=rated.values("agent")))


def may_be_rated(month: Month, today: datetime.date) -> bool:
    """A month can be rated from its first day on."""
    return month.first_day <= today


def _sites_of(rater: Person, month: Month) -> set[int]:
    """Sites the colleague is posted to; empty means everywhere."""
    sites = Posting.objects.filter(person=rater).touching(month).values_list("site_id", flat=True)
    return set() if None in sites else set(sites)


def _refuse(rater: Person, agent: Person, rating: Decimal) -> None:
    if rater.department_id is None:
        raise Refused(_("You belong to no department; an administrator can enter one."), code="no_department")
    if rater.department_id == agent.department_id or rater.pk == agent.pk:
        raise Refused(_("A department does not rate its own people."), code="own_department")
    if not LOWEST <= rating <= HIGHEST:
        raise Refused(_("A rating lies between 1 and 5."), code="off_scale")
