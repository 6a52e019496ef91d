"""Complaints upheld against a team's agents for each hundred of its orders (有责投诉率): the gate of team bonuses.

Upheld is what ``complaints_upheld`` counts: by a decision dated in the month. The orders are those first dispatched in
it (of a source without dispatches: created in it) that are neither cancelled nor a duplicate nor exempted, of who is
credited with their completion, as they stand at the cut-off. Members are those of the team's score (SCORING §5).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from evidence.complaints.counting import Cutoffs
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up
from people.models import Posting, Team
from scoring.agent_month import main_posting
from scoring.indicators.complaints_upheld import UPHELD
from scoring.indicators.orders import IN_THE_MONTH
from scoring.models import Card
from workorders.truth.credit import COMPLETION_AGENT, COUNTS_FROM
from workorders.truth.standing import at_cutoff

if TYPE_CHECKING:
    from django.db.models import QuerySet

COUNTED = f"""
SELECT u.agent_id, array_agg(s.complaint_id ORDER BY s.at, s.id), 0
FROM ({UPHELD}) u JOIN evidence_complaintstep s ON s.id = u.fact_id
WHERE u.reason = '' AND u.agent_id = ANY(%(agents)s) GROUP BY 1
UNION ALL
SELECT {COMPLETION_AGENT}, NULL, count(*) FROM ({at_cutoff(IN_THE_MONTH, cutoff="%(cutoff)s")}) o
WHERE {COUNTS_FROM} >= %(start)s AND {COUNTS_FROM} < %(end)s AND o.state <> 'cancelled' AND o.correction = ''
      AND {COMPLETION_AGENT} = ANY(%(agents)s)
GROUP BY 1
"""
"""Of each agent the complaints that were upheld, and the number of orders."""


class Share(NamedTuple):
    """Of one of the team's people: the complaints that were upheld, and the number of orders."""

    person: int
    complaints: tuple[int, ...]
    orders: int


@dataclass(frozen=True)
class TeamComplaints:
    """A team in a month: its people, the complaints upheld against them, and how many orders they had."""

    shares: tuple[Share, ...] = ()

    @property
    def people(self) -> tuple[int, ...]:
        """Keys of the persons."""
        return tuple(share.person for share in self.shares)

    @property
    def complaints(self) -> tuple[int, ...]:
        """Keys of the complaints that were upheld."""
        return tuple(complaint for share in self.shares for complaint in share.complaints)

    @property
    def orders(self) -> int:
        """How many orders they had."""
        return sum(share.orders for share in self.shares)

    @property
    def upheld(self) -> int:
        """How many were upheld."""
        return len(self.complaints)

    @property
    def percent(self) -> Decimal | None:
        """Upheld of orders as printed, with two decimals; None without any order."""
        return half_up(Fraction(100 * self.upheld, self.orders), 2) if self.orders else None

    def meets(self, limit: Decimal) -> bool:
        """Whether the figure as printed is not above the limit; a team without orders has none."""
        return self.percent is not None and self.percent <= limit


def of_teams(month: Month, teams: "QuerySet[Team]", cutoffs: Cutoffs | None = None) -> dict[Team, TeamComplaints]:
    """Of those teams that have anybody in the month: who has a card, before the first close who is posted."""
    members = _members(month, teams)
    agents = [agent for people in members.values() for agent in people]
    if not agents:
        return {}
    start, end, cutoff = (cutoffs or Cutoffs()).edges(month)
    asked: dict[str, Any] = {"start": start, "end": end, "cutoff": cutoff, "agents": agents}
    upheld: dict[int, list[int]] = defaultdict(list)
    orders: Counter[int] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, asked)
        for agent, complaints, number in cursor.fetchall():
            upheld[agent] += complaints or []
            orders[agent] += number
    return {team: _together(people, upheld, orders) for team, people in members.items()}


def of_team(month: Month, team: Team) -> TeamComplaints:
    """Of one team; without figures where nobody was in it."""
    return of_teams(month, Team.objects.filter(pk=team.pk)).get(team, TeamComplaints())


def _together(people: Iterable[int], upheld: Mapping[int, list[int]], orders: Mapping[int, int]) -> TeamComplaints:
    return TeamComplaints(tuple(Share(agent, tuple(upheld[agent]), orders[agent]) for agent in sorted(people)))


def _members(month: Month, teams: "QuerySet[Team]") -> dict[Team, list[int]]:
    """People by team; of the cards, else by the posting of most days."""
    found: dict[Team, list[int]] = defaultdict(list)
    stored = Card.objects.current().filter(month__first_day=month.first_day, is_trial=False)
    cards = stored.filter(team__in=teams.values("pk")).select_related("team").only("agent", "team")
    for card in cards:
        if card.team is not None:
            found[card.team].append(card.agent_id)
    return found or _posted(month, teams)


def _posted(month: Month, teams: "QuerySet[Team]") -> dict[Team, list[int]]:
    postings: dict[int, list[Any]] = defaultdict(list)
    found = Posting.objects.of_agents().touching(month).select_related("site", "team").order_by("pk")
    for posting in found.annotate(is_asked_for=Q(team__in=teams.values("pk"))):
        postings[posting.person_id].append(posting)
    members: dict[Team, list[int]] = defaultdict(list)
    for agent, own in postings.items():
        main: Any = main_posting(month, own)
        if main.is_asked_for:
            members[main.team].append(agent)
    return members
