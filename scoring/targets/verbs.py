"""Targets agreed for an agent, a team or a site and a month (SCORING §5): set, changed, cleared until the freeze."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Posting, Site, Team
from people.self_acting import refuse_for_oneself
from records import audit, months
from records.sources import PORTAL
from scoring import entry_guard
from scoring.engine.plan_parts import IndicatorPlan
from scoring.engine.problems import Problem
from scoring.engine.rules import Direction, TowardTarget, ease_problem
from scoring.models import ScoringSettings, Target
from scoring.models.target import LEVELS, Level
from scoring.plans import versions
from scoring.scored_posts import leading_postings
from scoring.targets import agreement
from scoring.targets import window as target_window
from scoring.targets.window import Window


@dataclass(frozen=True, slots=True)
class Wanted:
    """The target somebody wants for one indicator of one agent, team or site; None takes it away."""

    level: Level
    whose: int
    indicator: str
    value: Decimal | None


@transaction.atomic
def set_targets(*, month: Month, wanted: Iterable[Wanted], by: Account | None) -> int:
    """Set and clear targets of a month; returns how many changed. Raises Refused, nothing is then stored.

    Until the freeze only, or for a month of before the company was live; afterwards ``changes``. A changed
    target is the next revision of the one before. That of an agent waits for a word (``agreement``).
    """
    window, changed = target_window.held(month), list[Wanted]()
    wanted = list(wanted)
    words = agreement.words(window, _agents(wanted), hr_answers=entry_guard.is_hr(by))
    for wish, before in differing(window, wanted, by=by):
        window.refuse(by)
        word = words[wish.whose] if wish.level == "agent" else Target.Word.NEEDLESS
        supersede(month, wish, before, Entry(by, word=word))
        changed.append(wish)
    if changed:
        agreement.begin_anew(month, _agents(changed))
        record = months.record_for(month)
        audit.record(by=by, verb="scoring.set_targets", subject=record, detail={"targets": in_the_audit(changed)})
    return len(changed)


def _agents(wanted: Iterable[Wanted]) -> set[int]:
    return {wish.whose for wish in wanted if wish.level == "agent"}


def differing(
    window: Window, wanted: Iterable[Wanted], *, by: Account | None
) -> Iterator[tuple[Wanted, Target | None]]:
    """What would change, beside what stands. Raises Refused for what this account may not agree, or nobody.

    After the freeze a target that still waits for the agent's word is none: the plan's holds.
    """
    month = window.month
    standing, terms, own = (
        standing_targets(month),
        terms_of(month),
        own_of(by.person_id if by is not None else None, month),
    )
    for wish in wanted:
        before = standing.get((wish.level, wish.whose, wish.indicator))
        if wish.value == (before.value if before and (window.is_open or before.holds) else None):
            continue
        refuse_for_oneself(by, by.person_id if by is not None and wish.whose in own[wish.level] else None)
        problem = terms.misfit(wish.indicator, wish.value)
        if problem is not None:
            raise Refused(_(problem.sentence), code=problem.code, params=dict(problem.params))
        yield wish, before


def standing_targets(month: Month, agents: Collection[int] | None = None) -> Mapping[tuple[Level, int, str], Target]:
    """The month's targets by whom they are for and indicator; of agents those of these alone, where some are named."""
    found: dict[tuple[Level, int, str], Target] = {}
    standing = Target.objects.standing().filter(first_day=month.first_day)
    if agents is not None:
        standing = standing.filter(Q(agent=None) | Q(agent_id__in=agents))
    for target in standing:
        for level in LEVELS:
            whose = getattr(target, f"{level}_id")
            if whose is not None:
                found[level, whose, target.indicator] = target
    return found


@dataclass(frozen=True)
class Terms:
    """What may be agreed in a month: indicators scored toward a target in a plan in force, as each of those plans has
    them, and how much easier a target may be than the plan's."""

    indicators: Mapping[str, list[IndicatorPlan]]
    settings: ScoringSettings

    def misfit(self, code: str, value: Decimal | None) -> Problem | None:
        """Why ``value`` cannot be agreed: in every plan it must keep to the floor and to the limit of ease (§5)."""
        if value is None:
            return None
        rules = [indicator.rule for indicator in self.indicators.get(code, ())]
        problems = [ease_problem(rule, value, self.settings.ease) for rule in rules]
        return next((problem for problem in problems or [Problem("target_without_rule")] if problem is not None), None)

    def limit(self, code: str) -> tuple[Direction, Fraction]:
        """Which way is better, and the easiest target that every plan allows."""
        rules = [indicator.rule for indicator in self.indicators[code] if isinstance(indicator.rule, TowardTarget)]
        limits = [rule.easiest(self.settings.ease) for rule in rules]
        return rules[0].better, max(limits) if rules[0].better == "higher" else min(limits)


def terms_of(month: Month, in_force: versions.PlansInForce | None = None) -> Terms:
    """The month's terms, by the plans in force."""
    found: dict[str, list[IndicatorPlan]] = {}
    by_scope = (in_force or versions.in_force(month)).by_scope
    for scope in sorted(by_scope):
        for indicator in versions.read(by_scope[scope]).indicators():
            if isinstance(indicator.rule, TowardTarget):
                found.setdefault(indicator.code, []).append(indicator)
    return Terms(found, ScoringSettings.of_the_company())


def own_of(person: int | None, month: Month) -> Mapping[str, set[int]]:
    """By level: the keys whose targets move this person's own figures."""
    if person is None:
        return {level: set() for level in LEVELS}
    postings = list(Posting.objects.of_agents().touching(month).filter(person_id=person))
    postings += [posting for posting in leading_postings(month) if posting.person_id == person]
    return {
        "agent": {person},
        "team": {posting.team_id for posting in postings if posting.team_id},
        "site": {posting.site_id for posting in postings if posting.site_id},
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """Who enters a target, why, and whose word it waits for."""

    by: Account | None
    reason: str = ""
    word: str = Target.Word.NEEDLESS


def supersede(month: Month, wish: Wanted, before: Target | None, entry: Entry) -> None:
    """Put the wish in the place of what stands."""
    if before is not None:
        gone = {"voided_at": timezone.now(), "reason": entry.reason} if wish.value is None else {}
        Target.objects.filter(pk=before.pk).update(stands=False, **gone)
    if wish.value is not None:
        Target.objects.create(
            source=before.source if before else PORTAL,
            number=before.number if before else uuid.uuid4().hex[:16],
            revision=before.revision + 1 if before else 1,
            indicator=wish.indicator,
            first_day=month.first_day,
            value=wish.value,
            reason=entry.reason,
            recorded_by=entry.by,
            word=entry.word,
            **{f"{wish.level}_id": wish.whose},
        )


def in_the_audit(wishes: Collection[Wanted]) -> list[dict[str, str]]:
    """Wishes as the audit keeps them: by name, for people read it."""
    names = {
        (level, row.pk): row.name
        for level, model in (("agent", Person), ("team", Team), ("site", Site))
        if (keys := {wish.whose for wish in wishes if wish.level == level})
        for row in model.objects.filter(pk__in=keys)
    }
    return [
        {"for": names[wish.level, wish.whose], "indicator": wish.indicator, "value": str(wish.value or "")}
        for wish in wishes
    ]
