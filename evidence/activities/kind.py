"""Activities with who took part, as a kind of evidence."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.kind import Kind, Shown, Table
from kpi_portal.lib.rounding import plain
from people.visibility import EVERYBODYS

from .models import Activity, Participation


def _said(part: Participation) -> str:
    hours = _("%(n)s hours") % {"n": plain(part.hours, 2)} if part.hours else ""
    return " · ".join(filter(None, (part.get_part_display(), hours)))


def _shown(part: Participation) -> Shown:
    activity = part.activity
    return Shown(
        number=activity.title,
        href=activity.get_absolute_url(),
        subject=_said(part),
        place=str(activity.site or ""),
        at=activity.held_at,
    )


def _proves(part: Participation) -> str:
    if part.part == Participation.Part.NONE:
        return ""
    return f"{part.activity.title} · {localtime(part.activity.held_at):%Y-%m-%d} · {_said(part)}"


HELD = Table(
    model=Activity,
    whose=EVERYBODYS,
    counts_at="held_at",
    guarded=("held_at", "stands"),
)

PARTS = Table(
    model=Participation,
    code="participation",
    whose="agent",
    counts_at="activity__held_at",
    guarded=("activity", "agent", "part", "stands"),
    shown=_shown,
    called=gettext_lazy("Activity"),
    fetched=lambda parts: parts.select_related("activity__site", "agent"),
    proves=_proves,
)

ACTIVITIES = Kind(
    code="activities",
    label=gettext_lazy("Activities"),
    tables=(HELD, PARTS),
    verbs={
        "hold_activity": gettext_lazy("Activity recorded"),
        "correct_activity": gettext_lazy("Activity corrected"),
        "record_part": gettext_lazy("Part in an activity recorded"),
    },
    page="evidence:activities",
    urls="evidence.activities.urls",
    imports=("evidence.activities.importing.KIND",),
)
