"""Targets agreed for an agent, a team or a site and a month (SCORING §5): set, changed, cleared."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from people.models import Account, Posting
from people.self_acting import refuse_for_oneself
from records import audit, months
from records.models import PORTAL
from scoring import plans
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.problems import Problem
from scoring.engine.rules import TowardTarget, target_problem
from scoring.entry_guard import refuse_published
from scoring.models import Target

Level = Literal["agent", "team", "site"]
LEVELS: tuple[Level, ...] = ("agent", "team", "site")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The target somebody wants for one indicator of one agent, team or site; None takes it away."""

    level: Level
    whose: int
    indicator: str
    value: Decimal | None


@transaction.atomic
def set_targets(*, month: Month, wanted: Iterable[Wanted], by: Account | None) -> int:
    """Set and clear targets of a month; returns how many changed. Raises ValidationError, nothing is then stored.

    A changed target is the next revision of the one before.
    """
    refuse_published(month)
    standing = standing_targets(month)
    indicators = agreeable(month)
    changed: list[dict[str, str]] = []
    for wish in wanted:
        before = standing.get((wish.level, wish.whose, wish.indicator))
        if wish.value == (before.value if before else None):
            continue
        refuse_for_oneself(by, *_people_of(wish, month))
        problem = misfit(indicators, wish.indicator, wish.value)
        if problem is not None:
            raise ValidationError(_(problem.sentence), code=problem.code, params=dict(problem.params))
        _supersede(month, wish, before, by)
        changed.append({"for": f"{wish.level} {wish.whose}", "indicator": wish.indicator, "value": str(wish.value)})
    if changed:
        record = months.record_for(month)
        audit.record(by=by, verb="scoring.set_targets", subject=record, detail={"targets": changed})
    return len(changed)


def standing_targets(month: Month) -> Mapping[tuple[Level, int, str], Target]:
    """The month's targets by whom they are for and indicator."""
    found: dict[tuple[Level, int, str], Target] = {}
    for target in Target.objects.filter(first_day=month.first_day, stands=True):
        for level in LEVELS:
            whose = getattr(target, f"{level}_id")
            if whose is not None:
                found[level, whose, target.indicator] = target
    return found


def agreeable(month: Month) -> Mapping[str, list[IndicatorPlan]]:
    """Indicators scored toward a target in any plan in force that month, as each of those plans has them."""
    found: dict[str, list[IndicatorPlan]] = {}
    in_force = plans.in_force(month).by_scope
    for scope in sorted(in_force):
        for indicator in plans.read(in_force[scope]).indicators():
            if isinstance(indicator.rule, TowardTarget):
                found.setdefault(indicator.code, []).append(indicator)
    return found


def misfit(indicators: Mapping[str, list[IndicatorPlan]], code: str, value: Decimal | None) -> Problem | None:
    """Why ``value`` cannot be agreed: it must lie strictly on the target's side of the floor, in every plan (§5)."""
    if value is None:
        return None
    rules = [indicator.rule for indicator in indicators.get(code, ())]
    problems = [target_problem(rule, value) for rule in rules] or [Problem("target_without_rule")]
    return next((problem for problem in problems if problem is not None), None)


def _people_of(wish: Wanted, month: Month) -> list[int]:
    """Whose figures a target moves: the agent's, or those of the agents posted to the team or site."""
    if wish.level == "agent":
        return [wish.whose]
    postings = Posting.objects.of_agents().touching(month).filter(**{f"{wish.level}_id": wish.whose})
    return list(postings.values_list("person_id", flat=True))


def _supersede(month: Month, wish: Wanted, before: Target | None, by: Account | None) -> None:
    if before is not None:
        gone = {"voided_at": timezone.now()} if wish.value is None else {}
        Target.objects.filter(pk=before.pk).update(stands=False, **gone)
    if wish.value is not None:
        Target.objects.create(
            source=before.source if before else PORTAL,
            number=before.number if before else uuid.uuid4().hex[:16],
            revision=before.revision + 1 if before else 1,
            indicator=wish.indicator,
            first_day=month.first_day,
            value=wish.value,
            recorded_by=by,
            **{f"{wish.level}_id": wish.whose},
        )
