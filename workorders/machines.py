"""The company's machines (SCORING §3): a name that answers automatically is nobody, in files to come and in what came.

What rests on a final month stays as it was counted there; the database would refuse it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.names import name_key
from kpi_portal.lib.refusals import Refused
from people import presumed
from people.models import Account, Person, Posting
from people.self_acting import refuse_for_oneself
from records import audit
from records.models import MachineResponder, MonthRecord
from records.months import CLOSED
from workorders.models import EventKind, OrderEvent, WorkOrder
from workorders.truth.rows import refresh_projection

GIVEN = (EventKind.DISPATCHED, EventKind.REASSIGNED)
"""Events that make somebody responsible."""


@dataclass(frozen=True, slots=True)
class Named:
    """A machine, how many responses became automatic messages, and how many stay since a final month rests on them."""

    machine: MachineResponder
    changed: int
    kept: int


def names() -> frozenset[str]:
    """All of them, as files write them."""
    return frozenset(MachineResponder.objects.values_list("name", flat=True))


@transaction.atomic
def name_machine(*, name: str, by: Account) -> Named:
    """From now on this name is a machine. Raises Refused where it is that of somebody who logs in or was posted."""
    name = name.strip()
    people = _people(name)
    refuse_for_oneself(by, *people)
    if Account.objects.filter(person__in=people).exists() or _stated(people):
        sentence = _("%(name)s is somebody who logs in or was posted by hand, so no machine.")
        raise Refused(sentence, code="a_person", params={"name": name}, field="name")
    if MachineResponder.objects.filter(name=name).exists():
        raise Refused(_("%(name)s is named already."), code="named", params={"name": name}, field="name")
    machine = MachineResponder.objects.create(name=name, added_by=by)
    changed, kept = _make_automatic(people, name)
    _forget(people)
    audit.record(by=by, verb="workorders.name_machine", subject=machine, detail={"name": name, "number": changed})
    return Named(machine, changed, kept)


@transaction.atomic
def forget_machine(*, machine: MachineResponder, by: Account) -> None:
    """Files to come may name a person so again; what became an automatic message stays one."""
    audit.record(by=by, verb="workorders.forget_machine", subject=machine, detail={"name": machine.name})
    machine.delete()


def _people(name: str) -> list[int]:
    """Whom files made up for this name."""
    key = name_key(name)
    rows = Person.objects.standing().filter(name__icontains=name.strip()[:100]).values_list("pk", "name")
    return [pk for pk, known in rows if name_key(known) == key]


def _stated(people: Collection[int]) -> bool:
    return Posting.objects.filter(person__in=people, is_presumed=False).exists()


def _open_orders() -> QuerySet[WorkOrder]:
    """Orders in whose months nothing is final."""
    final = MonthRecord.objects.filter(state__in=CLOSED)
    reached = [
        Exists(final.filter(starts_at__lte=OuterRef(field), ends_at__gt=OuterRef(field)))
        for field in ("created_at", "first_dispatched_at")
    ]
    return WorkOrder.objects.exclude(Q(reached[0]) | Q(reached[1]))


def _make_automatic(people: Collection[int], name: str) -> tuple[int, int]:
    """Their responses become automatic messages, and nothing is dispatched to them: how many, and how many stay."""
    theirs = Q(order__agent__in=people) | Q(order__source_agent__in=people)  # a file with one column for all
    mine = OrderEvent.objects.filter(Q(agent__in=people) | Q(theirs, agent=None), stands=True, kind=EventKind.RESPONDED)
    found = list(mine.filter(order__in=_open_orders()).order_by("order", "sequence").values_list("pk", "order", "at"))
    orders = {order for _pk, order, _at in found}
    last = dict(
        OrderEvent.objects.filter(order__in=orders).order_by().values_list("order").annotate(last=Max("sequence"))
    )
    OrderEvent.objects.filter(pk__in=[pk for pk, _order, _at in found]).update(stands=False)
    made = []
    for _pk, order, at in found:
        last[order] += 1
        message = OrderEvent(order_id=order, sequence=last[order], kind=EventKind.AUTOMATIC_MESSAGE, at=at, reason=name)
        made.append(message)
    OrderEvent.objects.bulk_create(made)
    given = OrderEvent.objects.filter(stands=True, kind__in=GIVEN, agent__in=people, order__in=_open_orders())
    orders |= set(given.values_list("order", flat=True))
    given.update(agent=None)
    credited = set(_open_orders().filter(source_agent__in=people).values_list("pk", flat=True))
    WorkOrder.objects.filter(pk__in=credited).update(source_agent=None, revision=F("revision") + 1)
    refresh_projection(sorted(orders | credited))
    return len(found), mine.count()


def _forget(people: Collection[int]) -> None:
    """Who is a machine has no posting and no card; who is named nowhere else is gone from every list."""
    presumed.settle(people)
    gone = presumed.only_named().filter(pk__in=set(people) - set(presumed.first_facts(people)))
    gone.update(voided_at=timezone.now())
