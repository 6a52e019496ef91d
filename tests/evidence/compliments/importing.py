"""Import of compliments."""

from collections.abc import Hashable, Sequence

from people.directory import DirectoryKind
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow
from records.imports.reading import Values
from records.imports.upserting import FactTable
from records.models import Batch

from .kind import LETTERS
from .models import Compliment

TABLE = FactTable(Compliment, kind="compliments", counts_in=LETTERS.counts_in)


class Compliments(DirectoryKind):
    """One row: one letter."""

    code = "compliments"
    verb = "records.import_evidence"
    label = "Compliments"
    fields = (
        Field(name="number", label="Number", type=FieldType.IDENTIFIER, required=True, max_length=100),
        Field(name="agent", label="Agent", type=FieldType.IDENTIFIER, required=True),
        Field(name="received_at", label="Received", type=FieldType.INSTANT, required=True),
        Field(name="words", label="Words"),
    )
    refers = {"agent": "person"}

    def key(self, values: Values) -> Hashable:
        """The number."""
        return values["number"]

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new letters, supersede changed ones."""
        return TABLE.store(context, [FactRow(row, str(row.values["number"]), _columns(row.values)) for row in rows])[0]

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its letters is about this person."""
        return TABLE.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void the batch's letters."""
        return TABLE.undo(batch)


def _columns(values: Values) -> dict[str, object]:
    return {
        "agent_id": values["agent_id"],
        "received_at": values["received_at"],
        "words": values.get("words") or "",
    }


KIND = Compliments()
