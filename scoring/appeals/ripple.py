"""What an answer moves, for everybody it moves: figure, before, after.

A *part* of the ripple finds its lines among the cards before and after; the parts stand in ``settings.KPI_RIPPLE`` as
dotted paths, so that awards and payments, which rooms above may keep, add theirs with a line. A line holds no words of
a language: its part says them when somebody reads it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.utils.module_loading import import_string

from people.models import Account
from people.visibility import people_seen
from records.models import MonthRecord
from scoring.effects import pair
from scoring.models import Card

Tone = Literal["up", "down", ""]


@dataclass(frozen=True)
class Moves:
    """The standing cards of a month before and after, by agent; only those of ``touched`` got a new version. An agent
    may be in one of both only."""

    record: MonthRecord
    before: Mapping[int, Card]
    after: Mapping[int, Card]
    touched: frozenset[int]

    def pairs(self) -> Iterator[tuple[Card, Card]]:
        """Both cards of everybody who has both, those touched first."""
        both = self.before.keys() & self.after.keys()
        for agent in sorted(both, key=lambda agent: (agent not in self.touched, self.after[agent].rank or 0, agent)):
            yield self.before[agent], self.after[agent]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure that moved. ``part`` names who says what it is, ``what`` which figure; figures are texts with their
    scale, empty for none. ``is_money``: shown to its owner and to who sees pay."""

    part: str
    what: str
    agent: int
    name: str
    before: str
    after: str
    tone: Tone = ""
    is_money: bool = False


@dataclass(frozen=True)
class Part:
    """A kind of lines. ``label`` says in the reader's language what a line's figure is."""

    code: str
    lines: Callable[[Moves], Iterable[Line]]
    label: Callable[[Line], str]


@cache
def parts() -> Mapping[str, Part]:
    """The parts by their codes, in order."""
    found: list[Part] = [import_string(path) for path in settings.KPI_RIPPLE]
    return {part.code: part for part in found}


def ripple(moves: Moves) -> list[Line]:
    """Every line, person by person as ``Moves.pairs`` has them, in the order of the parts."""
    found = [line for part in parts().values() for line in part.lines(moves)]
    order = {agent: place for place, agent in enumerate(after.agent_id for _before, after in moves.pairs())}
    return sorted(found, key=lambda line: order.get(line.agent, len(order)))


def stored(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """As an answer keeps them."""
    return [asdict(line) for line in lines]


def read(kept: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The lines that an answer keeps."""
    return [Line(**line) for line in kept]


@dataclass(frozen=True)
class Shown:
    """A line in words; ``change`` is the difference of figures."""

    label: str
    before: str
    after: str
    change: str
    tone: Tone
    leads: bool


@dataclass(frozen=True)
class Person:
    """Everything that moved for one person."""

    agent: int
    name: str
    lines: tuple[Shown, ...]


def shown(lines: Iterable[Line], account: Account, record: MonthRecord) -> list[Person]:
    """What this account may read of it: of people whom it sees, and money only where it sees pay."""
    lines = list(lines)
    keys = {line.agent for line in lines}
    seen = set(people_seen(account, record.month).filter(pk__in=keys).values_list("pk", flat=True))
    sees_pay = account.has_perm("people.view_bonus")
    found: dict[int, list[Line]] = {}
    for line in lines:
        if line.agent in seen and (not line.is_money or sees_pay or line.agent == account.person_id):
            found.setdefault(line.agent, []).append(line)
    return [Person(agent, own[0].name, tuple(map(_shown, own))) for agent, own in found.items()]


def _shown(line: Line) -> Shown:
    part = parts().get(line.part)
    figures = _figure(line.before), _figure(line.after)
    moved = pair(part.label(line) if part else line.what, *figures)
    change = "" if moved.change == "" or not isinstance(figures[0], Decimal) else moved.change
    before, after = map(_written, figures)
    return Shown(moved.name, before, after, change, line.tone, line.what in LEADING)


LEADING = frozenset({"total", "grade", "pay"})


def _written(figure: Any) -> str:
    if figure is None:
        return "–"
    return f"{figure:,.2f}" if isinstance(figure, Decimal) else str(figure)


def _figure(text: str) -> Any:
    """A figure again as a number, where it is one with decimals."""
    if not text:
        return None
    return Decimal(text) if "." in text.lstrip("-") and text.replace(".", "").lstrip("-").isdigit() else text
