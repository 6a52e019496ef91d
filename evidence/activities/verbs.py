"""Activities, and who took part in them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.facts import enter, new_number, supersede
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Site

from .models import Activity, Participation

Part = Participation.Part


class Said(TypedDict, total=False):
    """What is known of an activity."""

    title: Required[str]
    form: Required[str]
    held_at: Required[datetime]
    site: Site | None
    words: str


def hold(*, by: Account, **said: Unpack[Said]) -> Activity:
    """An activity that was held; who took part is entered on its sheet. Raises Refused."""
    _refuse_future(said["held_at"])
    return enter(Activity(number=new_number(), **said), by=by, verb="hold_activity")


@transaction.atomic
def correct(activity: Activity, *, by: Account, reason: str, **said: Unpack[Said]) -> Activity:
    """Another title, instant or site. Who took part follows to the new revision."""
    _refuse_future(said["held_at"])
    corrected = supersede(activity, by=by, verb="correct_activity", reason=reason, **said)
    for part in Participation.objects.standing().filter(activity=activity):
        supersede(part, by=by, verb="correct_activity", reason=reason, activity=corrected)
    return corrected


class Mark(NamedTuple):
    """One agent's row on the sheet; no part: nothing is said of them."""

    agent: Person
    part: str
    hours: Decimal | None = None


@transaction.atomic
def record_sheet(activity: Activity, *, marks: Iterable[Mark], by: Account) -> int:
    """What was entered on the sheet; rows that say what stands stay. Returns how many were entered. Raises Refused."""
    standing = {each.agent_id: each for each in Participation.objects.standing().filter(activity=activity)}
    entered = 0
    for mark in marks:
        before = standing.get(mark.agent.pk)
        if not mark.part or (before is not None and (before.part, before.hours) == (mark.part, mark.hours)):
            continue
        if before is None:
            number = f"{activity.number}/{mark.agent.pk}"
            part = Participation(number=number, activity=activity, agent=mark.agent, part=mark.part, hours=mark.hours)
            enter(part, by=by, verb="record_part")
        else:
            changes = {"part": mark.part, "hours": mark.hours}
            supersede(before, by=by, verb="record_part", reason=str(_("Sheet corrected")), **changes)
        entered += 1
    return entered


def _refuse_future(at: datetime) -> None:
    if at > timezone.now():
        raise Refused(_("This lies in the future."), code="future", field="held_at")
