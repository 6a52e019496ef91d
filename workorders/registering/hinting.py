"""What is told while an order is entered: who will have it, until when, and what its place asked for before."""

from datetime import datetime, timedelta
from typing import Any

from people.access import AccountRequest
from people.models import Site
from workorders.due_times.standard import due_at
from workorders.incidents.verbs import fitting
from workorders.models import DeskSettings, WorkOrder
from workorders.querysets import WorkOrderQuerySet
from workorders.registering.afterwards import Known, afterwards
from workorders.registering.forms import RegisterForm, SoFar
from workorders.registering.places import Place, names_no_building
from workorders.registering.verbs import is_spoken, repeated_at
from workorders.usual import usual

LOOKED_BACK, SHOWN = timedelta(days=90), 5
"""So far back, and so many orders of a place are shown."""


def hints(form: RegisterForm, request: AccountRequest, now: datetime) -> dict[str, Any]:
    """As far as site, place and problem were said; of orders before only what the account may see."""
    said = form.so_far()
    spoken = is_spoken(form["channel"].value(), request.user)
    if said.site is None:
        return {"place": said.place, "after": afterwards(Known(is_spoken=spoken))}
    seen, building = WorkOrder.objects.visible_to(request.user), said.place.building
    same = repeated_at(said.site, said.place, said.category, now)
    before = same and seen.filter(pk=same.pk).first()
    told, due = usual(building, said.category, now), _due(said, now)
    known = Known(told=told, due_at=due, is_emergency=said.is_emergency, is_spoken=spoken)
    return {
        "told": told,
        "place": said.place,
        "is_slip": names_no_building(said.place),
        "due_at": due,
        "after": afterwards(known),
        "before": before,
        "may_reopen": before is not None and _may_reopen(before, now) and request.user.has_perm("workorders.take"),
        "is_again": before is not None and (request.POST or request.GET).get("again") == str(before.pk),
        "outage": fitting(said.site.pk, building.pk, said.category, now) if building else None,
        "recent": _recent(seen, said.site, said.place, now),
    }


def to_reopen(request: AccountRequest) -> WorkOrder | None:
    """The order of the same trouble that is to be opened again in place of a new one."""
    key = request.POST.get("again", "")
    if not (key.isdecimal() and len(key) < 18 and request.user.has_perm("workorders.take")):
        return None
    seen = WorkOrder.objects.visible_to(request.user)
    found: WorkOrder | None = seen.filter(pk=int(key), state=WorkOrder.State.COMPLETED).first()
    return found


def _due(said: SoFar, now: datetime) -> datetime | None:
    if not said.category:
        return None
    return due_at(category=said.category, priority=said.priority, is_emergency=said.is_emergency, at=now)


def _may_reopen(order: WorkOrder, now: datetime) -> bool:
    """Completed, and within the days in which the company opens an order again."""
    window = timedelta(days=DeskSettings.of_the_company().reopen_days)
    return order.state == WorkOrder.State.COMPLETED and now <= (order.completed_at or now) + window


def _recent(seen: WorkOrderQuerySet, site: Site, place: Place, now: datetime) -> list[WorkOrder]:
    if not place.room:
        return []
    found = seen.filter(site=site, building=place.building, room=place.room, created_at__gte=now - LOOKED_BACK)
    return list(found.select_related("agent").order_by("-created_at", "-pk")[:SHOWN])
