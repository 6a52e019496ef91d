"""Red lines that wait: for evidence, a hearing, a confirmation, a step of the re-certification; for the own statement
(SCORING §5, step 8)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import cast
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kpi_portal.lib.anything_there import PERSON
from kpi_portal.lib.to_do import Group, Task, tasks_for
from people.models import Account
from scoring.models import RedLine

State = RedLine.State


@tasks_for("scoring.handle_red_line", rows=RedLine.objects.open)
def to_handle(account: Account, now: datetime) -> Iterator[Group]:
    """Cases of other people in which somebody has to act, by deadline; what waits for a second person is said so."""
    cases = RedLine.objects.visible_to(account).open().exclude(agent=account.person_id).select_related("agent")
    for due, of_day in groupby(cases.waiting_first(), key=lambda case: case.due):
        tasks = tuple(_task(case, account) for case in of_day)
        until = _end_of(due, now)
        yield Group(label=_("Red lines"), act=_("Act on the red line"), tasks=tasks, due=until)


@tasks_for("scoring.view_red_lines", rows=lambda: RedLine.objects.filter(agent=PERSON, stated_at=None))
def own_statement(account: Account, now: datetime) -> Iterator[Group]:
    """A case of one's own in which one may still say something."""
    own = RedLine.objects.visible_to(account).filter(agent=account.person_id, state__in=(State.HEARING, State.FIRST))
    for case in own.filter(stated_at=None):
        due = case.hearing_on if case.state == State.HEARING else case.due
        task = Task(
            key=f"red_line_statement:{case.pk}",
            sentence=_("Say what happened: case %(number)s") % {"number": case.number},
            reason=_("What you write is read by those who judge."),
            href=case.get_absolute_url(),
            tone="warn",
        )
        until = _end_of(due, now)
        yield Group(label=_("Hearing"), act=_("Make my statement"), tasks=(task,), due=until)


def _task(case: RedLine, account: Account) -> Task:
    return Task(
        key=f"red_line:{case.pk}:{case.state}",
        sentence=_("%(name)s: %(what)s")
        % {"name": f"{case.number} {case.agent.name}", "what": case.get_state_display()},
        reason=case.words,
        href=case.get_absolute_url(),
        tone="bad",
        waits=_waits(case, account),
    )


def _end_of(day: date | None, now: datetime) -> datetime | None:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=cast(ZoneInfo, now.tzinfo)) if day else None


def _waits(case: RedLine, account: Account) -> bool:
    """Whether it is somebody else's turn: the second confirmation is HR's, and not the first person's."""
    if case.state != State.SECOND:
        return False
    return case.first_by_id == account.pk or not account.has_perm("scoring.decide_red_line")
