"""What a month that became final asks people to do, as proposals (SCORING §8)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up, printed
from records.models import MonthRecord
from scoring.card_summary import LineSummary, summary
from scoring.engine import periods
from scoring.engine.follow_up import CLINIC, Stay, Told, asked
from scoring.engine.periods import Period
from scoring.engine.plan import Plan
from scoring.engine.rules import TowardTarget
from scoring.models import Card, FollowUp, Improvement, ScoringSettings
from scoring.plans import versions
from scoring.results.candidates import FINAL
from scoring.results.periods import PeriodResult, newest_final
from scoring.results.stays import stays_of

Kind, State = FollowUp.Kind, FollowUp.State
OF_THE_LATEST = (Kind.TRAINING, Kind.CLINIC)


@dataclass(frozen=True)
class Wanted:
    """One proposal."""

    kind: str
    agent: int
    about: str
    figures: tuple[tuple[str, str], ...]


@transaction.atomic
def propose(record: MonthRecord) -> int:
    """Make what the rules ask of this final month; what they ask no longer lapses. Returns how many are new.

    A training or a clinic is asked for by the latest final month alone: what an earlier one asked for lapses.
    """
    is_latest = newest_final() == record.month
    wanted = {
        (one.kind, one.agent, one.about): one
        for one in _wanted(record.month)
        if is_latest or one.kind not in OF_THE_LATEST
    }
    if is_latest:
        earlier = FollowUp.objects.open().filter(first_day__lt=record.first_day, kind__in=OF_THE_LATEST)
        earlier.update(state=State.LAPSED)
    had = FollowUp.objects.filter(first_day=record.first_day, proposed_by=None).exclude(state=State.LAPSED)
    known = {(one.kind, one.agent_id, one.about): one for one in had}
    gone = [one.pk for key, one in known.items() if key not in wanted and one.is_open]
    FollowUp.objects.filter(pk__in=gone).update(state=State.LAPSED)
    waits = _under_way(record.month)
    made = [one for key, one in wanted.items() if key not in known and key not in waits]
    FollowUp.objects.bulk_create(
        FollowUp(
            kind=one.kind,
            agent_id=one.agent,
            first_day=record.first_day,
            about=one.about,
            figures=[list(figure) for figure in one.figures],
        )
        for one in made
    )
    return len(made)


def _under_way(month: Month) -> set[tuple[str, int, str]]:
    """What was asked for earlier, or in this month by somebody, and is not over: the same is not asked for again."""
    before = Q(first_day__lt=month.first_day) | Q(first_day=month.first_day, proposed_by__isnull=False)
    earlier = FollowUp.objects.filter(before).exclude(kind=Kind.OUTCOME)
    busy = Q(improvements__in=Improvement.objects.under_way()) | Q(kind__in=(Kind.TALENT, Kind.ROTATION))
    rows = earlier.filter(Q(state=State.OPEN) | Q(state=State.ACCEPTED) & busy)
    return set(rows.values_list("kind", "agent", "about"))


def _wanted(month: Month) -> Iterator[Wanted]:
    below = Decimal(ScoringSettings.of_the_company().training_below)
    for agent, (plan, months) in _told(month).items():
        if month in months:
            for one in asked(months, month, plan.follow_up, below):
                yield Wanted(one.kind, agent, one.about, one.figures)
    yield from _talents(month)


def below_grade(plan: Plan, grade: str) -> bool:
    """Whether a grade is worse than the one that the plan's rule names."""
    steps = _steps_down(plan, plan.follow_up.plan_below, grade)
    return steps is not None and steps > 0


def _may_rotate(plan: Plan, grade: str) -> bool:
    steps = _steps_down(plan, plan.follow_up.rotation_from, grade)
    return steps is not None and steps <= 0


def _steps_down(plan: Plan, limit: str, grade: str) -> int | None:
    """How many grades the second is worse than the first; None where the plan lacks one of them."""
    order = [one.code for one in plan.grades]  # the best first
    return order.index(grade) - order.index(limit) if grade in order and limit in order else None


def _told(month: Month) -> Mapping[int, tuple[Plan, dict[Month, Told]]]:
    """By agent: the plan of the month, and what the final months that a rule may look back on say."""
    cards = Card.objects.current().filter(is_trial=False, month__state__in=FINAL)
    plans = {card.agent_id: versions.read(card.plan) for card in _of(cards, month, month)}
    reach = max([max(plan.follow_up.plan_months, plan.follow_up.talk_months) for plan in plans.values()], default=1)
    found: dict[int, tuple[Plan, dict[Month, Told]]] = {agent: (plan, {}) for agent, plan in plans.items()}
    stays = stays_of(plans, month)
    for card in _of(cards, month.plus(1 - reach), month):
        if card.agent_id in found:
            stay = stays.get((card.agent_id, card.site_id)) if card.month.month == month else None
            found[card.agent_id][1][card.month.month] = _month(card, stay)
    return found


def _of(cards: object, first: Month, last: Month) -> Iterator[Card]:
    rows = cards.filter(month__first_day__gte=first.first_day, month__first_day__lte=last.first_day)  # type: ignore[attr-defined]
    return iter(rows.select_related("plan", "month").without_tree())


def _month(card: Card, stay: Stay | None) -> Told:
    told, plan = summary(card), versions.read(card.plan)
    rules = {one.code: one for dimension in plan.dimensions for one in dimension.indicators}
    first_contact = told.line(CLINIC)
    at_floor = {
        code: printed(value)
        for code, points in told.points()
        if points == 0
        and isinstance(rules[code].rule, TowardTarget)
        and (value := value_of(told.line(code))) is not None
    }
    order = [part.code for part in plan.dimensions if part.code in told.scores]
    return Told(
        grade=card.grade,
        total=card.total,
        is_below=below_grade(plan, card.grade),
        at_floor=at_floor,
        scores={code: told.scores[code] for code in order},
        first_contact=value_of(first_contact),
        may_rotate=_may_rotate(plan, card.grade),
        stay=stay,
    )


def value_of(line: LineSummary | None) -> Decimal | None:
    """The value of an indicator as printed; None without evidence of its own."""
    if line is None or not line.is_measured or line.numerator is None or not line.denominator:
        return None
    return half_up(line.scale * line.numerator / line.denominator, 2)


def _talents(month: Month) -> Iterator[Wanted]:
    """The best of so many quarters in a row, asked once all months of the last one are final."""
    last, by_rule = Period.quarter_of(month), defaultdict[tuple[int, Decimal], set[int]](set)
    result = PeriodResult.of(last)
    if month != last.months[-1] or len(result.final) < len(last.months):
        return
    cards = Card.objects.filter(pk__in=[result.latest(agent).card for agent in result.ranks]).select_related("plan")
    for card in cards.defer("frozen", "replayed"):
        rules = versions.read(card.plan).follow_up
        by_rule[rules.talent_quarters, rules.talent_percent].add(card.agent_id)
    for (number, percent), agents in by_rule.items():
        quarters = [result, *(PeriodResult.of(last.plus(-back)) for back in range(1, number))]
        best = periods.in_each([periods.best_share(one.ranks, percent) for one in quarters]) & agents
        for agent in sorted(best):
            figures = [(str(one.period), f"{one.ranks[agent][0]} / {one.ranks[agent][1]}") for one in quarters]
            yield Wanted(Kind.TALENT, agent, "", tuple(reversed(figures)))
