"""Early warnings in words: what fell behind, by which rule, under which load, and what a talk could begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import half_up
from people.models import Person
from reports.wording import figure, say
from scoring.engine.definition import Definition
from scoring.indicators.catalogue import definitions
from scoring.models import EarlyWarning
from scoring.running.early_warnings import SETTLES

MORE_WORK = Fraction(13, 10)
"""From so many times the orders a day on, a load is said to have grown."""


@dataclass(frozen=True)
class Told:
    """One warning. ``load``: own orders a day, of which kinds and at which hours, now and before; ``talk``: points."""

    warning: EarlyWarning
    name: str
    recent: str
    before: str
    rule: str
    load: tuple[tuple[str, str, str], ...]
    talk: tuple[str, ...]


def told(warning: EarlyWarning) -> Told:
    """In the reader's language."""
    known = definitions()[warning.indicator]
    return Told(
        warning=warning,
        name=say(known.name),
        recent=_measure(known, warning.recent),
        before=_measure(known, warning.before),
        rule=_rule(known),
        load=tuple(_load(warning)),
        talk=tuple(_talk(warning)),
    )


def gentle(agent: Person) -> list[str]:
    """What an agent reads of the own standing warnings: the names of the indicators."""
    own = EarlyWarning.objects.standing().filter(agent=agent)
    return [say(definitions()[code].name) for code in own.values_list("indicator", flat=True)]


def _measure(known: Definition, kept: list[object]) -> str:
    numerator, denominator = Fraction(str(kept[0])), Fraction(str(kept[1]))
    value = figure(half_up(numerator / denominator * known.scale, 2))
    return f"{value} {say(known.unit)} ({figure(numerator)} / {figure(denominator)})"


def _rule(known: Definition) -> str:
    if known.better == "lower":
        return _("warned from half as long again as in the 28 days before, and 5 minutes, on")
    if known.code in SETTLES:
        return _("warned below the 95-percent interval of the 28 days before; both end three days ago, to be completed")
    if known.rate:
        return _("warned below the 95-percent interval of the 28 days before")
    return _("warned from 10 points below the 28 days before on")


def _load(warning: EarlyWarning) -> Iterator[tuple[str, str, str]]:
    now, then = warning.workload["recent"], warning.workload["before"]
    yield _("Orders a day"), _a_day(now), _a_day(then)
    team = warning.workload.get("team")
    if team and team["people"] > 1:
        mean = Fraction(team["orders"], team["people"] * team["days"])
        yield _("Orders a day, mean of the team"), figure(mean), ""
    yield _("Outside 08:00 to 18:00"), _share(now), _share(then)
    yield _("Most of them"), _mix(now), _mix(then)


def _a_day(load: dict[str, object]) -> str:
    return figure(Fraction(int(str(load["orders"])), int(str(load["days"]))))


def _share(load: dict[str, object]) -> str:
    return f"{load['late']} / {load['orders']}"


def _mix(load: dict[str, object]) -> str:
    mix = load["mix"]
    assert isinstance(mix, list)
    return ", ".join(f"{category or '–'} {number}" for category, number in mix) or "–"


def _talk(warning: EarlyWarning) -> Iterator[str]:
    now, then = warning.workload["recent"], warning.workload["before"]
    rate_now, rate_then = Fraction(now["orders"], now["days"]), Fraction(then["orders"], then["days"])
    if rate_now >= rate_then * MORE_WORK:
        yield _("There is more work than before: ask what can be taken off or shared.")
    else:
        yield _("The load is as before: ask what got in the way.")
    if now["orders"] and then["orders"] and now["late"] * then["orders"] > then["late"] * now["orders"] * MORE_WORK:
        yield _("More of it comes in the evening and at night: look at the roster together.")
    yield _("Open the rows together and agree on one thing for the next week.")
