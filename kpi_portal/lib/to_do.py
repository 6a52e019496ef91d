"""What waits for somebody: what a room says of its own states, so that everybody's home, mails and group messages can
be made from one list (``reports.inbox.sources``).

A *source* is a function of the room whose state it is: ``(account, now)`` → groups of tasks, in one or two statements
for all of them. ``now`` is aware and in the company's zone. It says nothing that the account may not do.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LISTED = 6
"""So many tasks of a group are named; the others are behind a link."""


@dataclass(frozen=True, slots=True)
class Button:
    """What is done from the line itself, by POST."""

    label: str
    address: str
    icon: str = "bell"


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One thing to be done, in the words of the active language.

    ``key`` is the same for as long as it is the same task: kind, object, month (``suggestion:17``). ``href`` is where
    it is done, and opens for this account. ``sentence`` and ``reason`` are mailed, so they hold no score and no grade;
    what only the page may show is the ``badge``. ``waits``: somebody else's turn, told but not asked for.
    """

    key: str
    sentence: str
    href: str
    reason: str = ""
    badge: str = ""
    tone: str = ""
    button: Button | None = None
    waits: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Tasks of one act with one deadline. Without tasks only the deadline is told, to whom nothing waits for.

    ``act`` is the main button of a home where this is the most urgent; ``total`` how many there are where not all are
    listed, and ``href`` where all of them are.
    """

    label: str
    act: str = ""
    tasks: tuple[Task, ...] = ()
    due: datetime | None = None
    note: str = ""
    total: int = 0
    href: str = ""

    @property
    def number(self) -> int:
        """How many tasks wait for this account."""
        return max(self.total, sum(not task.waits for task in self.tasks))

    @property
    def unlisted(self) -> int:
        """How many of them are not named here."""
        return self.number - sum(not task.waits for task in self.tasks)


Of = Callable[[Any, datetime], Iterable[Group]]


class Source:
    """A source with the verbs of which an account must hold one to be asked for anything, and the rows without which
    there is nothing for anybody (``kpi_portal.lib.anything_there``): one queryset or several."""

    def __init__(self, verbs: tuple[str, ...], of: Of, rows: Callable[[], Any] | None = None) -> None:
        self.verbs, self.rows, self._of = verbs, rows, of
        self.__doc__ = of.__doc__

    def __call__(self, account: Any, now: datetime) -> Iterable[Group]:
        """The groups; none for who holds no such verb."""
        return self._of(account, now) if self.is_open_to(account) else ()

    def is_open_to(self, account: Any) -> bool:
        return any(account.has_perm(verb) for verb in self.verbs)


def tasks_for(*verbs: str, rows: Callable[[], Any] | None = None) -> Callable[[Of], Source]:
    """Declare a function as a source for who holds one of these verbs; without ``rows`` it is asked each time."""
    return lambda of: Source(verbs, of, rows)
