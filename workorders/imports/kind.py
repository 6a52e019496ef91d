"""The kind “work orders”."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from people.directory import offers
from records.imports.context import ImportContext
from records.imports.fields import Field, Offered
from records.imports.judging import Note
from records.imports.matters import Matter
from records.imports.reading import Values
from records.models import Batch
from workorders.imports import rules, undoing
from workorders.imports.columns import FIELDS
from workorders.imports.storing import OrderStoring
from workorders.imports.telling import MATTERS


class WorkOrders:
    """One row: an order, its people and places, and the instants of its events."""

    code: ClassVar[str] = "workorders"
    verb: ClassVar[str] = "records.import_evidence"
    label = _("Work orders")
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    rides_on: ClassVar[str] = ""
    trigger: ClassVar[str] = ""
    riding: ClassVar[tuple[str, ...]] = ()
    messages: ClassVar[Mapping[str, str]] = rules.MESSAGES
    matters: ClassVar[tuple[Matter, ...]] = MATTERS

    def offered(self) -> Mapping[str, Offered]:
        """People, sites and teams of the company."""
        return offers({"agent": "person", "responder": "person", "site": "site", "team": "team"})

    def check(self, values: Values, note: Note) -> None:
        """Warn of what is implausible."""
        rules.check(values, note)

    def open(self, context: ImportContext) -> OrderStoring:
        """Begin to store a file."""
        return OrderStoring(context)

    def follow(self, context: ImportContext) -> None:
        """Orders ride on no other file."""

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether an order of the batch counts for this person."""
        return undoing.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void what a batch brought."""
        return undoing.undo(batch)


KIND = WorkOrders()
