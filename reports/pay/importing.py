"""Import of pay items: awards, commission, team bonuses, corrections, each with its reason (SCORING §5, step 9)."""

from collections.abc import Hashable, Sequence
from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.month import Month
from people.directory import DirectoryKind
from records.imports import repeats
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow, Note
from records.imports.reading import Values
from records.imports.upserting import FactTable
from records.models import Batch
from reports.pay.models import PayItem

TABLE = FactTable(PayItem, kind="pay_items", counts_in=lambda rows: [None] * len(rows))
"""They count in no measure: a final month shuts none of them."""


class PayItems(DirectoryKind):
    """One row: a sum for one agent and month, with its reason."""

    code = "pay_items"
    verb = "reports.make_pay"
    label = _("Pay items")
    fields = (
        Field(name="number", label=_("Number"), type=FieldType.IDENTIFIER, max_length=100, aliases=("编号",),
              help=_("Without one every row is an entry of its own, named by file and row.")),
        Field(name="month", label=_("Month"), type=FieldType.MONTH, required=True, aliases=("月份",)),
        Field(name="agent", label=_("Agent"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("工号", "员工编号", "客服工号"),
              help=_("Staff number, or the name where it is unique.")),
        Field(name="kind", label=_("Kind"), type=FieldType.CHOICE, required=True, aliases=("类型", "项目"),
              choices={"award": ("奖金", "奖项"), "commission": ("佣金", "提成"), "team_bonus": ("班组奖",),
                       "correction": ("更正", "补发"), "other": ("其他",)},
              labels=dict(PayItem.Kind.choices),
              help=_("It is told apart in the payroll file.")),
        Field(name="amount", label=_("Amount (yuan)"), type=FieldType.NUMBER, required=True, minimum=-999999,
              maximum=999999, places=2, example="420.00", aliases=("金额", "金额（元）"),
              help=_("Negative where it is taken off.")),
        Field(name="reason", label=_("Reason"), required=True, max_length=300, example=_("Parking space let"),
              aliases=("原因", "事由", "说明")),
    )  # fmt: skip
    refers = {"agent": "person"}
    messages = {"no_sum": _noop("A sum of 0 is none.")}

    def check(self, values: Values, note: Note) -> None:
        """A sum of nothing is a mistake."""
        if values["amount"] == 0:
            note.error("amount", "no_sum")

    def key(self, values: Values) -> Hashable:
        """The number, where it has one."""
        return values.get("number")

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new entries, supersede changed ones. Of a month that was paid they make a difference."""
        facts = [FactRow.of(row, str(row.values.get("number") or ""), _columns(row.values), {}) for row in rows]
        return TABLE.store(context, repeats.named(context, facts))[0]

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its entries is for this person."""
        return TABLE.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void the batch's entries; what stood before stands again."""
        return TABLE.undo(batch)


def _columns(values: Values) -> dict[str, Any]:
    return {
        "agent_id": values["agent_id"],
        "first_day": cast(Month, values["month"]).first_day,
        "kind": values["kind"],
        "amount": values["amount"],
        "text": values["reason"],
    }


KIND = PayItems()
