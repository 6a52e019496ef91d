"""A year against its goal in words."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import figure, half_up
from reports import wording
from scoring.annual_goals.pace import Pace, Sums, adds_up, value
from scoring.engine.definition import Definition
from scoring.saying import say, short_month


class Badge(NamedTuple):
    """Where it stands, in a word."""

    label: str
    tone: str


def two_decimals(of: Fraction | None) -> str:
    """Two decimals; a dash for none."""
    return wording.fixed(None if of is None else half_up(of, 2))


def unit(known: Definition) -> str:
    """As it stands behind a figure; points stand without."""
    return "" if known.unit.en == "points" else say(known.unit)


def valued(known: Definition, of: Fraction | None) -> str:
    """``97.25 %``."""
    return f"{two_decimals(of)} {unit(known)}".rstrip()


def goal(known: Definition, target: Decimal | None) -> str:
    """``goal ≥ 98 %``; empty without one."""
    if target is None:
        return ""
    sign = "≥" if known.better == "higher" else "≤"
    return _("goal %(goal)s") % {"goal": f"{sign} {figure(target)} {unit(known)}".rstrip()}


def measure(known: Definition, sums: Sums) -> str:
    """Σ numerators / Σ denominators as they were added; of a count its sum."""
    if not sums.denominator:
        return _("no evidence")
    if adds_up(known):
        return figure(sums.numerator)
    return f"{figure(sums.numerator)} / {figure(sums.denominator)}"


def badge(found: Pace) -> Badge:
    """Where the year stands."""
    if found.reached is None:
        return Badge(_("no evidence"), "")
    words = {
        "reached": Badge(pgettext("annual goal", "Reached"), "ok"),
        "missed": Badge(pgettext("annual goal", "Missed"), "bad"),
        "safe": Badge(pgettext("annual goal", "Safe"), "ok"),
        "lost": Badge(pgettext("annual goal", "Out of reach"), "bad"),
    }
    on_course = Badge(pgettext("annual goal", "On course"), "ok")
    behind = Badge(pgettext("annual goal", "Behind"), "warn")
    return words.get(found.outlook, on_course if found.meets else behind)


def told(known: Definition, found: Pace, to_come: int) -> tuple[str, ...]:
    """What the rest of the year must bring, and what it brings if it goes on like this."""
    if found.needed is None:
        return ()
    months = ngettext("the remaining month", "the remaining %(n)s months", to_come) % {"n": to_come}
    sentences = [_needed(known, found, months)]
    if found.outlook != "lost":
        ends = {"figure": valued(known, found.ends_at)}
        sentences.append(_("If it goes on like the last three months, the year ends at %(figure)s.") % ends)
    return tuple(sentences)


def _needed(known: Definition, found: Pace, months: str) -> str:
    if found.outlook == "lost":
        return _("Out of reach: at best the year ends at %(figure)s.") % {"figure": valued(known, found.at_best)}
    if found.outlook == "safe":
        return _("Whatever comes in %(months)s, the goal is kept.") % {"months": months}
    words = {"months": months, "figure": valued(known, found.needed)}
    if known.better == "lower":
        return _("To end at the goal, %(months)s may average %(figure)s at most.") % words
    return _("To end at the goal, %(months)s must average %(figure)s at least.") % words


def so_far(known: Definition, running: Mapping[Month, Sums]) -> str:
    """The months that still run, each with its figure; empty where there is none."""
    parts = [
        f"{short_month(month)} {valued(known, value(known, sums))} ({measure(known, sums)})"
        for month, sums in running.items()
        if sums.denominator
    ]
    return _(", ").join(parts)
