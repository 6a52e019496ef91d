"""An emergency (电梯困人, 爆管): its department has it at once and is written to, whatever the hour."""

from datetime import datetime

from django.db import transaction

from people.models import Account
from records import audit, outbox
from workorders.models import Handling, WorkOrder
from workorders.usual import usual


@transaction.atomic
def alarm(order: WorkOrder, *, by: Account | None, at: datetime) -> None:
    """Give it to the department that usually does it, where nobody has it yet, and have its people written to: the
    promise stands in this transaction, ``reports.inbox.alarms`` keeps it. One alarm for each department."""
    handling = Handling.objects.select_for_update().get(order=order)
    if handling.department_id is None:
        found = usual(order.building, order.category, at)
        handling.department, handling.executor = found.department, found.executor.person
    handling.alarmed_at = handling.alarmed_at or at
    handling.save(update_fields=["department", "executor", "alarmed_at"])
    key = f"alarm:{order.pk}:{handling.department_id or 0}"
    outbox.promise(task="reports.sound_alarm", key=key, payload={"order": order.pk})
    detail = {"department": handling.department and handling.department.name}
    audit.record(by=by, verb="workorders.alarm", subject=order, detail=detail)
