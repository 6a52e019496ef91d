"""What one import changed of orders: new ones, and known ones with what they said before and the events that moved."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kpi_portal.lib.instants import written
from records.imports.changes import Change, Line, Section, shown
from records.models import Batch
from workorders.models import OrderEvent, WorkOrder, WorkOrderRevision

TOLD = ("created_at", "completed_at", "agent", "site", "team", "category", "subject", "state")
PLACES = ("agent", "source_agent", "site", "building", "team", "first_contact_owner")


def of_orders(batch: Batch) -> Iterator[Section]:
    """Two sections: orders that the batch brought, and orders that it changed."""
    orders = WorkOrder.objects.select_related(*PLACES, "responder", "completer")
    new = orders.filter(batch=batch, stands=True).order_by("pk")
    yield Section(f"orders-{batch.pk}", _("Work orders: new"), new, _new)
    revisions = WorkOrderRevision.objects.filter(batch=batch).select_related("order").order_by("order_id")
    yield Section(f"orders-{batch.pk}-changed", _("Work orders: changed"), revisions, _changed)


def _new(orders: list[WorkOrder]) -> list[Change]:
    fields = [WorkOrder._meta.get_field(name) for name in TOLD]
    return [
        Change(
            order.number,
            is_new=True,
            lines=tuple(Line(_name(field), "", _local(order, field)) for field in fields if getattr(order, field.name)),
            href=order.get_absolute_url(),
        )
        for order in orders
    ]


def _changed(revisions: list[WorkOrderRevision]) -> list[Change]:
    keys = [revision.order_id for revision in revisions]
    orders = WorkOrder.objects.select_related(*PLACES).in_bulk(keys)
    later = _values_after(revisions)
    events = _moved_events(revisions)
    return [
        Change(
            revision.order.number,
            is_new=False,
            lines=(*_lines(orders[revision.order_id], revision, later), *events[revision.order_id]),
            href=revision.order.get_absolute_url(),
        )
        for revision in revisions
    ]


def _values_after(revisions: list[WorkOrderRevision]) -> Mapping[tuple[int, int], Mapping[str, Any]]:
    """What an order said after it was changed, where it was changed once more since."""
    found = WorkOrderRevision.objects.filter(order__in={revision.order_id for revision in revisions})
    return {(order, number): values for order, number, values in found.values_list("order", "revision", "values")}


def _lines(
    order: WorkOrder, revision: WorkOrderRevision, later: Mapping[tuple[int, int], Mapping[str, Any]]
) -> Iterator[Line]:
    after = later.get((order.pk, revision.revision + 1))
    for field in WorkOrder._meta.concrete_fields:
        if field.attname in revision.values:
            before = _worded(field, revision.values[field.attname])
            now = _local(order, field) if after is None else _worded(field, after.get(field.attname))
            if before != now:
                yield Line(_name(field), before, now)


def _moved_events(revisions: list[WorkOrderRevision]) -> Mapping[int, list[Line]]:
    """Events that the import set aside, and those that it added."""
    found: dict[int, list[Line]] = defaultdict(list)
    batch, keys = revisions[0].batch_id if revisions else None, [revision.order_id for revision in revisions]
    moved = OrderEvent.objects.filter(Q(superseded_by_batch=batch) | Q(batch=batch), order__in=keys)
    for event in moved.order_by("order_id", "at", "sequence"):
        said = written(event.at)
        gone = event.superseded_by_batch_id == batch
        found[event.order_id].append(Line(event.get_kind_display(), said if gone else "—", "—" if gone else said))
    return found


def _worded(field: Any, value: Any) -> str:
    if value is None or value in ("", []):
        return "—"
    if field.is_relation:
        return str(field.related_model._default_manager.filter(pk=value).first() or value)
    if field.get_internal_type() == "DateTimeField":
        return written(field.to_python(value))
    return str(dict(field.flatchoices).get(value, value))


def _local(order: WorkOrder, field: Any) -> str:
    value = getattr(order, field.name)
    if value is not None and field.get_internal_type() == "DateTimeField":
        return written(value)
    return shown(order, field)


def _name(field: Any) -> str:
    return str(field.verbose_name)
