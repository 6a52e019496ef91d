"""That an adopted suggestion was carried out, and what that changed, as a file says it.

It moves no figure, so it comes in after the month of the decision is final too.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import cast

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop
from django.utils.translation import pgettext_lazy

from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import Note
from records.imports.reading import Values
from records.imports.upserting import Incoming, rows_concern, upsert
from records.models import Batch

from .models import Implementation, Suggestion

FIELDS = (
    Field(name="done_on", label=_("Carried out on"), type=FieldType.DAY, aliases=("落实日期",),
          help=_("Empty: not carried out yet, or noted in the portal.")),
    Field(name="done", label=_("What was done"), max_length=2000, aliases=("实施情况",), example=""),
    Field(name="before", label=pgettext_lazy("effect", "Before"), max_length=200, example="",
          help=_("A figure with its unit, such as 25 minutes, or words.")),
    Field(name="after", label=pgettext_lazy("effect", "After"), max_length=200, example="",
          help=_("In the same unit, so that the change can be seen; it may be filled in later.")),
)  # fmt: skip
MESSAGES = {
    "effect_undated": _noop(
        "What was done, before or after is filled in, but not the day on which it was carried out."
    ),
    "effect_without_words": _noop("There is the day on which it was carried out, but not what was done."),
    "done_not_adopted": _noop("Only an adopted suggestion is carried out."),
    "done_in_the_future": _noop("Carried out in the future."),
    "done_before_submitted": _noop("Carried out before it was submitted."),
}
SAID = {"words": "done", "before": "before", "after": "after"}
"""Columns and the fields that they come from."""


def check(values: Values, note: Note) -> None:
    """The day and what was done come together."""
    if values.get("done_on") is None and any(values.get(name) for name in SAID.values()):
        note.error("done_on", "effect_undated")
    elif values.get("done_on") is not None and "done" in values and not values["done"]:
        note.error("done", "effect_without_words")


def store(context: ImportContext, facts: Sequence[FactRow], stored: Collection[int]) -> Counts:
    """Add what was carried out, and change what was noted otherwise; facts of final months that wait, wait whole.

    ``stored``: rows that are counted already. Returns what that adds to the counts.
    """
    wanted = [fact for fact in facts if fact.row.values.get("done_on")]
    ideas = _standing(context, wanted)
    known = _known(context, wanted)
    rows = []
    for fact in wanted:
        idea = ideas.get(fact.number)
        if idea is None or fact.row.number in context.bad_rows or not _holds(context, fact, idea):
            continue
        before = known.get(fact.number)
        said = {column: _said(fact.row.values, field, before, column) for column, field in SAID.items()}
        columns = {"idea_id": before.idea_id if before else idea.pk, "done_on": fact.row.values["done_on"], **said}
        if before is None or not _is_same(before, columns):
            rows.append(Incoming(fact.row, columns | {"by_id": context.author}, idea.agent_id, before))
    upsert(context, Implementation, ("idea_id",), rows)
    only_here = [row for row in rows if row.row.number not in stored]
    new = len([row for row in only_here if row.corrects is None])
    return Counts(new, len(only_here) - new, -len(only_here))


def concerns(batch: Batch, person: int) -> bool:
    """Whether a file says of an idea of this person that it was carried out."""
    return rows_concern(batch, Implementation.objects.filter(idea__agent=person))


def _standing(context: ImportContext, facts: Sequence[FactRow]) -> dict[str, Suggestion]:
    numbers = [fact.number for fact in facts]
    found = Suggestion.objects.filter(source=context.batch.source, number__in=numbers, stands=True)
    return {idea.number: idea for idea in found}


def _known(context: ImportContext, facts: Sequence[FactRow]) -> dict[str, Implementation]:
    numbers = [fact.number for fact in facts]
    found = Implementation.objects.filter(idea__source=context.batch.source, idea__number__in=numbers)
    return {done.idea.number: done for done in found.select_related("idea")}


def _holds(context: ImportContext, fact: FactRow, idea: Suggestion) -> bool:
    """Whether an idea that was decided so was carried out on such a day; an error where not."""
    day = cast(date, fact.row.values["done_on"])
    if idea.decision != Suggestion.Decision.ADOPTED:
        if idea.decision == fact.columns.get("decision", idea.decision):
            context.error(fact.row.number, "done_on", "done_not_adopted")
        return False  # else its decision waits for its month, and this with it
    if day > context.now.astimezone(context.zone).date():
        context.error(fact.row.number, "done_on", "done_in_the_future", value=day)
        return False
    if day < idea.submitted_at.astimezone(context.zone).date():
        context.error(fact.row.number, "done_on", "done_before_submitted", value=day)
        return False
    return True


def _said(values: Values, field: str, before: Implementation | None, column: str) -> str:
    if field not in values and before is not None:
        return str(getattr(before, column))
    return str(values.get(field) or "")


def _is_same(before: Implementation, columns: Mapping[str, object]) -> bool:
    return all(getattr(before, name) == value for name, value in columns.items())
