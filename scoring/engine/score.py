"""Scores a month: every agent's evidence in, every agent's card out (SCORING §5–§8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from kpi_portal.lib.rounding import exact, half_up
from scoring.engine import plan_checks, shares, totals
from scoring.engine.card import Card, Line, Section, ShareBound
from scoring.engine.facts import AgentMonth, CalendarEvent, Decision, TargetChange
from scoring.engine.plan import Plan
from scoring.engine.points import company_values, line
from scoring.engine.problems import PlanError
from scoring.engine.ranking import ranked


def score_month(months: Iterable[AgentMonth]) -> list[Card]:
    """The cards of one company and month, ordered by plan, trial and agent whatever the order given.

    Agents of one plan code (any version; trial apart) share the company values of §3 and one ranking. Raises
    ValueError for a mixture of months or an agent given twice, PlanError for a plan that cannot be used.
    """
    groups: dict[tuple[str, bool], list[AgentMonth]] = {}
    for month in sorted(months, key=_place):
        groups.setdefault(_place(month)[:2], []).append(month)
    _check([month for group in groups.values() for month in group])
    return [card for group in groups.values() for card in _score_plan(group)]


def rescore(month: AgentMonth, company_values: Mapping[str, Fraction], share_bounds: Sequence[ShareBound] = ()) -> Card:
    """One card again from stored inputs, given the company's values and the bounds of shares of that time; without
    rank (§9, recheck)."""
    return _card(month, company_values, share_bounds)


def pay(bonus_base: Decimal, coefficient: Decimal, posted_days: int, month_days: int) -> Decimal:
    """Step 9: bonus base × coefficient × posted days / days of the month, to the cent."""
    return half_up(exact(bonus_base) * exact(coefficient) * posted_days / month_days, 2)


def _place(month: AgentMonth) -> tuple[str, bool, str]:
    return month.plan.code, month.plan.trial, str(month.agent)


def _check(months: Sequence[AgentMonth]) -> None:
    if len({(month.company, month.month) for month in months}) > 1:
        raise ValueError("Only one company and one month are scored at a time.")
    if len({_place(month) for month in months}) < len(months):
        raise ValueError("An agent has one card for a month and plan.")
    plans: dict[str, Plan] = {month.plan.plan_hash: month.plan for month in months}
    for plan in plans.values():
        problems = plan_checks.problems(plan)
        if problems:
            raise PlanError(problems)


def _score_plan(months: Sequence[AgentMonth]) -> list[Card]:
    """Cards of all agents of one plan, ranked by the newest version's minimum of posted days, and graded by its shares:
    those need all totals first."""
    values = company_values(months)
    newest = max((month.plan for month in months), key=lambda plan: plan.version)
    cards = ranked([_card(month, values) for month in months], newest.ranking_minimum_days)
    bounds = shares.bounds(newest.grades, [card.total for card in cards if card.rank and card.total is not None])
    if bounds:
        cards = ranked([_card(month, values, bounds) for month in months], newest.ranking_minimum_days)
    return cards


def _card(month: AgentMonth, values: Mapping[str, Fraction], bounds: Sequence[ShareBound] = ()) -> Card:
    plan = month.plan
    groups = [
        [line(indicator, month, values.get(indicator.code)) for indicator in dimension.indicators]
        for dimension in plan.dimensions
    ]
    sections = totals.sections(plan, groups, month.shifts)
    subtotal = totals.subtotal(sections)
    lines = [line for group in groups for line in group]
    if month.decisions:
        month = replace(month, decisions=_that_count(month, lines, subtotal))
    adjustments = totals.adjustment_lines(month.adjustments, plan.limits)
    outcome = totals.outcome(month, subtotal, adjustments, bounds)
    return Card(
        company=month.company,
        agent=month.agent,
        month=month.month,
        plan=plan.code,
        plan_name=plan.name,
        plan_version=plan.version,
        plan_hash=plan.plan_hash,
        trial=plan.trial,
        posted_days=month.posted_days,
        month_days=month.month.days,
        has_posting=month.has_posting,
        sections=sections,
        subtotal=subtotal,
        adjustments=adjustments,
        ceiling=plan.limits.ceiling,
        cut=outcome.cut,
        total=outcome.total,
        grade_by_total=outcome.grade_by_total,
        grade=outcome.grade,
        coefficient=outcome.coefficient,
        red_lines=tuple(sorted(month.red_lines, key=lambda red_line: red_line.key)),
        red_line_policy=plan.red_lines.policy,
        decisions=month.decisions,
        no_evidence=subtotal is None,
        needs_decision=_undecided(month, lines),
        warnings=() if month.has_posting else ("no_posting",),
        target_changes=_late_changes(month, lines),
        events=_that_moved(month, sections),
        share_bounds=tuple(bounds),
    )


def _that_moved(month: AgentMonth, sections: Sequence[Section]) -> tuple[CalendarEvent, ...]:
    """The calendar's events where they changed a weight, in the order of their days; none where nothing moved (§6)."""
    if not any(section.shift for section in sections):
        return ()
    return tuple(sorted(month.events, key=lambda event: (event.first_day, event.last_day, event.site, event.name.zh)))


def _late_changes(month: AgentMonth, lines: Sequence[Line]) -> tuple[TargetChange, ...]:
    """Changes after the freeze that a target of the card comes from: of its level, or of one that goes before it."""
    if not month.target_changes:
        return ()
    rank = {level: place for place, level in enumerate(("agent", "team", "site", "plan"))}
    used = {line.code: rank[line.target_from] for line in lines if line.target_from}
    return tuple(change for change in month.target_changes if rank[change.level] <= used.get(change.indicator, -1))


def _that_count(month: AgentMonth, lines: Sequence[Line], subtotal: Decimal | None) -> tuple[Decision, ...]:
    """Decisions stand in for evidence that lacks (§3, §5): points where an indicator got none, a coefficient where an
    indicator is held or nothing carries the card. Evidence that came later takes their place."""
    lacks = subtotal is None or any(line.held for line in lines)
    given = {line.code for line in lines if line.policy == "decision"}
    return tuple(
        decision
        for decision in month.decisions
        if (decision.indicator in given if decision.coefficient is None else lacks)
    )


def _undecided(month: AgentMonth, lines: Sequence[Line]) -> tuple[str, ...]:
    """Held indicators without a decision; a coefficient decided for the card settles them all (§3)."""
    if any(decision.coefficient is not None for decision in month.decisions):
        return ()
    return tuple(line.code for line in lines if line.held)
