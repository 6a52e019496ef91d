"""Import of ratings by other departments (SCORING §3, ``collaboration``)."""

from collections.abc import Hashable, Sequence
from typing import cast

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.month import Month
from people.directory import DirectoryKind
from people.models import Person
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow
from records.imports.reading import Values
from records.imports.upserting import FactTable
from records.models import Batch

from .kind import GIVEN
from .models import DepartmentRating

OPTIONAL = {"rater_id": "rater", "comment": "comment"}
TABLE = FactTable(DepartmentRating, kind="ratings", counts_in=GIVEN.counts_in, apart=frozenset({"by_own_department"}))


class Ratings(DirectoryKind):
    """One row: a department's rating 1–5 of an agent for a month, perhaps by a named rater."""

    code = "ratings"
    verb = "records.import_evidence"
    label = _("Department ratings")
    fields = (
        Field(name="number", label=_("Number"), type=FieldType.IDENTIFIER, max_length=100,
              aliases=("评价编号", "编号"),
              help=_("Without one a rater's rating of an agent and month is known by these; without rater every row "
                     "is a rating of its own.")),
        Field(name="month", label=_("Month"), type=FieldType.MONTH, required=True, aliases=("月份",)),
        Field(name="agent", label=_("Agent"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("客服工号", "工号"),
              help=_("Staff number, or the name where it is unique.")),
        Field(name="department", label=_("Department"), required=True, example=_("Maintenance"),
              aliases=("评价部门", "部门"),
              help=_("The department that rates, not the agent's own.")),
        Field(name="rater", label=_("Rater"), type=FieldType.IDENTIFIER, aliases=("评价人工号", "评价人")),
        Field(name="rating", label=_("Rating"), type=FieldType.NUMBER, required=True, minimum=1, maximum=5, places=2,
              example="4",
              aliases=("评分",), help=_("From 1 to 5.")),
        Field(name="comment", label=_("Comment"), aliases=("评论",)),
    )  # fmt: skip
    refers = {"agent": "person", "department": "department", "rater": "person"}
    messages = {
        "rates_oneself": _noop("Nobody rates themselves."),
        "own_department": _noop("This is the agent's own department; the rating does not count."),
    }

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find agents, departments and raters; a rating by the own department is a warning."""
        super().look_up(context, rows)
        own = dict(Person.objects.exclude(department=None).values_list("pk", "department_id"))
        for row in rows:
            agent, department = row.values["agent_id"], row.values["department_id"]
            if row.values.get("rater_id") is not None and row.values["rater_id"] == agent:
                context.error(row.number, "rater", "rates_oneself", value=row.values["rater"])
            row.values["by_own_department"] = department is not None and own.get(cast(int, agent)) == department
            if row.values["by_own_department"]:
                context.warning(row.number, "department", "own_department", value=row.values["department"])

    def key(self, values: Values) -> Hashable:
        """The number, where it has one."""
        return _number(values) or None

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new ratings, supersede changed ones."""
        facts = [FactRow.of(row, _number(row.values), _columns(row.values), OPTIONAL) for row in rows]
        return TABLE.store(context, facts)[0]

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its ratings is of this person."""
        return TABLE.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void the batch's ratings."""
        return TABLE.undo(batch)


def _number(values: Values) -> str:
    """Its own, else what identifies the rating of a rater; none where nobody is named."""
    if values.get("number") or values.get("rater_id") is None:
        return str(values.get("number") or "")
    parts = (values["month"], values["agent_id"], values["department_id"], values["rater_id"])
    return "/".join(str(part) for part in parts)


def _columns(values: Values) -> dict[str, object]:
    return {
        "agent_id": values["agent_id"],
        "department_id": values["department_id"],
        "by_own_department": values["by_own_department"],
        "rater_id": values.get("rater_id"),
        "first_day": cast(Month, values["month"]).first_day,
        "rating": values["rating"],
        "comment": values.get("comment") or "",
    }


KIND = Ratings()
