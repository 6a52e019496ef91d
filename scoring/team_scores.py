"""Scores of teams (SCORING §5): the members' numerators and denominators summed, by the company's default plan, without
adjustments. Shown and used by team gates; never mixed into an agent's card."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from kpi_portal.lib.month import Month
from scoring.engine import card as engine
from scoring.engine.facts import AgentMonth, Evidence, Measure, led
from scoring.engine.score import rescore
from scoring.indicators.catalogue import definitions
from scoring.models import Card
from scoring.plans import versions
from scoring.rechecking import company_values

NOBODY = UUID(int=0)
"""Points depend on no name."""


def of_teams(month: Month, teams: Collection[int]) -> dict[int, Decimal | None]:
    """By team: the total of its members' standing cards of the month; None where nothing carries one."""
    found: dict[int, Decimal | None] = dict.fromkeys(teams)
    default = versions.in_force(month).default if teams else None
    if default is None:
        return found
    members: dict[int, list[engine.Card]] = defaultdict(list)
    stored = Card.objects.current().filter(month__first_day=month.first_day, is_trial=False, team__in=teams)
    for card in stored.order_by("pk"):
        members[card.team_id].append(engine.Card.from_frozen(card.frozen))
    plan = versions.read(default)
    for team, trees in members.items():
        values: dict[str, Fraction] = {}
        for tree in trees:
            values |= company_values(tree)
        together = AgentMonth(NOBODY, NOBODY, month, plan, month.days, evidence=_together(trees))
        found[team] = rescore(together, values).total
    return found


def _together(trees: list[engine.Card]) -> Mapping[str, Evidence]:
    """What the members have of their own, by indicator; where zero is evidence, it is divided by the members."""
    parts: dict[str, list[tuple[UUID, Evidence]]] = defaultdict(list)
    for tree in trees:
        for line in _measured(tree):
            measure = Measure(line.numerator or Fraction(0), line.denominator or Fraction(1), line.n)
            parts[line.code].append((tree.agent, Evidence(measure)))
    known = definitions()
    return {code: led(each, zero_is_evidence=known[code].zero_is_evidence).evidence for code, each in parts.items()}


def _measured(tree: engine.Card) -> Iterator[engine.Line]:
    """The lines with a measure of the agent's own; one measure that is weighed twice counts once."""
    seen = set()
    for line in tree.lines:
        if line.of == "own" and line.denominator is not None and line.n and line.code not in seen:
            seen.add(line.code)
            yield line
