"""Import of activities and who took part: one row per activity and agent (SCORING §5, bonus)."""

import hashlib
from collections.abc import Hashable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop
from django.utils.translation import pgettext_lazy

from people.directory import DirectoryKind
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow
from records.imports.reading import Values
from records.imports.upserting import FactTable
from records.models import Batch

from .kind import HELD, PARTS
from .models import Activity, Participation

ACTIVITIES = FactTable(Activity, kind="activities", counts_in=HELD.counts_in)
PARTICIPATIONS = FactTable(Participation, kind="activities", counts_in=PARTS.counts_in)
OPTIONAL = {"hours": "hours"}


class Activities(DirectoryKind):
    """One row: an agent's part in an activity. What a known activity is called, or when it was, is corrected on its
    page."""

    code = "activities"
    verb = "records.import_evidence"
    label = _("Activities")
    fields = (
        Field(name="activity", label=_("Activity number"), type=FieldType.IDENTIFIER, max_length=60,
              aliases=("活动编号", "编号"), help=_("Without one, title and instant identify an activity.")),
        Field(name="title", label=pgettext_lazy("activity", "Title"), required=True, max_length=200,
              aliases=("标题", "活动")),
        Field(name="form", label=pgettext_lazy("activity", "Form"), type=FieldType.CHOICE,
              aliases=("活动类型", "类型"),
              choices={"festival": ("节日", "节日活动"), "service_day": ("便民", "便民服务日"), "other": ("其他",)},
              labels=dict(Activity.Form.choices), help=_("Empty means a festival.")),
        Field(name="held_at", label=pgettext_lazy("activity", "Held at"), type=FieldType.INSTANT, required=True,
              aliases=("举办时间", "活动日期", "培训时间"), help=_("It decides the month.")),
        Field(name="site", label=_("Site"), aliases=("项目", "小区")),
        Field(name="agent", label=_("Agent"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("参加人", "工号", "姓名"), help=_("Staff number, or the name where it is unique.")),
        Field(name="part", label=_("Part"), type=FieldType.CHOICE, aliases=("角色", "参与方式"),
              choices={"organised": ("组织", "负责"), "helped": ("参加", "参与"), "none": ("未参加",)},
              labels=dict(Participation.Part.choices), help=_("Empty means that the agent took part.")),
        Field(name="hours", label=_("Hours"), type=FieldType.NUMBER, minimum=Decimal("0.25"), maximum=100, places=2,
              aliases=("时长", "小时")),
    )  # fmt: skip
    refers = {"agent": "person", "site": "site"}
    messages = {
        "another_activity": _noop(
            "Activity %(number)s is known as “%(known)s” at another instant or place; correct it on its page."
        ),
    }

    def key(self, values: Values) -> Hashable:
        """An agent is once at an activity."""
        return (_number(values), values["agent_id"])

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new activities, then parts: new ones, and those that changed."""
        rows = _queued(context, [row for row in rows if row.number not in context.bad_rows])
        known = _known(context, rows)
        for row in rows:
            before = known.get(_number(row.values))
            if before is not None and _differs(before, row.values):
                said = {"number": before.number, "known": before.title}
                context.error(row.number, "title", "another_activity", value=row.values["title"], **said)
        rows = [row for row in rows if row.number not in context.bad_rows]
        first = {_number(row.values): row for row in reversed(rows) if _number(row.values) not in known}
        ACTIVITIES.store(context, [FactRow(row, number, _held(row.values)) for number, row in first.items()])
        known = _known(context, rows)
        parts = [FactRow.of(row, _part_number(row.values), _part(row.values, known), OPTIONAL) for row in rows]
        return PARTICIPATIONS.store(context, parts)[0]

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its rows is of this person."""
        return PARTICIPATIONS.concerns(batch, person)

    def undo(self, batch: Batch) -> int:
        """Void the batch's parts, then its activities."""
        return PARTICIPATIONS.undo(batch) + ACTIVITIES.undo(batch)


def _queued(context: ImportContext, rows: Sequence[JudgedRow]) -> list[JudgedRow]:
    """The rows of months that are not final; the others wait."""
    months = {row.number: context.closed_month(cast(datetime, row.values["held_at"])) for row in rows}
    late = [(row, _part_number(row.values), month) for row in rows if (month := months[row.number]) is not None]
    context.queue_late("activities", late)
    return [row for row in rows if months[row.number] is None]


def _known(context: ImportContext, rows: Sequence[JudgedRow]) -> dict[str, Activity]:
    numbers = {_number(row.values) for row in rows}
    found = Activity.objects.filter(source=context.batch.source, number__in=numbers, stands=True)
    return {activity.number: activity for activity in found}


def _differs(known: Activity, values: Values) -> bool:
    return (known.title, known.held_at) != (values["title"], values["held_at"])


def _number(values: Values) -> str:
    if values.get("activity"):
        return str(values["activity"])
    return hashlib.sha256(f"{values['title']}/{values['held_at']}".encode()).hexdigest()[:32]


def _part_number(values: Values) -> str:
    return f"{_number(values)}/{values['agent_id']}"


def _held(values: Values) -> dict[str, object]:
    return {
        "title": values["title"],
        "form": values.get("form") or Activity.Form.FESTIVAL.value,
        "held_at": values["held_at"],
        "site_id": values.get("site_id"),
    }


def _part(values: Values, known: dict[str, Activity]) -> dict[str, object]:
    return {
        "activity_id": known[_number(values)].pk,
        "agent_id": values["agent_id"],
        "part": values.get("part") or Participation.Part.HELPED.value,
        "hours": values.get("hours"),
    }


KIND = Activities()
