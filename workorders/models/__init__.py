"""Work orders and the events that made them what they are; how the desk handles them."""

from workorders.models.category import OrderCategory
from workorders.models.desk_settings import DeskSettings
from workorders.models.due_times import DueTimes
from workorders.models.event import EventKind, OrderEvent
from workorders.models.handling import Handling, OrderPhoto, ResidentContact
from workorders.models.incident import Incident, IncidentBuilding, IncidentOrder
from workorders.models.merged_order import MergedOrder
from workorders.models.saved_filter import SavedFilter
from workorders.models.work_order import Channel, WorkOrder, WorkOrderRevision

__all__ = [
    "Channel",
    "DeskSettings",
    "DueTimes",
    "EventKind",
    "Handling",
    "Incident",
    "IncidentBuilding",
    "IncidentOrder",
    "MergedOrder",
    "OrderCategory",
    "OrderEvent",
    "OrderPhoto",
    "ResidentContact",
    "SavedFilter",
    "WorkOrder",
    "WorkOrderRevision",
]
