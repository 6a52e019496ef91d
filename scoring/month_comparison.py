"""The result of a month beside the month before, surprising changes first (UX, SCORING §9): what to look at before
anybody publishes. Read from the cards in one statement; nothing is scored anew."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.db.models import F
from django.db.models.fields.json import KT
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import add_up
from people.models import Account
from scoring.engine.plan import Plan
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from scoring.publish_figures import SURPRISING
from scoring.saying import indicator_name

GRADES = 2
"""So many grades up or down are a surprise."""
ENOUGH = 10
"""So much must have been counted last month before less than half of it is a collapse."""
LISTED = 20

_COUNTED = (
    "(SELECT jsonb_object_agg(line ->> 0, (line ->> 5)::int)"
    " FROM jsonb_path_query(%(expressions)s, '$[*][2][*]') AS line)"
)
"""Indicator → its n (``scoring.card_summary``)."""


class Result(NamedTuple):
    """What is compared of one card."""

    first_day: object
    agent: int
    plan: int
    total: Decimal | None
    grade: str
    name: str
    counted: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A card far from the month before's. ``steps``: grades better, negative: worse."""

    now: Result
    before: Result
    change: Decimal
    steps: int

    @property
    def steps_said(self) -> str:
        """``2 grades lower``; empty for one or none."""
        number = abs(self.steps)
        if number < GRADES:
            return ""
        lower = ngettext("%(n)s grade lower", "%(n)s grades lower", number)
        higher = ngettext("%(n)s grade higher", "%(n)s grades higher", number)
        return (lower if self.steps < 0 else higher) % {"n": number}


class Counted(NamedTuple):
    """How much one indicator rests on, over all cards."""

    name: str
    before: int
    now: int


class Comparison:
    """The cards of a month that the account may see beside those of the month before, everybody by name."""

    def __init__(self, month: Month, account: Account) -> None:
        days = [month.first_day, month.previous.first_day]
        found = Card.objects.current().filter(month__first_day__in=days, is_trial=False).visible_to(account).by_name()
        counted = models.Func(F("summary__sections"), template=_COUNTED, output_field=models.JSONField())
        rows = found.annotate(name=KT("labels__name"), counted=counted).values_list(
            "month__first_day", "agent_id", "plan_id", "total", "grade", "name", "counted"
        )
        results = [Result(*row) for row in rows]
        self._now = {each.agent: each for each in results if each.first_day == month.first_day}
        self._then = {each.agent: each for each in results if each.first_day != month.first_day}

    @property
    def is_possible(self) -> bool:
        """Whether both months have cards."""
        return bool(self._now and self._then)

    @cached_property
    def _far(self) -> list[Moved]:
        pairs = ((now, self._then.get(agent)) for agent, now in self._now.items())
        found = [moved for now, then in pairs if then and (moved := self._moved(now, then)) is not None]
        return sorted(found, key=lambda each: (-abs(each.steps), -abs(each.change)))

    @property
    def moved(self) -> list[Moved]:
        """Two grades or ten points away: most grades first, then most points; at most ``LISTED``."""
        return self._far[:LISTED]

    @property
    def unlisted(self) -> int:
        """How many more there are."""
        return len(self._far[LISTED:])

    def _moved(self, now: Result, then: Result) -> Moved | None:
        if now.total is None or then.total is None:
            return None
        steps, change = self._steps(now, then), add_up([now.total, then.total.copy_negate()])
        return Moved(now, then, change, steps) if abs(steps) >= GRADES or abs(change) >= SURPRISING else None

    def _steps(self, now: Result, then: Result) -> int:
        """How many grades better, by the grades of this month's plan; 0 where that does not know one of them."""
        order = [grade.code for grade in sorted(self._plans[now.plan].grades, key=lambda grade: grade.lower)]
        return order.index(now.grade) - order.index(then.grade) if {now.grade, then.grade} <= set(order) else 0

    @cached_property
    def _plans(self) -> Mapping[int, Plan]:
        used = PlanVersion.objects.filter(pk__in={each.plan for each in self._now.values()})
        return {version.pk: versions.read(version) for version in used}

    @property
    def newcomers(self) -> list[Result]:
        """Who had no card the month before."""
        return [each for agent, each in self._now.items() if agent not in self._then]

    @property
    def gone(self) -> list[Result]:
        """Last month's of those who have no card now."""
        return [each for agent, each in self._then.items() if agent not in self._now]

    @cached_property
    def collapsed(self) -> list[Counted]:
        """Indicators that rest on less than half of what they rested on, the greatest loss first."""
        before, now = _summed(self._then.values()), _summed(self._now.values())
        low = [code for code, number in before.items() if number >= ENOUGH and now[code] * 2 < number]
        return sorted((Counted(_named(code), before[code], now[code]) for code in low), key=lambda one: one[2] - one[1])

    @property
    def is_calm(self) -> bool:
        """Nothing to look at."""
        return not (self._far or self.newcomers or self.gone or self.collapsed)


def _summed(results: Iterable[Result]) -> Counter[str]:
    numbers: Counter[str] = Counter()
    for each in results:
        numbers.update(each.counted or {})
    return numbers


def _named(code: str) -> str:
    return indicator_name(code)
