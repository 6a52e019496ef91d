"""The list of complaints as a file; no cell can run as a formula (PROMISES 13)."""

from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.resources import ModelResource

from kpi_portal.lib.refusals import Refused
from people.models import Account
from records.imports.formats import HarmlessCSV, HarmlessXLSX

from .models import Complaint
from .querysets import ComplaintQuerySet

MOST_ROWS = 50_000
FORMATS: dict[str, type[HarmlessCSV | HarmlessXLSX]] = {"xlsx": HarmlessXLSX, "csv": HarmlessCSV}
IN_WORDS = ("channel", "severity", "state", "verdict")
OF_THE_RESIDENT = ("resident", "phone")
FIELDS = (
    "source", "number", "received_at", "channel", "site", "building", "room", "resident", "phone", "words", "wish",
    "category", "cause", "severity", "is_public", "state", "handler", "soothed_at", "understood_at", "promised_at",
    "closed_at", "is_resolved", "called_back_at", "rating", "verdict", "against", "department", "excluded_reason",
)  # fmt: skip


class ComplaintResource(ModelResource):
    """One complaint a row; heads in the reader's language, instants in the company's zone."""

    class Meta:
        model = Complaint
        fields = FIELDS
        export_order = FIELDS

    def __init__(self, *, by: Account) -> None:
        super().__init__()
        self.with_resident, self.person = by.has_perm("evidence.judge_complaints"), by.person_id

    def _hides(self, name: str, complaint: Complaint) -> bool:
        is_own = self.person in (complaint.about_id, complaint.against_id)
        return name in OF_THE_RESIDENT and (is_own or not self.with_resident)

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        """The words of the model."""
        names = {field.name: field.verbose_name for field in Complaint._meta.concrete_fields}
        return [
            capfirst(str(names[field.attribute.removesuffix("_id")]))
            for field in self.get_export_fields(selected_fields)
        ]

    def export_field(self, field: Field, instance: Complaint, **kwargs: Any) -> Any:
        """Instants without zone, as spreadsheets have none; choices and references in words."""
        name = field.attribute.removesuffix("_id")
        if self._hides(name, instance):
            return ""
        if name in IN_WORDS:
            return getattr(instance, f"get_{name}_display")()
        value = getattr(instance, name)
        if name.endswith("_at"):
            return value and timezone.localtime(value).replace(tzinfo=None)
        return value if isinstance(value, bool | int | None) else str(value)


def export(complaints: ComplaintQuerySet, *, kind: str, by: Account) -> bytes:
    """The complaints as XLSX or CSV, with residents' names for who leads, but where it is about or against them.

    Refuses what is too much for one file.
    """
    related = complaints.select_related("site", "building", "category", "cause", "handler", "against", "department")
    rows = list(related.order_by("-received_at", "-pk")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise Refused(
            _("More than %(most)s complaints; narrow the list, for example to a month."),
            code="too_many",
            params={"most": MOST_ROWS},
        )
    resource = ComplaintResource(by=by)
    data: bytes = FORMATS[kind]().export_data(resource.export(rows))
    return data
