"""Points of a talk in the reader's words, each with the way to its evidence."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kpi_portal.lib.language import is_chinese
from kpi_portal.lib.month import Month
from scoring.talks.points import Point

TONES = {"weakest": "bad", "fall": "bad", "rise": "ok", "gain": "info", "none": "warn"}
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Shown:
    """One point as it is read."""

    key: str
    title: str
    text: str
    badge: str
    tone: str
    href: str
    ticked: bool


def shown(point: Point, month: Month, agent: int, ticked: bool) -> Shown:
    """A point of this agent's card."""
    name = point.zh if is_chinese() else point.en
    title, text = _WORDS[point.kind](name, point)
    href = reverse("reports:card", args=[month, agent]) + "#rows"
    if point.kind != "none":
        href = reverse("reports:facts", args=[month, agent, point.indicator])
    return Shown(point.key, title, text, badge(point.kind), TONES[point.kind], href, ticked)


def badge(kind: str) -> str:
    """What kind of point it is, in a word."""
    return {
        "weakest": _("weakest dimension"),
        "fall": _("largest fall"),
        "rise": _("largest rise"),
        "gain": _("most points to gain"),
        "none": pgettext("point of a talk", "no evidence"),
    }[kind]


def signed(figure: str) -> str:
    """With its sign, as everywhere."""
    return f"+{figure}" if Decimal(figure) > 0 else figure.replace("-", MINUS)


def _weakest(name: str, point: Point) -> tuple[str, str]:
    title = f"{name} {point.figures['score']}"
    if "team" in point.figures:
        title = _("%(name)s %(score)s, team %(team)s") % {"name": name, **point.figures}
    return title, _("It weighs %(weight)s and earned %(earned)s.") % point.figures


def _fall(name: str, point: Point) -> tuple[str, str]:
    return f"{name} {signed(point.figures['change'])}", _("%(then)s → %(score)s. What was different?") % point.figures


def _rise(name: str, point: Point) -> tuple[str, str]:
    said = _("%(then)s → %(score)s. Praise it first, and ask how it was done.") % point.figures
    return f"{name} {signed(point.figures['change'])}", said


def _gain(name: str, point: Point) -> tuple[str, str]:
    told = point.figures
    title = _("%(name)s: up to %(gain)s more") % {"name": name, "gain": signed(told["gain"])}
    reached = _("All of its points would make %(total)s.") % told
    if told["grade"]:
        reached = _("All of its points would make %(total)s, grade %(grade)s.") % told
    if "hits" not in told:
        return title, reached
    hits = ngettext(
        "%(n)s more that meets it would have made %(gain)s.", "%(n)s more that meet it would have made %(gain)s.",
        int(told["hits"]),
    ) % {"n": told["hits"], "gain": signed(told["hits_gain"])}  # fmt: skip
    return title, f"{reached} {hits}" if not is_chinese() else f"{reached}{hits}"


def _none(name: str, point: Point) -> tuple[str, str]:
    title = _("%(name)s has no evidence") % {"name": name}
    if point.figures["months"] == "2":
        title = _("%(name)s has no evidence, for the second month") % {"name": name}
    return title, _(
        "Its weight of %(weight)s went to the other dimensions. Agree how evidence comes in."
    ) % point.figures


_WORDS = {"weakest": _weakest, "fall": _fall, "rise": _rise, "gain": _gain, "none": _none}
