"""Early warnings in words: what fell behind, by which rule, and what a talk could begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import figure, half_up
from people.models import Person
from scoring.engine.definition import Definition
from scoring.engine.facts import Measure
from scoring.engine.points import wilson
from scoring.indicators.catalogue import definitions, indicators
from scoring.models import EarlyWarning
from scoring.running.early_warnings import FEWER, MINUTES, SETTLES, SLOWER
from scoring.saying import say

MORE_WORK = Fraction(13, 10)
"""From so many times the orders of a posted day on, a load is said to have grown."""
WORST = 2
"""So many of the recent days are named."""


@dataclass(frozen=True)
class Told:
    """One warning in short: what fell behind, from what to what, by which rule, under which load."""

    warning: EarlyWarning
    name: str
    recent: str
    before: str
    rule: str
    load: str


def told(warning: EarlyWarning) -> Told:
    """In the reader's language."""
    known = definitions()[warning.indicator]
    now, then = warning.workload["recent"], warning.workload["before"]
    rates = {"now": a_posted_day(now), "then": a_posted_day(then)}
    return Told(
        warning=warning,
        name=say(known.name),
        recent=measured(known, warning.recent),
        before=measured(known, warning.before),
        rule=rule(warning, known),
        load=_("%(now)s orders a posted day, %(then)s before") % rates,
    )


def gentle(agent: Person) -> list[str]:
    """What an agent reads of the own standing warnings: the names of the indicators."""
    own = EarlyWarning.objects.standing().filter(agent=agent)
    return [say(definitions()[code].name) for code in own.values_list("indicator", flat=True)]


def measured(known: Definition, kept: list[Any]) -> str:
    """``60 min (360 / 6)``."""
    numerator, denominator = Fraction(str(kept[0])), Fraction(str(kept[1]))
    return f"{valued(known, value(known, kept))} ({figure(numerator)} / {figure(denominator)})"


def value(known: Definition, kept: list[Any]) -> Decimal:
    """What a kept measure amounts to, to a hundredth."""
    return half_up(Fraction(str(kept[0])) / Fraction(str(kept[1])) * known.scale, 2)


def of_a_day(known: Definition, added: str, number: int) -> Decimal | None:
    """What one day amounts to, to a hundredth; None where nothing was counted."""
    measure = indicators()[known.code].add_up(Fraction(added), number)
    return half_up(Fraction(*measure.ratio) * known.scale, 2) if measure else None


def valued(known: Definition, amount: Fraction | Decimal) -> str:
    """With the unit."""
    return f"{figure(amount)} {say(known.unit)}"


def bound(known: Definition, kept: list[Any]) -> Fraction:
    """The value from which on the indicator counts as behind, given the 28 days before."""
    before = Measure.of(Fraction(str(kept[0])), Fraction(str(kept[1])), int(kept[2]))
    then = Fraction(*before.ratio) * known.scale
    if known.better == "lower":
        return max(then * SLOWER, then + MINUTES)
    interval = wilson(known, before)
    return Fraction(interval.low) if interval else then - FEWER


def rule(warning: EarlyWarning, known: Definition) -> str:
    """The rule with its numbers put in."""
    words = {"then": valued(known, value(known, warning.before)), "at": valued(known, bound(known, warning.before))}
    if known.better == "lower":
        return _("warned from %(at)s on: half as long again as the %(then)s before, at least 5 minutes more") % words
    if known.rate:
        said = _("warned below %(at)s: there the 95-percent interval of the %(then)s before ends") % words
        if known.code in SETTLES:
            said += " " + _("(both windows end three days ago, so that orders can be completed)")
        return said
    return _("warned from %(at)s on: ten points below the %(then)s before") % words


def a_posted_day(load: dict[str, Any]) -> str:
    """Orders of a posted day; a dash where nobody was posted."""
    rate = rate_of(load)
    return "–" if rate is None else figure(rate)


def rate_of(load: dict[str, Any]) -> Fraction | None:
    """Orders ÷ posted days; rows of before posted days were kept have the days of the window."""
    days = int(load.get("posted", load["days"]))
    return Fraction(int(load["orders"]), days) if days else None


def talk(warning: EarlyWarning) -> Iterator[str]:
    """Points for the talk, from the figures: load, hours, kinds, the days that were worst, and how to end it."""
    now, then = warning.workload["recent"], warning.workload["before"]
    yield _of_the_load(rate_of(now), rate_of(then))
    if now["orders"] and then["orders"] and now["late"] * then["orders"] > then["late"] * now["orders"] * MORE_WORK:
        yield _("More of it comes in the evening and at night: look at the roster together.")
    if grown := _grown(now, then):
        yield _("There is more of %(kind)s than before: ask whether something about it is new or unclear.") % {
            "kind": grown
        }
    if worst := _worst(warning):
        yield _("Worst were %(days)s: ask what happened then.") % {"days": worst}
    yield _("Open the rows together, agree on one thing for the next week and on the day to look at it again.")


def _of_the_load(now: Fraction | None, then: Fraction | None) -> str:
    if now is not None and then is not None and now >= then * MORE_WORK:
        return _("There is more work than before: ask what can be taken off or shared.")
    return _("The load is as before: ask what got in the way.")


def _grown(now: dict[str, Any], then: dict[str, Any]) -> str:
    """The kind of order whose share grew most, by a tenth of all at least."""
    before, best = dict(map(tuple, then["mix"])), ("", Fraction(1, 10))
    for kind, number in now["mix"]:
        grown = Fraction(number, now["orders"] or 1) - Fraction(before.get(kind, 0), then["orders"] or 1)
        if kind and grown >= best[1]:
            best = kind, grown
    return best[0]


def _worst(warning: EarlyWarning) -> str:
    """The recent days on which most was lost against the 28 days before, with their figures."""
    known = definitions()[warning.indicator]
    then = value(known, warning.before)
    days = []
    for day, added, number in warning.days[-7:]:
        own = of_a_day(known, added, number)
        if own is not None:
            short = (own - then if known.better == "lower" else then - own) * number
            days.append((short, day, own))
    worst = sorted(sorted(days, reverse=True)[:WORST], key=lambda each: each[1])
    return _(", ").join(f"{day[5:]} ({valued(known, own)})" for short, day, own in worst if short > 0)
