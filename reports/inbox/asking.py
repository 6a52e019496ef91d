"""What waits for one account: every source asked, the groups in the order of their deadlines."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from kpi_portal.lib.anything_there import to_be_asked
from kpi_portal.lib.read_once import read_once
from kpi_portal.lib.to_do import Group, Task
from people.models import Account
from reports.inbox import deadlines
from reports.inbox.deadlines import Due
from reports.inbox.sources import AREAS


@dataclass(frozen=True)
class Asked:
    """One group with its area and its deadline in words."""

    area: str
    group: Group
    due: Due | None

    @property
    def address(self) -> str:
        """Where its first task is done."""
        first = self.group.tasks[0]
        return first.href or self.group.href


@dataclass(frozen=True)
class Inbox:
    """All that an account is told: its own tasks, what waits for others, the next deadline."""

    groups: tuple[Asked, ...]
    waiting: tuple[Task, ...]
    coming: Asked | None

    @property
    def number(self) -> int:
        """How many tasks there are."""
        return sum(asked.group.number for asked in self.groups)

    @property
    def first(self) -> Asked | None:
        """The most urgent act that has a button."""
        return next((asked for asked in self.groups if asked.group.act), None)

    def tasks(self) -> Iterator[tuple[Asked, Task]]:
        """Each task with its group."""
        return ((asked, task) for asked in self.groups for task in asked.group.tasks)


def inbox_of(account: Account, now: datetime) -> Inbox:
    """Everything that waits for the account at this moment (aware, in the company's zone)."""
    with read_once():
        asked = to_be_asked((source for area in AREAS for source in area.sources), account)
        told = [
            Asked(area.code, group, deadlines.in_words(group.due, now))
            for area in AREAS
            for source in area.sources
            if source in asked
            for group in source(account, now)
        ]
    told.sort(key=lambda asked: (asked.group.due is None, asked.group.due or now))
    own = tuple(_own(asked) for asked in told)
    waiting = tuple(task for asked in told for task in asked.group.tasks if task.waits)
    ahead = (asked for asked in told if not asked.group.tasks and asked.group.due and asked.group.due > now)
    return Inbox(tuple(asked for asked in own if asked.group.tasks), waiting, next(ahead, None))


def _own(asked: Asked) -> Asked:
    tasks = tuple(task for task in asked.group.tasks if not task.waits)
    return replace(asked, group=replace(asked.group, tasks=tasks))
