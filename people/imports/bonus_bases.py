"""Import of bonus bases (SCORING §5, step 9)."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import date, timedelta

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from people.directory import DirectoryKind
from people.models import BonusBase
from records.imports.context import Counts, Days, ImportContext
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow
from records.imports.reading import Values
from records.imports.upserting import Columns, Incoming, Touched, rows_concern, undo_rows, upsert
from records.models import Batch


class BonusBases(DirectoryKind):
    """One row: a person, a month, the monthly amount in yuan that holds from that month on."""

    code = "bonus_bases"
    verb = "people.set_bonus"
    label = _("Bonus bases")
    fields = (
        Field(name="person", label=_("Person"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("工号", "姓名"),
              help=_("Staff number, or the name where it is unique.")),
        Field(name="month", label=_("From month"), type=FieldType.MONTH, required=True, aliases=("起始月份", "月份"),
              help=_("It holds until a later row replaces it.")),
        Field(name="amount", label=_("Bonus base (yuan)"), type=FieldType.NUMBER, required=True,
              minimum=0,
              maximum=9_999_999_999, places=2,
              example="1500",
              aliases=("奖金基数",)),
    )  # fmt: skip
    refers = {"person": "person"}

    def key(self, values: Values) -> Hashable:
        """A person's base by its month."""
        return values["person_id"], values["month"]

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new bases, change the amount of known."""
        incoming = [
            Incoming(
                row,
                {
                    "person_id": row.values["person_id"],
                    "from_first_day": month.first_day,
                    "amount": row.values["amount"],
                },
                whose=row.values["person_id"],
            )
            for row in rows
            if isinstance(month := row.values["month"], Month)
        ]
        return upsert(context, BonusBase, ("person_id", "from_first_day"), incoming, _months_of(incoming))

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its bases is of this person."""
        return rows_concern(batch, BonusBase.objects.filter(person=person))

    def undo(self, batch: Batch) -> int:
        """Delete what the batch added, restore what it changed."""
        return undo_rows(batch, BonusBase)


def _months_of(incoming: Sequence[Incoming]) -> Touched:
    """A base holds until the person's next one, stored or in the same file."""
    known: dict[int, set[date]] = defaultdict(set)
    people = {row.columns["person_id"] for row in incoming}
    for person, since in BonusBase.objects.filter(person__in=people).values_list("person_id", "from_first_day"):
        known[person].add(since)
    for row in incoming:
        known[row.columns["person_id"]].add(row.columns["from_first_day"])

    def touched(_before: Model | None, columns: Columns) -> Days:
        since = columns["from_first_day"]
        later = [day for day in known[columns["person_id"]] if day > since]
        return since, min(later) - timedelta(days=1) if later else None

    return touched


KIND = BonusBases()
