"""One incident for many buildings: opened, its orders attached, residents told, ended in one go; and whether its orders
count. Attaching frees nobody's figure: leaving out is a supervisor's or HR's decision, never that of whom an order
counts for, nor of who is scored by the team that has it (docs/decisions/34).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account, Building, Site
from records import audit, second_word
from workorders import lifecycle
from workorders.acts import verbs as acts
from workorders.acts.catalogue import OPEN
from workorders.board.verbs import Outcome, each
from workorders.guards import counts_for
from workorders.models import Incident, IncidentBuilding, IncidentOrder, WorkOrder

Counting = Incident.Counting


@transaction.atomic
def begin(
    *, site: Site, buildings: Collection[Building], categories: Sequence[str], by: Account, at: datetime, **said: Any
) -> Incident:
    """Something failed in these buildings. Their open orders of these categories that came in since go with it."""
    if said["begins_at"] > at:
        raise Refused(gettext_lazy("It has not begun yet."), code="begins", field="begins_at")
    incident = Incident(site=site, categories=list(categories), by=by, **said)
    audited_save.add(incident, verb="workorders.begin_incident", by=by)
    IncidentBuilding.objects.bulk_create(IncidentBuilding(incident=incident, building=one) for one in buildings)
    same = {"building__in": buildings, "category__in": categories}
    _attach(incident, candidates(incident).filter(**same), at, is_automatic=True)
    return incident


def change(*, incident: Incident, by: Account, **said: Any) -> Incident:
    """Other words, another end that is expected."""
    _refuse_ended(incident)
    return audited_save.change(incident, said, verb="workorders.change_incident", by=by)


def fitting(site: int, building: int, category: str, at: datetime) -> Incident | None:
    """The running incident to which an order of this place and category belongs; the latest where there are several."""
    here = Incident.objects.running().filter(site=site, begins_at__lte=at, at__building=building)
    found: Incident | None = here.filter(categories__contains=[category]).select_related("site").first()
    return found


def attach_by_itself(order: WorkOrder, at: datetime) -> Incident | None:
    """A new order of the place and category of a running incident goes with it."""
    if order.site_id is None or order.building_id is None:
        return None
    found = fitting(order.site_id, order.building_id, order.category, at)
    if found is not None:
        _attach(found, [order], at, is_automatic=True)
    return found


def candidates(incident: Incident) -> Any:
    """Open orders of the site that came in since it began and belong to none."""
    since = WorkOrder.objects.standing().filter(site=incident.site_id, created_at__gte=incident.begins_at)
    return since.filter(state__in=OPEN, handling__isnull=False, in_incident=None, correction="")


@transaction.atomic
def attach(incident: Incident, orders: Iterable[WorkOrder], *, by: Account, at: datetime) -> int:
    """By hand; how many. Who attaches frees nothing: whether they count is decided apart."""
    _refuse_ended(incident)
    new = [order for order in orders if order.site_id == incident.site_id]
    _attach(incident, new, at, is_automatic=False)
    detail = {"numbers": [order.number for order in new]}
    audit.record(by=by, verb="workorders.attach_to_incident", subject=incident, detail=detail)
    return len(new)


@transaction.atomic
def detach(link: IncidentOrder, *, by: Account) -> None:
    """It has another cause. One that was left out because of the incident is counted again first."""
    if link.order.correction:
        sentence = gettext_lazy("It is left out of the figures; withdraw that on the order's page first.")
        raise Refused(sentence, code="left_out")
    detail = {"number": link.order.number}
    audit.record(by=by, verb="workorders.detach_from_incident", subject=link.incident, detail=detail)
    link.delete()


def tell_all(incident: Incident, *, words: str, by: Account, at: datetime) -> Outcome:
    """The residents of all its open orders were told this; each order keeps the word."""
    if not words.strip():
        raise Refused(gettext_lazy("Write what the residents were told."), code="no_words", field="words")
    outcome = each(_open(incident), lambda order: acts.tell(order, words=words, by=by, at=at))
    Incident.objects.filter(pk=incident.pk).update(told_at=at)
    return outcome


def end(incident: Incident, *, words: str, by: Account, at: datetime) -> Outcome:
    """It is over: the residents are told, and its orders are completed in one go; what is refused is named."""
    _refuse_ended(incident)
    if not words.strip():
        raise Refused(gettext_lazy("Write what the residents were told."), code="no_words", field="words")

    def finish(order: WorkOrder) -> None:
        acts.tell(order, words=words, by=by, at=at)
        acts.complete(order, note=words, photos=(), by=by, at=at)

    audited_save.change(incident, {"ended_at": at, "told_at": at}, verb="workorders.end_incident", by=by)
    return each(_open(incident), finish)


def leave_out(incident: Incident, *, by: Account, at: datetime) -> Outcome:
    """Its orders count for nobody, from the next close on; each shows the incident as the reason. Again for those that
    were attached since. Whom one counts for, and who is scored by the team that has it, leaves it to somebody else."""
    reason = reason_of(incident)
    asked: set[tuple[int | None, str]] = set()

    def exempt(order: WorkOrder) -> None:
        month = timezone.localtime(order.created_at).strftime("%Y-%m")
        for person in counts_for(order, order.events.all()) - {None}:
            if (person, month) not in asked:
                second_word.refuse_own_card(by, person, order.created_at)
                asked.add((person, month))
        lifecycle.exempt(order, by=by, at=at, reason=reason)

    outcome = each(undecided(incident), exempt)
    if outcome.done or not outcome.refused:
        _decide(incident, Counting.LEFT_OUT, by)
    return outcome


def count(incident: Incident, *, by: Account) -> None:
    """Its orders count like all others; what was left out before stays so until it is withdrawn at the order."""
    _decide(incident, Counting.COUNTED, by)


def undecided(incident: Incident) -> list[WorkOrder]:
    """Its orders that count as they stand."""
    orders = WorkOrder.objects.standing().filter(in_incident__incident=incident, correction="")
    return list(orders.exclude(state=WorkOrder.State.CANCELLED).order_by("created_at"))


def reason_of(incident: Incident) -> str:
    """What an order shows that was left out, in the portal's language: “No water · 3 栋, since 11-25 14:05”."""
    with override(settings.LANGUAGE_CODE):
        since = f"{timezone.localtime(incident.begins_at):%m-%d %H:%M}"
        return _("%(incident)s, since %(at)s") % {"incident": incident, "at": since}


def _decide(incident: Incident, counting: str, by: Account) -> None:
    audited_save.change(incident, {"counting": counting}, verb="workorders.decide_incident", by=by)


def _open(incident: Incident) -> list[WorkOrder]:
    orders = WorkOrder.objects.standing().filter(in_incident__incident=incident, state__in=OPEN)
    return list(orders.order_by("created_at"))


def _attach(incident: Incident, orders: Iterable[WorkOrder], at: datetime, *, is_automatic: bool) -> None:
    links = [IncidentOrder(order=order, incident=incident, at=at, is_automatic=is_automatic) for order in orders]
    IncidentOrder.objects.bulk_create(links, ignore_conflicts=True)


def _refuse_ended(incident: Incident) -> None:
    if incident.ended_at is not None:
        raise Refused(gettext_lazy("This incident is over."), code="ended")
