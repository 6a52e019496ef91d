"""The list of orders as a file: what the filter leaves, newest first; no cell can run as a formula (PROMISES 13)."""

from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.resources import ModelResource

from kpi_portal.lib.refusals import Refused
from records.imports.formats import HarmlessCSV, HarmlessXLSX
from workorders.models import WorkOrder
from workorders.querysets import WorkOrderQuerySet

MOST_ROWS = 50_000
FORMATS: dict[str, type[HarmlessCSV | HarmlessXLSX]] = {"xlsx": HarmlessXLSX, "csv": HarmlessCSV}
INSTANTS = ("created_at", "first_responded_at", "first_dispatched_at", "completed_at")
PLAIN = ("source", "number", "site", "building", "room", "team", "category", "priority", "is_emergency", "channel")


class OrderResource(ModelResource):
    """One order a row; heads in the reader's language, instants in the company's zone."""

    class Meta:
        model = WorkOrder
        fields = (*PLAIN, "subject", "department", "state", "agent", "agent_number", *INSTANTS)
        export_order = fields

    agent_number = Field(attribute="agent__staff_number", column_name=_("Staff number"), readonly=True)

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        """The words of the model."""
        names = {field.name: field.verbose_name for field in WorkOrder._meta.concrete_fields}
        fields = self.get_export_fields(selected_fields)
        return [capfirst(str(names.get(_name(field), field.column_name))) for field in fields]

    def export_field(self, field: Field, instance: WorkOrder, **kwargs: Any) -> Any:
        """Instants as such (without zone, as spreadsheets have none), choices and references in words."""
        name = _name(field)
        if name in INSTANTS:
            at = getattr(instance, name)
            return at and timezone.localtime(at).replace(tzinfo=None)
        if name in {"state", "priority"}:
            return getattr(instance, f"get_{name}_display")()
        if name == "channel":
            return instance.channel_name
        if name == "agent__staff_number":
            return instance.agent.staff_number if instance.agent else None
        value = getattr(instance, name)
        return value if isinstance(value, bool | None) else str(value)


def _name(field: Field) -> str:
    """The model's field: a reference is exported by its words, not by its key."""
    attribute: str = field.attribute
    return attribute.removesuffix("_id")


def export(orders: WorkOrderQuerySet, *, kind: str) -> bytes:
    """The orders as XLSX or CSV. Refuses what would be too much for one file."""
    related = orders.select_related("site", "building", "team", "agent").order_by("-created_at", "-pk")
    rows = list(related[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise Refused(
            _("More than %(most)s orders; narrow the list, for example to a month."),
            code="too_many",
            params={"most": MOST_ROWS},
        )
    data: bytes = FORMATS[kind]().export_data(OrderResource().export(rows))
    return data
