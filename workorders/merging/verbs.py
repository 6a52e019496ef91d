"""Several orders about one thing become one: the others are marked as its duplicates, and it counts once."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from kpi_portal.lib.refusals import Refused
from people.models import Account
from workorders import lifecycle
from workorders.board.verbs import Outcome, each
from workorders.models import EventKind, OrderEvent, WorkOrder


def merge(orders: Iterable[WorkOrder], *, into: WorkOrder, by: Account, at: datetime, reason: str = "") -> Outcome:
    """Each by itself: one that is refused, or that waits for HR's word, keeps none of the others back."""

    def mark(order: WorkOrder) -> None:
        if lifecycle.mark_duplicate(order, of=into, by=by, at=at, reason=reason) is None:
            outcome_waits.append(order.number)

    outcome_waits: list[str] = []
    outcome = each([order for order in orders if order.pk != into.pk], mark)
    outcome.done -= len(outcome_waits)
    sentence = _("Your own card counts it with your team: it waits for HR's word.")
    outcome.refused += [f"{number}: {sentence}" for number in outcome_waits]
    return outcome


def separate(order: WorkOrder, *, reason: str, by: Account) -> Outcome:
    """Every order that was merged into this one is one of its own again."""
    if not reason.strip():
        raise Refused(_("Give a reason."), code="no_reason")
    marks = OrderEvent.objects.filter(order__merged_into__into=order, kind=EventKind.MARKED_DUPLICATE, stands=True)
    held = {mark.order_id: mark for mark in marks}

    def take_back(merged: WorkOrder) -> None:
        lifecycle.take_back(held[merged.pk], by=by, reason=reason)

    return each(WorkOrder.objects.filter(pk__in=held), take_back)
