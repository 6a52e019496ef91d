"""Import of residents' answers: files of their own, or the rating columns of a file of work orders."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kpi_portal.lib.refusals import Refused
from people import presumed
from people.directory import directory_of, offers
from records.imports import staging
from records.imports.context import Counts, ImportContext
from records.imports.fields import Field, FieldType, Offered
from records.imports.judging import JudgedRow, Note
from records.imports.matters import Matter
from records.imports.reading import Values
from records.models import Batch

from . import import_statements as statements
from . import import_telling

TABLE = "staged_answer"
SILENT = "staged_silence"
"""Rows of orders without a rating."""
RATED = (
    "satisfaction score", "satisfaction", "satisfaction rating", "csat", "customer satisfaction", "rating", "score",
    "满意度评价", "满意度评分", "满意度得分", "服务评价", "服务满意度", "评价结果", "评价星级", "评价等级",
    "星级", "打分",
)  # fmt: skip
"""What the exports of other systems call the rating."""
COLUMNS = ("row", "number", "order_number", "order_source", "agent_id", "rating", "answered_at", "comment")


class Surveys:
    """One row: an answer to the invitation of one order. Rows of a work-order file without a rating are no answers."""

    code: ClassVar[str] = "surveys"
    verb: ClassVar[str] = "records.import_evidence"
    label = gettext_lazy("Survey answers")
    rides_on: ClassVar[str] = "workorders"
    trigger: ClassVar[str] = "rating"
    riding: ClassVar[tuple[str, ...]] = ("rating", "answered_at", "comment")
    messages: ClassVar[Mapping[str, str]] = {
        "order_not_known": gettext_noop(
            "No order %(number)s is known yet, and the row names no agent: nobody is credited until the order comes."
        ),
        "answer_without_time": gettext_noop(
            "There is a rating, but not when it was given: “Answered” must not be empty."
        ),
        "rating_emptied": gettext_noop(
            "The file has no rating any more; %(rating)s is known. Write the rating, or undo the import that brought "
            "it; an answer that is not to count is excluded on the page of the answers."
        ),
        "off_scale": gettext_noop("The rating lies outside the scale 0–%(top)s that the profile names."),
    }
    matters: ClassVar[tuple[Matter, ...]] = import_telling.MATTERS
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            name="number",
            label=gettext_lazy("Number"),
            type=FieldType.IDENTIFIER,
            required=True,
            max_length=100,
            help=gettext_lazy("Number of the answer; without a column for the order it is the order's number too."),
            synonyms=("答卷编号", "问卷编号", "评价编号", "序号", "编号", "response id"),
        ),
        Field(
            name="rating",
            label=gettext_lazy("Rating"),
            type=FieldType.NUMBER,
            minimum=0,
            places=2,
            aliases=("满意度", "评分", "评价", "survey results"),
            synonyms=RATED,
        ),
        Field(
            name="answered_at",
            label=gettext_lazy("Answered"),
            type=FieldType.INSTANT,
            aliases=("评价时间", "回复时间"),
            synonyms=("填写时间", "答题时间", "提交时间", "responded at", "response date"),
            needed_with="rating",
            stand_ins=("completed_at", "archived_at"),
        ),
        Field(name="comment", label=gettext_lazy("Comment"), max_length=5000, aliases=("评价内容", "意见")),
        Field(
            name="order_number",
            label=gettext_lazy("Order number"),
            type=FieldType.IDENTIFIER,
            max_length=100,
            synonyms=("工单号", "工单编号", "报修单号", "报事单号", "ticket id", "order"),
        ),
        Field(
            name="order_source",
            label=gettext_lazy("Source of the order"),
            max_length=60,
            help=gettext_lazy("If the orders come from another source than the answers."),
        ),
        Field(
            name="agent",
            label=gettext_lazy("Agent"),
            max_length=100,
            synonyms=("客服姓名", "客服", "责任客服", "服务人员", "管家", "assignee", "agent name"),
        ),
    )

    def offered(self) -> Mapping[str, Offered]:
        """People of the company."""
        return offers({"agent": "person"})

    def check(self, values: Values, note: Note) -> None:
        """An answer needs its instant; a file of answers needs ratings."""
        if values.get("rating") is not None and values.get("answered_at") is None:
            note.error("answered_at", "answer_without_time")
        if values.get("rating") is None and "created_at" not in values:
            note.error("rating", "missing")

    def open(self, context: ImportContext) -> "SurveyStoring":
        """Begin to store a file."""
        return SurveyStoring(context)

    def follow(self, context: ImportContext) -> None:
        """Orders came in: answers that waited for them are linked, as a revision of this import."""
        params = {"batch": context.batch.pk, "by": context.batch.by_id, "reason": _("The order came in.")}
        staging.forget("waiting_answer")
        staging.run(statements.WAITING, params)
        import_telling.tell_linked(context)
        staging.run(statements.LINK_BEFORE)
        staging.run(statements.LINK, params)
        presumed.settle({agent for (agent,) in staging.run(statements.LINKED)})

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its answers is credited to this person."""
        return bool(staging.run(statements.CONCERNS, {"batch": batch.pk, "person": person})[0][0])

    def undo(self, batch: Batch) -> int:
        """Void what a batch brought."""
        touched = {"batch": batch.pk, "at": timezone.now()}
        if found := staging.run(statements.NOT_UNDOABLE, touched):
            sentence = gettext_lazy("%(number)s counts for a final month, or was corrected since.")
            raise Refused(sentence, code="not_undoable", params={"number": found[0][0]})
        voided = staging.change(statements.VOID, touched)
        staging.run(statements.STAND_AGAIN, touched)
        return voided


class SurveyStoring:
    """One file of answers, or the answers in a file of work orders."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._rides = context.profile.kind != Surveys.code
        self._names_agent = "agent" in context.profile.fields and not self._rides
        staging.create(TABLE, statements.STAGED)
        staging.create(SILENT, {"row": "integer", "number": "text"})
        staging.forget("compared")

    def take(self, rows: Sequence[JudgedRow]) -> None:
        """Keep the rows that are answers."""
        answers = [row for row in rows if row.values.get("rating") is not None]
        if self._rides:
            silent = [[row.number, row.values["number"]] for row in rows if row.values.get("rating") is None]
            staging.write(SILENT, ("row", "number"), silent)
        staging.write(TABLE, COLUMNS, [staged for row in answers if (staged := self._staged(row)) is not None])

    def _staged(self, row: JudgedRow) -> list[Any] | None:
        values, top = row.values, self._context.profile.rating_scale
        rating = values["rating"]
        if isinstance(rating, Decimal) and rating > top:
            self._context.error(row.number, "rating", "off_scale", value=rating, top=top)
            return None
        agent = values.get("agent") if self._names_agent else None
        agent_id = directory_of(self._context).person(row.number, "agent", str(agent)) if agent else None
        comment = values["comment"] or "" if "comment" in values else None
        order = values["number"] if self._rides else values.get("order_number") or values["number"]
        named = (row.number, values["number"], order, values.get("order_source") or self._context.profile.source)
        return [*named, agent_id, rating, values["answered_at"], comment]

    def settle(self) -> None:
        """Report numbers that come twice; where the answers ride on orders that has been done."""
        staging.run(f"ANALYZE {TABLE}, {SILENT}")
        for row, rating in staging.run(statements.EMPTIED, {"source": self._context.profile.source}):
            self._context.error(row, "rating", "rating_emptied", rating=rating)
        if not self._rides:
            for row, number, first in staging.run(statements.TWICE):
                self._context.error(row, "number", "twice", value=number, first=first)

    def finish(self) -> Counts:
        """Compare with what is known, then add, supersede, queue. Riding answers are counted with their orders."""
        staging.run(f"DELETE FROM {TABLE} WHERE row = ANY(%s)", [list(self._context.bad_rows)])
        params = self._params()
        staging.run(statements.SPELLED, params)
        if not self._rides and "order_number" not in self._context.profile.fields:
            staging.run(statements.SAME_ORDERS, params)
        staging.run(statements.COMPARE, params)
        staging.run("ANALYZE compared")
        self._refuse_what_begins_again()
        self._refuse_own()
        late = staging.run(statements.LATE)
        staging.run(statements.SETTLE_LATE, params)
        staging.run(statements.QUEUE_LATE, params)
        for row, number in staging.run(statements.UNKNOWN_ORDERS, params):
            self._context.warning(row, "order_number", "order_not_known", value=number, number=number)
        self._tell_late(late)
        changed = staging.change(statements.SUPERSEDE, params)
        made = staging.change(statements.INSERT, params)
        import_telling.tell(self._context, rides=self._rides)
        credited = {agent for (agent,) in staging.run(statements.CREDITED)}
        presumed.settle(credited | directory_of(self._context).named)
        if self._rides:
            return Counts()
        total = staging.run(f"SELECT count(*) FROM {TABLE}")[0][0]
        return Counts(made - changed, changed, total - made - len(late), len(late))

    def _tell_late(self, late: Sequence[tuple[int, str, date]]) -> None:
        """Answers to orders that wait themselves are told with these."""
        late = [(row, number, first_day) for row, number, first_day in late if row not in self._context.late_rows]
        import_telling.tell_late(self._context, late, rides=self._rides)
        for row, number, first_day in late:
            self._context.warning(row, "answered_at", "late", value=number, month=f"{first_day:%Y-%m}")

    def _refuse_own(self) -> None:
        own = [row for (row,) in staging.run(statements.OWN, {"author": self._context.author})]
        for row in own:
            self._context.error(row, "rating", "for_oneself")
        for table in (TABLE, "compared") if own else ():
            staging.run(f"DELETE FROM {table} WHERE row = ANY(%s)", [own])

    def _refuse_what_begins_again(self) -> None:
        """Numbers that name another answer than they did."""
        found = staging.run(statements.BEGIN_AGAIN, {"zone": self._context.zone.key})
        for row, number, month, known in found:
            params = {"number": number, "month": month, "known": known}
            self._context.error(row, "number", "fact_begins_again", value=number, **params)
        for table in (TABLE, "compared") if found else ():
            staging.run(f"DELETE FROM {table} WHERE row = ANY(%s)", [[row for row, *_rest in found]])

    def _params(self) -> dict[str, Any]:
        batch = self._context.batch
        return {
            "batch": batch.pk,
            "by": batch.by_id,
            "source": self._context.profile.source,
            "top": self._context.profile.rating_scale,
            "names_agent": self._names_agent,
            "late_rows": list(self._context.late_rows),
            "reason": _("Import of %(file)s") % {"file": batch.file_name},
        }


KIND = Surveys()
