"""Import of praise (SCORING §4, ``praise_count``)."""

from collections.abc import Hashable, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.directory import DirectoryKind
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow
from records.imports.reading import Values
from records.imports.upserting import FactTable
from records.models import Batch

from .kind import RECEIVED
from .models import Praise

OPTIONAL = {"form": "form", "giver": "giver", "site_id": "site", "state": "state"}
TABLE = FactTable(Praise, kind="praise", counts_in=RECEIVED.counts_in)


class PraiseKind(DirectoryKind):
    """One row: one praise of one agent."""

    code = "praise"
    verb = "records.import_evidence"
    label = _("Praise")
    fields = (
        Field(name="number", label=_("Number"), type=FieldType.IDENTIFIER, max_length=100,
              aliases=("表扬编号", "编号"),
              help=_("Without one every row is a praise of its own, named by file and row.")),
        Field(name="received_at", label=pgettext_lazy("praise", "Received"), type=FieldType.INSTANT, required=True,
              aliases=("收到时间", "表扬时间", "日期"), help=_("It decides the month.")),
        Field(name="agent", label=_("Agent"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("被表扬人", "工号", "姓名"),
              help=_("Staff number, or the name where it is unique.")),
        Field(name="form", label=pgettext_lazy("praise", "Form"), type=FieldType.CHOICE,
              aliases=("表扬形式", "形式", "类型"),
              choices={"letter": ("表扬信", "感谢信"), "banner": ("锦旗",), "media": ("媒体", "媒体表扬"),
                       "words": ("口头", "微信", "电话表扬")},
              labels=dict(Praise.Form.choices), help=_("Empty means a letter.")),
        Field(name="words", label=_("What is praised"), required=True, aliases=("表扬内容", "内容", "事由")),
        Field(name="giver", label=_("From whom"), max_length=100, aliases=("表扬人", "业主")),
        Field(name="site", label=_("Site"), aliases=("项目", "小区")),
        Field(name="state", label=_("State"), type=FieldType.CHOICE, aliases=("状态", "是否核实"),
              choices={"confirmed": ("已核实", "是"), "brought": ("待核实", "否"), "declined": ("不予认定",)},
              labels=dict(Praise.State.choices), help=_("Empty means confirmed.")),
    )  # fmt: skip
    refers = {"agent": "person", "site": "site"}

    def key(self, values: Values) -> Hashable:
        """The number, where it has one."""
        return values.get("number")

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new praise, supersede what changed."""
        facts = [FactRow.of(row, str(row.values.get("number") or ""), _columns(row.values), OPTIONAL) for row in rows]
        return TABLE.store(context, facts)[0]

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its rows praises this person."""
        return TABLE.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void the batch's praise."""
        return TABLE.undo(batch)


def _columns(values: Values) -> dict[str, object]:
    return {
        "agent_id": values["agent_id"],
        "received_at": values["received_at"],
        "form": values.get("form") or Praise.Form.LETTER.value,
        "giver": values.get("giver") or "",
        "site_id": values.get("site_id"),
        "words": values["words"],
        "state": values.get("state") or Praise.State.CONFIRMED.value,
    }


KIND = PraiseKind()
