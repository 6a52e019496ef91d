"""It was not done after all: within the company's days the order is open again, later it is a new one, linked to it."""

from datetime import datetime, timedelta

from django.db import transaction

from people.models import Account
from records import audit
from workorders import lifecycle
from workorders.due_times.verbs import give_due_time
from workorders.emergencies import alarm
from workorders.models import DeskSettings, Handling, ResidentContact, WorkOrder


@transaction.atomic
def reopen(order: WorkOrder, *, reason: str, by: Account | None, at: datetime) -> WorkOrder:
    """Whichever it is; returns the order on which the work goes on. A cancelled request is wanted again at any time."""
    completed = order.completed_at
    window = timedelta(days=DeskSettings.of_the_company().reopen_days)
    if completed is None or at <= completed + window:
        lifecycle.reopen(order, reason=reason, by=by, at=at)
        return order
    return _anew(order, reason, by, at)


def _anew(before: WorkOrder, reason: str, by: Account | None, at: datetime) -> WorkOrder:
    """The same trouble at the same place; what was completed stays completed, and the new order repeats it."""
    order = lifecycle.create(
        by=by,
        at=at,
        site=before.site,
        building=before.building,
        room=before.room,
        team=before.team,
        category=before.category,
        channel=before.channel,
        subject=before.subject,
        description=reason,
        priority=before.priority,
        is_emergency=before.is_emergency,
        first_contact_owner=by.person if by else before.first_contact_owner,
    )
    Handling.objects.create(order=order, repeat_of=before)
    contact = ResidentContact.objects.filter(order=before).first()
    if contact is not None:
        ResidentContact.objects.create(order=order, name=contact.name, phone=contact.phone)
    give_due_time(order, by=by, at=at)
    audit.record(by=by, verb="workorders.enter_anew", subject=order, detail={"number": before.number})
    if order.is_emergency:
        alarm(order, by=by, at=at)
    return order
