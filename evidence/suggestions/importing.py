"""Import of suggestions and their decisions (SCORING §3, ``suggestions_adopted``)."""

from collections.abc import Hashable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from people.directory import DirectoryKind
from records.imports import repeats
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow, Note
from records.imports.reading import Values
from records.imports.upserting import FactTable, undo_rows
from records.models import Batch

from . import import_effects
from .kind import IDEAS
from .models import Implementation, Suggestion

OPTIONAL = {"text": "text", "decision": "decision", "decided_at": "decided_at"}
TABLE = FactTable(Suggestion, kind="suggestions", counts_in=IDEAS.counts_in)


class Suggestions(DirectoryKind):
    """One row: a suggestion of an agent, with the decision once there is one."""

    code = "suggestions"
    verb = "records.import_evidence"
    label = _("Suggestions")
    fields = (
        Field(name="number", label=_("Number"), type=FieldType.IDENTIFIER, max_length=100,
              aliases=("建议编号", "编号"),
              help=_("Without one every row is a suggestion of its own, named by file and row.")),
        Field(name="agent", label=_("Submitter"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("工号", "姓名"),
              help=_("Staff number, or the name where it is unique.")),
        Field(name="title", label=_("Title"), required=True, max_length=200, example=_("A bell at the side door"),
              aliases=("标题",)),
        Field(name="text", label=_("Text"), aliases=("内容",)),
        Field(name="submitted_at", label=_("Submitted"), type=FieldType.INSTANT, required=True, aliases=("提交时间",)),
        Field(name="decision", label=_("Decision"), type=FieldType.CHOICE, aliases=("决定",),
              choices={"pending": ("待定", "审核中"), "adopted": ("采纳", "已采纳"), "declined": ("未采纳", "不采纳")},
              labels=dict(Suggestion.Decision.choices),
              help=_("Empty means pending.")),
        Field(name="decided_at", label=_("Decided"), type=FieldType.INSTANT, aliases=("决定时间",),
              help=_("An adopted suggestion counts in the month of this instant.")),
        *import_effects.FIELDS,
    )  # fmt: skip
    refers = {"agent": "person"}
    messages = {
        "undated_decision": _noop("A decision needs its instant: it says in which month the suggestion counts."),
        "undecided": _noop("There is an instant of a decision, but no decision."),
        "decided_before_submitted": _noop("Decided before it was submitted."),
        **import_effects.MESSAGES,
    }

    def check(self, values: Values, note: Note) -> None:
        """A decision and its instant come together."""
        decided, submitted = values.get("decided_at"), values["submitted_at"]
        if _decision(values) != Suggestion.Decision.PENDING and decided is None:
            note.error("decided_at", "undated_decision")
        elif _decision(values) == Suggestion.Decision.PENDING and decided is not None:
            note.error("decision", "undecided")
        elif isinstance(decided, datetime) and isinstance(submitted, datetime) and decided < submitted:
            note.warning("decided_at", "decided_before_submitted")
        import_effects.check(values, note)

    def key(self, values: Values) -> Hashable:
        return values.get("number")

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new suggestions, supersede those decided since."""
        facts = [FactRow.of(row, str(row.values.get("number") or ""), _columns(row.values), OPTIONAL) for row in rows]
        facts = TABLE.spelled(context.batch.source, repeats.named(context, facts))
        counts, made = TABLE.store(context, facts)
        return counts + import_effects.store(context, facts, {fact.row.number for fact, _idea in made})

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its suggestions is of this person."""
        return TABLE.concerns(batch, person) or import_effects.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void the batch's suggestions and what it says of their effect; what stood before stands again."""
        return max(undo_rows(batch, Implementation), TABLE.undo(batch))


def _decision(values: Values) -> str:
    return str(values.get("decision") or Suggestion.Decision.PENDING.value)


def _columns(values: Values) -> dict[str, object]:
    return {
        "agent_id": values["agent_id"],
        "title": values["title"],
        "text": values.get("text") or "",
        "submitted_at": values["submitted_at"],
        "decision": _decision(values),
        "decided_at": values.get("decided_at"),
    }


KIND = Suggestions()
