"""A resident's request comes to the desk: order, resident, pictures and the first acts, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from people.access import AGENT
from people.models import Account, Posting, Site, Team
from records.months import company_zone
from workorders import lifecycle
from workorders.acts.verbs import dispatch
from workorders.due_times.verbs import give_due_time
from workorders.emergencies import alarm
from workorders.incidents.verbs import attach_by_itself
from workorders.models import Channel, Handling, ResidentContact, WorkOrder
from workorders.photos.fields import Picture
from workorders.photos.verbs import attach
from workorders.registering.places import Place
from workorders.usual import usual

SPOKEN = frozenset({Channel.PHONE, Channel.FRONT_DESK})
"""Who enters the order is speaking with the resident: that is the first response (SCORING §3)."""
REPEATS_WITHIN = timedelta(days=30)


class Problem(NamedTuple):
    """What is asked for."""

    category: str
    subject: str
    is_emergency: bool = False


class Resident(NamedTuple):
    """Whom to call."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is known when the order is entered."""

    channel: str
    site: Site
    place: Place
    problem: Problem
    resident: Resident
    description: str = ""
    is_urgent: bool = False
    photos: Sequence[Picture] = ()


@transaction.atomic
def register(
    request: Request, *, by: Account, at: datetime, take_on: bool = False, as_usual: bool = False
) -> WorkOrder:
    """Enter the request; who takes it is its first-contact owner (首问负责).

    ``take_on``: the same person is responsible for it from now on. ``as_usual``: the steward of the building is, and
    the department that does the category has it. By telephone and at the front desk the resident is there, so that
    entering it is the first response too.
    """
    problem = request.problem
    order = lifecycle.create(
        by=by,
        at=at,
        site=request.site,
        building=request.place.building,
        room=request.place.room,
        team=_team(by, request.site, at),
        channel=request.channel,
        category=problem.category,
        subject=problem.subject,
        description=request.description,
        is_emergency=problem.is_emergency,
        priority=priority_of(is_emergency=problem.is_emergency, is_urgent=request.is_urgent),
        first_contact_owner=by.person,
    )
    Handling.objects.create(order=order, repeat_of=repeated(order))
    if any(request.resident):
        ResidentContact.objects.create(order=order, name=request.resident.name, phone=request.resident.phone)
    attach(order, request.photos, by=by, at=at)
    give_due_time(order, by=by, at=at)
    _first_acts(order, take_on or as_usual, by, at)
    if as_usual:
        _give_away(order, by, at)
    elif take_on:
        lifecycle.dispatch(order, agent=by.person, by=by, at=at)
    if order.is_emergency:
        alarm(order, by=by, at=at)
    attach_by_itself(order, at)
    return order


def repeated(order: WorkOrder) -> WorkOrder | None:
    """The last order of the same place and category within 30 days before."""
    assert order.site is not None
    return repeated_at(order.site, Place(order.building, order.room), order.category, order.created_at)


def repeated_at(site: Site, place: Place, category: str, at: datetime) -> WorkOrder | None:
    """… before this instant; no category or no place repeats nothing."""
    if not category or not any(place):
        return None
    same = {"site": site, "building": place.building, "room": place.room, "category": category}
    before = WorkOrder.objects.standing().filter(created_at__gte=at - REPEATS_WITHIN, created_at__lt=at, **same)
    found: WorkOrder | None = before.exclude(state="cancelled").order_by("created_at").last()
    return found


def is_spoken(channel: str, by: Account) -> bool:
    """Whether entering the order is the first response to it."""
    return channel in SPOKEN and by.has_role(AGENT)


def _first_acts(order: WorkOrder, accept: bool, by: Account, at: datetime) -> None:
    if is_spoken(order.channel, by):
        lifecycle.respond(order, by=by, at=at)
    if accept:
        lifecycle.accept(order, by=by, at=at)


def _give_away(order: WorkOrder, by: Account, at: datetime) -> None:
    """To the steward of the building, else to who entered it; to the department that does the category."""
    found = usual(order.building, order.category, at)
    agent = found.steward.person or by.person
    if found.department is None:
        lifecycle.dispatch(order, agent=agent, by=by, at=at)
    else:
        dispatch(order, department=found.department, executor=found.executor.person, agent=agent, by=by, at=at)


def priority_of(*, is_emergency: bool, is_urgent: bool) -> str:
    """As it was asked for."""
    if is_emergency:
        return WorkOrder.Priority.URGENT
    return WorkOrder.Priority.HIGH if is_urgent else WorkOrder.Priority.NORMAL


def _team(by: Account, site: Site, at: datetime) -> Team | None:
    """The team in which the person works at the site on that day."""
    day = at.astimezone(company_zone()).date()
    postings = Posting.objects.filter(person=by.person, site=site, team__isnull=False, first_day__lte=day)
    posting = postings.exclude(last_day__lt=day).select_related("team").first()
    return posting.team if posting else None
