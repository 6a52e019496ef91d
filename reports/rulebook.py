"""The rulebook: the plan of one person and month in plain words, with the own last month as the worked example."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up, plain
from people.models import Account
from records import months
from reports import explaining, wording
from reports.wording import fixed
from scoring import cards
from scoring.agent_month import posted_agents
from scoring.engine.card import Card, Line
from scoring.engine.plan import Plan
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.rules import TowardTarget
from scoring.indicators.catalogue import definitions, indicators
from scoring.models import Card as StoredCard
from scoring.models import PlanVersion
from scoring.plans import versions
from scoring.plans import wording as plan_words
from scoring.plans.wording import IndicatorInWords
from scoring.querysets import SHOWN_TO_AGENTS
from scoring.saying import say
from scoring.site_calendar import announced
from scoring.targets import window


@dataclass(frozen=True)
class Rule:
    """One indicator: what is counted and what is not, the rule, what happens without evidence, an example."""

    name: str
    share: str
    formula: str
    rule: str
    rubric: str
    not_counted: str
    notes: str
    example: str


@dataclass(frozen=True)
class Chapter:
    """One dimension with the weight of the month."""

    name: str
    weight: str
    rules: tuple[Rule, ...]


def context(account: Account, month: Month) -> dict[str, Any] | None:
    """Everything of the page; None for somebody whom no plan scores in the month."""
    version = _version(account, month)
    if version is None:
        return None
    plan, last = versions.read(version), _last_card(account)
    return {
        "month": month,
        "version": version,
        "plan": plan,
        "name": say(plan.name),
        "chapters": _chapters(plan, last),
        "coming": [found for found in [announced.for_agent(account.person, month)] if found],
        "last": last,
        "last_total": fixed(last.total) if last and last.total is not None else "",
        "freeze": window.window(month).last_day,
        "red_lines": _red_lines(plan),
        **_dates(plan, month),
    }


def _version(account: Account, month: Month) -> PlanVersion | None:
    in_force = versions.in_force(month)
    posted = posted_agents(month, in_force, only=account.person_id).get(account.person_id)
    return in_force.of(posted.posting) if posted else None


def _last_card(account: Account) -> Card | None:
    """The own card of the latest published month."""
    own = StoredCard.objects.current().filter(agent=account.person_id, is_trial=False)
    found = own.filter(month__state__in=SHOWN_TO_AGENTS).order_by("-month__first_day").first()
    return cards.tree(found) if found else None


def _dates(plan: Plan, month: Month) -> dict[str, date | datetime]:
    end = months.edges(month)[1]
    return {"last_day": month.last_day, "cutoff": end + timedelta(hours=plan.measuring.completion_grace_hours)}


def _chapters(plan: Plan, last: Card | None) -> list[Chapter]:
    lines = {line.code: line for line in last.lines} if last else {}
    return [
        Chapter(
            told.name,
            fixed(half_up(told.weight, 2)),
            tuple(
                _rule(indicator, words, lines.get(indicator.code), several=len(told.indicators) > 1)
                for indicator, words in zip(dimension.indicators, told.indicators, strict=True)
            ),
        )
        for dimension, told in zip(plan.dimensions, plan_words.dimensions(plan), strict=True)
    ]


def _rule(indicator: IndicatorPlan, words: IndicatorInWords, line: Line | None, *, several: bool) -> Rule:
    known = definitions()[indicator.code]
    reasons = [str(reason) for reason in indicators()[indicator.code].reasons.values()]
    return Rule(
        name=words.name,
        share=f"{plain(indicator.weight)} %" if several else "",
        formula=words.formula,
        rule=_in_words(indicator, say(known.unit)),
        rubric=words.rubric,
        not_counted=_(", ").join(reasons),
        notes=words.notes,
        example=_example(indicator, line, say(known.unit)),
    )


HIGHER = gettext_lazy(
    "%(target)s %(unit)s or more gives 100 points, %(floor)s %(unit)s or less none, between in proportion."
)
LOWER = gettext_lazy(
    "%(target)s %(unit)s or less gives 100 points, %(floor)s %(unit)s or more none, between in proportion."
)


def _in_words(indicator: IndicatorPlan, unit: str) -> str:
    """``98 % or more gives 100 points, 80 % or less none, between in proportion``."""
    rule = indicator.rule
    if not isinstance(rule, TowardTarget):
        return plan_words.rule_in_words(rule, unit)
    ends = {"target": plain(rule.target), "floor": plain(rule.floor), "unit": unit}
    return str(HIGHER if rule.better == "higher" else LOWER) % ends


def _example(indicator: IndicatorPlan, line: Line | None, unit: str) -> str:
    """The own figure of the last published month; without one, a made-up one that says so."""
    if line is not None and explaining.points(line):
        told = {"measure": wording.measure(line), "value": wording.valued(line, line.value)}
        yours = _("Yours: %(measure)s, %(value)s; %(points)s points.") % {**told, "points": explaining.points(line)}
        return yours + _by_another_target(line)
    rule = indicator.rule
    if not isinstance(rule, TowardTarget):
        return ""
    middle = Fraction(rule.floor + rule.target) / 2
    told = {"value": plain(middle, 2), "unit": unit, "points": fixed(half_up(rule.points(middle), 2))}
    return _("Made up: %(value)s %(unit)s would give %(points)s points.") % told


def _by_another_target(line: Line) -> str:
    """The rule beside the example is the plan's; the example went by what was agreed."""
    source = explaining.target_source(line)
    if line.target is None or not source:
        return ""
    return _(" Counted with %(target)s instead: %(source)s.") % {
        "target": wording.valued(line, line.target),
        "source": source,
    }


def _red_lines(plan: Plan) -> str:
    effects = {
        "process_only": _("A confirmed red line opens a re-certification; grade and coefficient stay."),
        "cap_grade": _("After a confirmed red line the grade is %(cap)s at best, with the coefficient of that grade.")
        % {"cap": plan.red_lines.cap},
        "zero_coefficient": _("After a confirmed red line the coefficient is 0; the grade stays."),
    }
    return effects[plan.red_lines.policy]
