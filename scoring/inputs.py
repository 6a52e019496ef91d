"""What the engine is given for a month: evidence, targets and adjustments of everyone to be scored (SCORING §5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Generic, TypeVar, cast

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import plain
from records import months
from scoring.agent_month import Scored
from scoring.engine import facts
from scoring.engine.facts import AgentMonth, Evidence
from scoring.models import Adjustment, Decision, RedLine, Target, TargetChange
from scoring.models.target import LEVELS
from scoring.plans.versions import read
from scoring.site_calendar.weight_shifts import Calendar


def agent_months(
    month: Month,
    scored: Iterable[Scored],
    evidence: Mapping[int, Mapping[str, Evidence]],
    led: Mapping[int, Mapping[str, facts.Led]] | None = None,
) -> list[AgentMonth]:
    """One input of ``scoring.engine.score.score_month`` per agent, in the order given."""
    company = months.company().uuid
    targets, changes, adjustments = _Targets(month), _Changes(month), _adjustments(month)
    red_lines, decisions = _red_lines(month), _decisions(month)
    calendar = Calendar(month)
    return [
        AgentMonth(
            company=company,
            agent=agent.uuid,
            month=month,
            plan=read(agent.plan),
            posted_days=agent.posted_days,
            has_posting=agent.posting is not None,
            evidence=evidence.get(agent.agent_id, {}),
            led=(led or {}).get(agent.agent_id, {}),
            targets=targets.of(agent),
            target_changes=changes.of(agent),
            shifts=calendar.shifts(agent.days_at),
            events=calendar.events(agent.days_at),
            adjustments=tuple(adjustments[agent.agent_id]),
            red_lines=tuple(red_lines[agent.agent_id]),
            decisions=tuple(decisions[agent.agent_id]),
        )
        for agent in scored
    ]


Found = TypeVar("Found")


class _ByWhom(Generic[Found]):
    """What was agreed in a month by whom it is for; an agent's comes with that of team and site."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, int], list[Found]] = defaultdict(list)

    def of(self, agent: Scored) -> tuple[Found, ...]:
        """What is for the agent itself, and for team and site of the posting that gave the plan."""
        whose = (("agent", agent.agent_id), ("team", agent.team_id), ("site", agent.site_id))
        return tuple(each for level, key in whose if key is not None for each in self.found.get((level, key), ()))


class _Targets(_ByWhom[facts.Target]):
    """The month's targets that hold."""

    def __init__(self, month: Month) -> None:
        super().__init__()
        for target in Target.objects.holding().filter(first_day=month.first_day).order_by("pk"):
            for level in LEVELS:
                whose = getattr(target, f"{level}_id")
                if whose is not None:
                    self.found[level, whose].append(facts.Target(target.indicator, level, target.value))


class _Changes(_ByWhom[facts.TargetChange]):
    """The month's targets that were changed after the freeze."""

    def __init__(self, month: Month) -> None:
        super().__init__()
        zone = months.zone_for(month)
        changes = TargetChange.objects.confirmed().filter(first_day=month.first_day)
        for change in changes.select_related("asked_by__person", "confirmed_by__person"):
            level, whose = change.for_whom
            self.found[level, whose].append(
                facts.TargetChange(
                    indicator=change.indicator,
                    level=level,
                    before=_plain(change.before),
                    value=_plain(change.value),
                    day=f"{change.confirmed_at.astimezone(zone):%Y-%m-%d}",
                    reason=change.reason,
                    asked_by=str(change.asked_by),
                    confirmed_by=str(change.confirmed_by),
                    text_hash=facts.text_hash(bytes.fromhex(change.salt), change.reason),
                )
            )


def _plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros of the column, as the card writes its targets."""
    return None if value is None else Decimal(plain(value))


def _adjustments(month: Month) -> dict[int, list[facts.Adjustment]]:
    entries: dict[int, list[facts.Adjustment]] = defaultdict(list)
    standing = Adjustment.objects.filter(first_day=month.first_day, stands=True).select_related("author")
    for entry in standing.order_by("pk"):
        entries[entry.agent_id].append(adjusted(entry))
    return entries


def adjusted(entry: Adjustment) -> facts.Adjustment:
    """An adjustment as the engine and the card know it."""
    return facts.Adjustment(
        sequence=entry.pk,
        kind=cast(facts.AdjustmentKind, entry.kind),
        points=entry.points,
        reason=entry.text,
        by=entry.author.name if entry.author else "",
        text_hash=facts.text_hash(bytes.fromhex(entry.salt), entry.text),
    )


def _red_lines(month: Month) -> dict[int, list[facts.RedLine]]:
    found: dict[int, list[facts.RedLine]] = defaultdict(list)
    for red_line in RedLine.objects.counting_in(month).order_by("pk"):
        found[red_line.agent_id].append(as_fact(red_line))
    return found


def as_fact(red_line: RedLine) -> facts.RedLine:
    """A red line as the engine and the card know it."""
    return facts.RedLine(key=str(red_line.key), what=red_line.words, day=str(red_line.day))


def _decisions(month: Month) -> dict[int, list[facts.Decision]]:
    found: dict[int, list[facts.Decision]] = defaultdict(list)
    for decision in Decision.objects.of_month(month).select_related("author"):
        found[decision.agent_id].append(decided(decision))
    return found


def decided(decision: Decision) -> facts.Decision:
    """A decision as the engine and the card know it."""
    return facts.Decision(
        reason=decision.text,
        by=decision.author.name,
        indicator=decision.indicator or None,
        points=decision.points,
        coefficient=decision.coefficient,
        text_hash=facts.text_hash(bytes.fromhex(decision.salt), decision.text),
    )
