"""Import of ratings within a team, as a questionnaire's system gives them out (SCORING §4)."""

from collections.abc import Hashable, Sequence
from decimal import Decimal
from typing import Any, ClassVar, cast

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.month import Month
from people.directory import DirectoryKind
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow, Note
from records.imports.reading import Values
from records.imports.upserting import FactTable
from records.models import Batch

from .kind import OF_LEADERS, OF_PEERS
from .models import LOW, PeerRating, RatingRules, SupervisorRating

OPTIONAL = {"rater_id": "rater", "comment": "comment"}


def _fields(rater: Field, rating: Field) -> tuple[Field, ...]:
    return (
        Field(name="number", label=_("Number"), type=FieldType.IDENTIFIER, max_length=100,
              aliases=("评价编号", "编号"),
              help=_("Without one a rater's rating of an agent and month is known by these; without rater every row "
                     "is a rating of its own.")),
        Field(name="month", label=_("Month"), type=FieldType.MONTH, required=True, aliases=("月份", "考核月")),
        Field(name="agent", label=_("Agent"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("被评价人", "客服工号", "工号"),
              help=_("Staff number, or the name where it is unique.")),
        rater,
        rating,
        Field(name="comment", label=_("Comment"), aliases=("评论", "评语")),
    )  # fmt: skip


RATING: dict[str, Any] = {
    "name": "rating", "type": FieldType.NUMBER, "required": True, "minimum": 1, "maximum": 5, "places": 2,
    "example": "4", "help": _("From 1 to 5."),
}  # fmt: skip


class ColleagueRatings(DirectoryKind):
    """One row: the rating 1–5 of an agent for a month by somebody of the team."""

    verb = "records.import_evidence"
    table: ClassVar[FactTable]
    refers = {"agent": "person", "rater": "person"}
    messages = {
        "rates_oneself": _noop("Nobody rates themselves."),
        "low_without_words": _noop("1 and 2 should come with a comment."),
    }

    def check(self, values: Values, note: Note) -> None:
        """A low rating says why."""
        if cast(Decimal, values["rating"]) <= LOW and not values.get("comment"):
            note.warning("comment", "low_without_words")

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find agents and raters."""
        super().look_up(context, rows)
        for row in rows:
            if row.values.get("rater_id") is not None and row.values["rater_id"] == row.values["agent_id"]:
                context.error(row.number, "rater", "rates_oneself", value=row.values["rater"])

    def key(self, values: Values) -> Hashable:
        """The number, where it has one."""
        return _number(values) or None

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new ratings, supersede changed ones."""
        good = [row for row in rows if row.number not in context.bad_rows]
        facts = [FactRow.of(row, _number(row.values), self.columns(row.values), OPTIONAL) for row in good]
        return self.table.store(context, facts)[0]

    def columns(self, values: Values) -> dict[str, Any]:
        """As they are stored."""
        return {
            "agent_id": values["agent_id"],
            "rater_id": values.get("rater_id"),
            "first_day": cast(Month, values["month"]).first_day,
            "rating": values["rating"],
            "comment": values.get("comment") or "",
        }

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its ratings is of this person."""
        return self.table.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void the batch's ratings."""
        return self.table.undo(batch)


class PeerRatings(ColleagueRatings):
    """By members of the own team."""

    code = "peer_ratings"
    label = _("Peer ratings")
    fields = _fields(
        Field(name="rater", label=_("Rater"), type=FieldType.IDENTIFIER, example="A015",
              aliases=("评价人工号", "评价人", "同事")),
        Field(label=_("Peer's rating"), aliases=("同事评分", "评分", "得分"), **RATING),
    )  # fmt: skip
    table = FactTable(PeerRating, kind="peer_ratings", counts_in=OF_PEERS.counts_in, apart=frozenset({"promised"}))

    def columns(self, values: Values) -> dict[str, Any]:
        """With how many raters the company promises now."""
        return super().columns(values) | {"promised": RatingRules.of_the_company().minimum_raters}


class SupervisorRatings(ColleagueRatings):
    """By who leads the team."""

    code = "supervisor_ratings"
    label = _("Supervisors' ratings")
    fields = _fields(
        Field(name="rater", label=_("Supervisor"), type=FieldType.IDENTIFIER, example="S001",
              aliases=("上级", "主管", "主管工号", "评价人")),
        Field(label=_("Supervisor's rating"), aliases=("上级评分", "主管评分", "评分"), **RATING),
    )  # fmt: skip
    table = FactTable(SupervisorRating, kind="supervisor_ratings", counts_in=OF_LEADERS.counts_in)


def _number(values: Values) -> str:
    """Its own, else what identifies the rating of a rater; none where nobody is named."""
    if values.get("number") or values.get("rater_id") is None:
        return str(values.get("number") or "")
    return "/".join(str(part) for part in (values["month"], values["agent_id"], values["rater_id"]))


PEERS, LEADERS = PeerRatings(), SupervisorRatings()
