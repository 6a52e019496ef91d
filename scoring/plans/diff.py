"""What differs between two versions of a plan, in the words of somebody who is scored by it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import plain, printed
from scoring.engine.definition import Text
from scoring.engine.plan import Plan
from scoring.engine.plan_parts import Dimension, IndicatorPlan
from scoring.engine.rules import Rule, TowardTarget
from scoring.indicators.catalogue import definitions
from scoring.plans.editor.indicator_form import POLICIES
from scoring.plans.editor.rules_form import GROUPS, RESPONSES, RulesForm
from scoring.plans.editor.rules_form import POLICIES as RED_LINES
from scoring.plans.wording import rule_in_short
from scoring.saying import say

CHOICES: Mapping[str, Any] = {**dict(POLICIES), **dict(RED_LINES), **dict(RESPONSES)}


@dataclass(frozen=True)
class Change:
    """One difference: of what, which figure, before and after (empty: it is not there), and what it means."""

    subject: str
    what: str
    before: str
    after: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Section:
    """Differences of one sort."""

    title: str
    changes: list[Change]


def compare(before: Plan, after: Plan) -> list[Section]:
    """All differences by sort; empty where there is none."""
    found = (
        Section(_("Weights"), list(_weights(before, after))),
        Section(_("How points are given"), list(_rules(before, after))),
        Section(_("Grades"), list(_grades(before, after))),
        Section(_("Caps, red lines, measuring, follow-up"), list(_frame(before, after))),
        Section(_("Words"), list(_words(before, after))),
    )
    return [section for section in found if section.changes]


def count(sections: list[Section]) -> int:
    """How many differences there are."""
    return sum(len(section.changes) for section in sections)


def _weights(before: Plan, after: Plan) -> Iterator[Change]:
    old, new = _by_code(before.dimensions), _by_code(after.dimensions)
    yield from _moved(old, new, _("weight"))
    if _common(old, new) != _common(new, old):
        yield Change(_("Order of the dimensions"), "", _named(before.dimensions), _named(after.dimensions))
    inside, now = _indicators(before), _indicators(after)
    yield from _moved(inside, now, _("share of the dimension"))
    if _common(inside, now) != _common(now, inside):
        yield Change(_("Order of the indicators"), "", _named(before.indicators()), _named(after.indicators()))


def _moved(old: Mapping[str, Any], new: Mapping[str, Any], what: str) -> Iterator[Change]:
    """Weights of dimensions, or shares of indicators."""
    for mine, theirs in _pairs(old, new):
        was, now = (None if part is None else part.weight for part in (mine, theirs))
        yield from _figure(say((theirs or mine).name), what, was, now)


def _common(mine: Mapping[str, Any], others: Mapping[str, Any]) -> list[str]:
    """What both have, in the order of the first."""
    return [key for key in mine if key in others]


def _rules(before: Plan, after: Plan) -> Iterator[Change]:
    old = _indicators(before)
    for key, theirs in _indicators(after).items():
        mine = old.get(key)
        if mine is None:
            rule = _short(theirs.rule, theirs.code)
            yield Change(say(theirs.name), _("rule"), "", rule, _("new"))
            continue
        yield from _rule(mine, theirs)
        yield from _policies(mine, theirs)


def _rule(mine: IndicatorPlan, theirs: IndicatorPlan) -> Iterator[Change]:
    old, new, name = mine.rule, theirs.rule, say(theirs.name)
    if old == new:
        return
    if not (isinstance(old, TowardTarget) and isinstance(new, TowardTarget)) or old.better != new.better:
        yield Change(name, _("rule"), _short(old, mine.code), _short(new, theirs.code))
        return
    unit = say(definitions()[theirs.code].unit)
    for what, was, now in ((_("floor"), old.floor, new.floor), (_("target"), old.target, new.target)):
        if was != now:
            stricter = (now > was) == (new.better == "higher")
            note, tone = (_("stricter"), "down") if stricter else (_("easier"), "up")
            yield Change(name, what, f"{plain(was)} {unit}", f"{plain(now)} {unit}", note, tone)


def _policies(mine: IndicatorPlan, theirs: IndicatorPlan) -> Iterator[Change]:
    name = say(theirs.name)
    fields: tuple[tuple[str, Callable[[IndicatorPlan], str]], ...] = (
        (_("smallest sample"), lambda each: str(each.minimum_n)),
        (_("weight of the company's value"), lambda each: str(each.prior_weight)),
        (_("without evidence"), _without),
        (_("time allowed or counted"), _within),
    )
    for what, read in fields:
        if read(mine) != read(theirs):
            yield Change(name, what, read(mine), read(theirs))
    yield from _text(name, _("rubric"), mine.rubric, theirs.rubric)
    yield from _text(name, _("worked example"), mine.example, theirs.example)


def _without(indicator: IndicatorPlan) -> str:
    points = "" if indicator.neutral_points is None else f" {plain(indicator.neutral_points)}"
    return f"{CHOICES[indicator.no_evidence]}{points}"


def _within(indicator: IndicatorPlan) -> str:
    known = definitions()[indicator.code].within
    return f"{indicator.within or known.usual} {say(known.unit)}" if known else ""


def _grades(before: Plan, after: Plan) -> Iterator[Change]:
    for mine, theirs in _pairs(_by_code(before.grades), _by_code(after.grades)):
        name = _("Grade %(code)s") % {"code": (theirs or mine).code}
        figures: tuple[tuple[str, str, Callable[[Decimal], str]], ...] = (
            ("lower", _("from total"), plain),
            ("coefficient", _("coefficient"), _as_is),
            ("share", _("at most, percent of those ranked"), plain),
        )
        for key, what, write in figures:
            was, now = getattr(mine, key, None), getattr(theirs, key, None)
            yield from _figure(name, what, was, now, write)


def _frame(before: Plan, after: Plan) -> Iterator[Change]:
    for part, names in GROUPS.items():
        old, new = asdict(getattr(before, part)), asdict(getattr(after, part))
        for name in names:
            if old[name] != new[name]:
                label = str(RulesForm.base_fields[name].label)
                yield Change(label, "", _shown(old[name]), _shown(new[name]))
    if before.ranking_minimum_days != after.ranking_minimum_days:
        label = str(RulesForm.base_fields["ranking_minimum_days"].label)
        yield Change(label, "", str(before.ranking_minimum_days), str(after.ranking_minimum_days))


def _words(before: Plan, after: Plan) -> Iterator[Change]:
    yield from _text(_("Name of the plan"), "", before.name, after.name)
    yield from _text(_("Goal"), "", before.goal, after.goal)
    yield from _text(_("Period"), "", before.period, after.period)
    names = {dimension.code: dimension.name for dimension in before.dimensions}
    for dimension in after.dimensions:
        yield from _text(_("Dimension"), "", names.get(dimension.code, dimension.name), dimension.name)
    inside = {key: each.name for key, each in _indicators(before).items()}
    for key, each in _indicators(after).items():
        yield from _text(_("Indicator"), "", inside.get(key, each.name), each.name)
    given = {(seen.check, seen.subject): seen.reason for seen in before.acknowledged}
    now = {(seen.check, seen.subject): seen.reason for seen in after.acknowledged}
    for was, reason in _pairs(given, now):
        yield from _text(_("Reason given to a check"), "", was, reason)


def _text(subject: str, what: str, before: Text | None, after: Text | None) -> Iterator[Change]:
    """In the reader's language; where only the other one differs, in that."""
    if before == after:
        return
    was, now = say(before) if before else "", say(after) if after else ""
    if was == now and before and after:
        was, now = next(pair for pair in ((before.zh, after.zh), (before.en, after.en)) if pair[0] != pair[1])
    yield Change(subject, what, was, now)


def _figure(
    subject: str, what: str, before: Decimal | None, after: Decimal | None, write: Callable[[Decimal], str] = printed
) -> Iterator[Change]:
    if before is None and after is not None:
        yield Change(subject, what, "", write(after), _("new"))
    elif after is None and before is not None:
        yield Change(subject, what, write(before), "", _("dropped"))
    elif before is not None and after is not None and before != after:
        moved = f"{'+' if after > before else '−'}{write(abs(after - before))}"
        yield Change(subject, what, write(before), write(after), moved)


def _by_code(parts: Any) -> dict[str, Any]:
    return {part.code: part for part in parts}


def _indicators(plan: Plan) -> dict[str, IndicatorPlan]:
    return {f"{each.code}.{part.code}": part for each in plan.dimensions for part in each.indicators}


def _pairs(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """What stands in either, in the order of the later, then what was dropped; None where it is not."""
    for key, part in after.items():
        yield before.get(key), part
    for key, part in before.items():
        if key not in after:
            yield part, None


def _named(parts: tuple[Dimension, ...] | tuple[IndicatorPlan, ...]) -> str:
    return _(", ").join(say(part.name) for part in parts)


def _short(rule: Rule, code: str) -> str:
    return rule_in_short(rule, say(definitions()[code].unit))


def _shown(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(CHOICES.get(str(value), value))


def _as_is(value: Decimal) -> str:
    return format(value, "f")
