"""Import of unpaid leave (SCORING §7: such days do not count as posted)."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from people.directory import DirectoryKind
from people.final_days import new_days
from people.models import UnpaidLeave
from records.imports.context import Counts, ImportContext
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow, Note
from records.imports.reading import Values
from records.imports.upserting import Incoming, rows_concern, undo_rows, upsert
from records.models import Batch


class Leave(DirectoryKind):
    """One row: a person, a first and a last day (inclusive), perhaps a reason."""

    code = "leave"
    verb = "records.import_evidence"
    label = _("Unpaid leave")
    fields = (
        Field(name="person", label=_("Person"), type=FieldType.IDENTIFIER, required=True, example="A012",
              help=_("Staff number, or the name where it is unique.")),
        Field(name="first_day", label=_("First day"), type=FieldType.DAY, required=True),
        Field(name="last_day", label=_("Last day"), type=FieldType.DAY, required=True,
              help=_("Included.")),
        Field(name="reason", label=_("Reason"), max_length=200, example=_("Family matter")),
    )  # fmt: skip
    refers = {"person": "person"}
    messages = {
        "leave_overlaps": _noop(
            "%(first)s to %(last)s is leave already. If these days are right, take the others back on the person's "
            "page, or undo their import."
        ),
    }

    def check(self, values: Values, note: Note) -> None:
        """The last day is not before the first."""
        first, last = values["first_day"], values["last_day"]
        if isinstance(first, date) and isinstance(last, date) and last < first:
            note.error("last_day", "ends_before_start")

    def key(self, values: Values) -> Hashable:
        """A person's leave by its days."""
        return values["person_id"], values["first_day"], values["last_day"]

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new leave, change the reason of known."""
        incoming = [
            Incoming(
                row,
                {
                    "person_id": row.values["person_id"],
                    "first_day": row.values["first_day"],
                    "last_day": row.values["last_day"],
                    **({"reason": row.values["reason"] or ""} if "reason" in row.values else {}),
                },
                whose=row.values["person_id"],
            )
            for row in rows
        ]
        _refuse_overlaps(context, incoming)
        incoming = [row for row in incoming if row.row.number not in context.bad_rows]
        return upsert(context, UnpaidLeave, ("person_id", "first_day", "last_day"), incoming, new_days)

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its entries is of this person."""
        return rows_concern(batch, UnpaidLeave.objects.filter(person=person))

    def undo(self, batch: Batch) -> int:
        """Delete what the batch added."""
        return undo_rows(batch, UnpaidLeave)


def _refuse_overlaps(context: ImportContext, incoming: Sequence[Incoming]) -> None:
    """Days that are leave already, from another first or to another last day: a correction takes the others back."""
    days = defaultdict[object, list[tuple[date, date]]](list)
    people = {row.columns["person_id"] for row in incoming}
    for person, *known in UnpaidLeave.objects.filter(person__in=people).values_list(
        "person_id", "first_day", "last_day"
    ):
        days[person].append((known[0], known[1]))
    for row in incoming:
        own = row.columns["first_day"], row.columns["last_day"]
        clash = next((one for one in days[row.whose] if one != own and one[0] <= own[1] and own[0] <= one[1]), None)
        if clash is not None:
            first, last = clash
            context.error(row.row.number, "first_day", "leave_overlaps", value=own[0], first=first, last=last)
        days[row.whose].append(own)


KIND = Leave()
