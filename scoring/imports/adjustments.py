"""Import of adjustments (SCORING §5, step 6): bonus points, deductions, the supervisor's judgement."""

import secrets
from collections.abc import Hashable, Sequence
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop
from django.utils.translation import pgettext_lazy

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.directory import DirectoryKind
from records.imports import repeats
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow, Note
from records.imports.reading import Values
from records.imports.upserting import FactTable
from records.models import Batch
from scoring import entry_guard
from scoring.imports import published
from scoring.models import Adjustment, ScoringSettings

Kind = Adjustment.Kind
SALT_BYTES = 16
OPTIONAL = {"evidence": "evidence", "author_id": "author"}


TABLE = FactTable(
    Adjustment,
    kind="adjustments",
    counts_in=lambda rows: [columns["first_day"] for columns in rows],
    apart=frozenset({"salt"}),
)


class Adjustments(DirectoryKind):
    """One row: points with their sign for one agent and month, with reason and author."""

    code = "adjustments"
    verb = "records.import_evidence"
    label = _("Adjustments")
    fields = (
        Field(name="number", label=_("Number"), type=FieldType.IDENTIFIER, max_length=100, aliases=("编号",),
              help=_("Without one every row is an entry of its own, named by file and row.")),
        Field(name="month", label=_("Month"), type=FieldType.MONTH, required=True, aliases=("月份",)),
        Field(name="agent", label=_("Agent"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("工号", "客服工号"),
              help=_("Staff number, or the name where it is unique.")),
        Field(name="kind", label=_("Kind"), type=FieldType.CHOICE, required=True, aliases=("类型",),
              choices={"bonus": ("加分",), "deduction": ("扣分",), "supervisor": ("主管评价", "主管调整")},
              labels=dict(Adjustment.Kind.choices),
              help=_("Each kind has a cap of its own, which holds for the month's sum.")),
        Field(name="points", label=pgettext_lazy("adjustment", "Points"), type=FieldType.NUMBER, required=True,
              minimum=-999, maximum=999, places=2, example="1", aliases=("分值", "分数"),
              help=_("With their sign: a deduction is negative.")),
        Field(name="reason", label=_("Reason"), required=True, example=_("Found a leak in the night"),
              aliases=("原因", "事由")),
        Field(name="evidence", label=_("Evidence"), max_length=300, aliases=("证据",)),
        Field(name="author", label=_("Author"), type=FieldType.IDENTIFIER, aliases=("登记人工号", "登记人")),
    )  # fmt: skip
    refers = {"agent": "person", "author": "person"}
    messages = {
        **published.MESSAGES,
        **entry_guard.SENTENCES,
        "sign_of_bonus": _noop("A bonus has more than 0 points."),
        "sign_of_deduction": _noop("A deduction has fewer than 0 points; write the minus sign."),
        "beside_catalogue": _noop(
            "The company enters bonuses and deductions by its catalogue only: do it under Adjustments, by a line."
        ),
        "entered_by_hr": _noop("Bonuses and deductions are HR's to give: have HR import this file."),
        "no_points": _noop("An adjustment of 0 points changes nothing."),
    }

    def check(self, values: Values, note: Note) -> None:
        """Points carry the sign of their kind."""
        kind, points = values["kind"], cast(Decimal, values["points"])
        if points == 0:
            note.error("points", "no_points")
        elif kind == Kind.BONUS and points < 0:
            note.error("points", "sign_of_bonus")
        elif kind == Kind.DEDUCTION and points > 0:
            note.error("points", "sign_of_deduction")

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find agent and author; an entry for a published month is a warning."""
        super().look_up(context, rows)
        published.warn_of_published(context, rows)

    def key(self, values: Values) -> Hashable:
        """The number, where it has one."""
        return values.get("number")

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new entries, supersede changed ones."""
        facts = [FactRow.of(row, str(row.values.get("number") or ""), _columns(row.values), OPTIONAL) for row in rows]
        facts = repeats.named(context, facts)
        problems: dict[Month, str] = {}
        rules = ScoringSettings.of_the_company()
        for fact in TABLE.differing(context, facts):
            month, kind = cast(Month, fact.row.values["month"]), fact.row.values["kind"]
            if month not in problems:
                problems[month] = entry_guard.history_problem(month, context.batch.by)
            if problems[month]:
                context.error(fact.row.number, "month", problems[month], value=month, month=month)
            elif month >= rules.live_since and not _may_enter(context):
                context.error(fact.row.number, "kind", "entered_by_hr", value=Kind(cast(str, kind)).label)
            elif kind != Kind.SUPERVISOR and month >= rules.live_since and not rules.free_adjustments:
                context.error(fact.row.number, "kind", "beside_catalogue", value=Kind(cast(str, kind)).label)
        return TABLE.store(context, [fact for fact in facts if fact.row.number not in context.bad_rows])[0]

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its entries is for this person."""
        return TABLE.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void the batch's entries; what stood before stands again. Not of history that was computed."""
        given_for = Adjustment.objects.filter(batch=batch).order_by().values_list("first_day", flat=True)
        for month in map(Month.of_day, given_for.distinct()):
            code = entry_guard.history_problem(month, None)
            if code:
                raise Refused(_(entry_guard.SENTENCES[code]), code=code, params={"month": month})
        return TABLE.undo(batch)


def _may_enter(context: ImportContext) -> bool:
    """A file is no way around the verb that the page asks for: who keeps the data gives no points."""
    by = context.batch.by
    return by is None or by.has_perm("scoring.adjust")


def _columns(values: Values) -> dict[str, Any]:
    return {
        "agent_id": values["agent_id"],
        "first_day": cast(Month, values["month"]).first_day,
        "kind": values["kind"],
        "points": values["points"],
        "text": values["reason"],
        "evidence": values.get("evidence") or "",
        "author_id": values.get("author_id"),
        "salt": secrets.token_hex(SALT_BYTES),
    }


KIND = Adjustments()
