"""What the engine is given for a month: evidence, targets and adjustments of everyone to be scored (SCORING §5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kpi_portal.lib.month import Month
from records import months
from scoring.agent_month import Scored
from scoring.engine import facts
from scoring.engine.facts import AgentMonth, Evidence
from scoring.models import Adjustment, Target
from scoring.plans import read


def agent_months(
    month: Month, scored: Iterable[Scored], evidence: Mapping[int, Mapping[str, Evidence]]
) -> list[AgentMonth]:
    """One input of ``scoring.engine.score.score_month`` per agent, in the order given."""
    company = months.company().uuid
    targets, adjustments = _Targets(month), _adjustments(month)
    return [
        AgentMonth(
            company=company,
            agent=agent.uuid,
            month=month,
            plan=read(agent.plan),
            posted_days=agent.posted_days,
            has_posting=agent.posting is not None,
            evidence=evidence.get(agent.agent_id, {}),
            targets=targets.of(agent),
            adjustments=tuple(adjustments[agent.agent_id]),
        )
        for agent in scored
    ]


class _Targets:
    """The month's targets by whom they are for; an agent's come with those of team and site."""

    def __init__(self, month: Month) -> None:
        self.found: dict[tuple[str, int], list[facts.Target]] = defaultdict(list)
        for target in Target.objects.filter(first_day=month.first_day, stands=True).order_by("pk"):
            for level in ("agent", "team", "site"):
                whose = getattr(target, f"{level}_id")
                if whose is not None:
                    self.found[level, whose].append(facts.Target(target.indicator, level, target.value))

    def of(self, agent: Scored) -> tuple[facts.Target, ...]:
        """Targets for the agent itself, and for team and site of the posting that gave the plan."""
        whose = (("agent", agent.agent_id), ("team", agent.team_id), ("site", agent.site_id))
        return tuple(target for level, key in whose if key is not None for target in self.found.get((level, key), ()))


def _adjustments(month: Month) -> dict[int, list[facts.Adjustment]]:
    entries: dict[int, list[facts.Adjustment]] = defaultdict(list)
    standing = Adjustment.objects.filter(first_day=month.first_day, stands=True).select_related("author")
    for entry in standing.order_by("pk"):
        entries[entry.agent_id].append(
            facts.Adjustment(
                sequence=entry.pk,
                kind=entry.kind,
                points=entry.points,
                reason=entry.text,
                by=entry.author.name if entry.author else "",
                text_hash=facts.text_hash(bytes.fromhex(entry.salt), entry.text),
            )
        )
    return entries
