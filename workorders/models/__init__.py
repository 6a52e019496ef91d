"""Work orders and the events that made them what they are."""

from workorders.models.event import EventKind, OrderEvent
from workorders.models.work_order import WorkOrder, WorkOrderRevision

__all__ = ["EventKind", "OrderEvent", "WorkOrder", "WorkOrderRevision"]
