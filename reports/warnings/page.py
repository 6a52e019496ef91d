"""The page of one early warning: what was compared day by day, workload, points for a talk, its history."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import figure, half_up
from people.models import Account
from scoring.indicators.catalogue import definitions
from scoring.models import EarlyWarning
from scoring.running import early_warnings
from scoring.saying import say

from . import chart, words
from .forms import NoteForm

RECENT_DAYS = early_warnings.RECENT.days


@dataclass(frozen=True)
class Row:
    """A line of the comparison."""

    label: str
    now: str
    before: str


@dataclass(frozen=True)
class DayRow:
    """A day of the chart as a row."""

    day: str
    value: str
    counted: int
    recent: bool


def context(warning: EarlyWarning, account: Account, form: NoteForm | None = None) -> dict[str, Any]:
    """Everything of the page; ``form`` is one that was refused."""
    told, days = words.told(warning), list(_days(warning))
    return {
        "warning": warning,
        "one": told,
        "days": list(reversed(days)),
        "chart": _chart(warning, told),
        "load": list(_load(warning)),
        "talk": list(words.talk(warning)),
        "history": early_warnings.history(warning),
        "answers": warning.state != EarlyWarning.State.CLOSED and warning.agent_id != account.person_id,
        "form": form or NoteForm(),
    }


def _days(warning: EarlyWarning) -> Iterator[DayRow]:
    known = definitions()[warning.indicator]
    for place, (day, added, number) in enumerate(warning.days):
        value = words.of_a_day(known, added, number)
        told = "–" if value is None else words.valued(known, value)
        yield DayRow(day, told, number, place >= len(warning.days) - RECENT_DAYS)


def _chart(warning: EarlyWarning, told: words.Told) -> Any:
    known = definitions()[warning.indicator]
    days = [
        chart.Day(
            label=day[5:],
            value=words.of_a_day(known, added, number),
            recent=place >= len(warning.days) - RECENT_DAYS,
        )
        for place, (day, added, number) in enumerate(warning.days)
    ]
    if not days:
        return ""
    sides = {"before": told.before, "recent": told.recent}
    said = _("28 days before: %(before)s; last 7 days: %(recent)s. The table below has every day.") % sides
    title = _("%(name)s day by day") % {"name": say(known.name)}
    return chart.bars(str(warning.pk), (title, said), days, half_up(words.bound(known, warning.before), 2))


def _load(warning: EarlyWarning) -> Iterator[Row]:
    now, then, team = warning.workload["recent"], warning.workload["before"], warning.workload.get("team")
    yield Row(_("Orders per posted day"), _per_day(now), _per_day(then))
    if team and team["people"] > 1:
        yield Row(_("the same of the whole team"), _per_day(team), "")
    yield Row(_("Outside 08:00 to 18:00"), _share(now, "late"), _share(then, "late"))
    if "night" in now:
        yield Row(_("of it at night, 22:00 to 08:00"), _share(now, "night"), _share(then, "night"))
        yield Row(_("On Saturday and Sunday"), _share(now, "weekend"), _share(then, "weekend"))
    before = dict(map(tuple, then["mix"]))
    for kind, number in now["mix"]:
        known_before = _part(before[kind], then["orders"]) if kind in before else "–"
        yield Row(kind or _("without a category"), _part(number, now["orders"]), known_before)


def _per_day(load: dict[str, Any]) -> str:
    days = load.get("posted", load["days"])
    return f"{words.a_posted_day(load)} ({load['orders']} / {days})"


def _share(load: dict[str, Any], name: str) -> str:
    return _part(load[name], load["orders"])


def _part(number: int, whole: int) -> str:
    """``3 (12 %)``."""
    return f"{number} ({figure(half_up(Fraction(100 * number, whole), 0))} %)" if whole else str(number)
