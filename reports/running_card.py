"""The card so far as it is shown: the sheet of a running month, without what only a card that counts has (rank,
coefficient, pay, version, link of the ledger)."""

from reports.card_view import TREND_MONTHS, Sheet, employer_of_the_company, people_named, service_hours_of, worker_of
from scoring import cards
from scoring.models import ProvisionalCard
from scoring.plans import versions


def sheet_of(card: ProvisionalCard) -> Sheet:
    """The sheet of one card so far; the team's scores are those of the same computation."""
    earlier = cards.totals_before(card.agent_id, card.month.month, TREND_MONTHS - 1)
    tree = cards.tree_so_far(card)
    return Sheet(
        card=tree,
        employer=employer_of_the_company(),
        worker=worker_of(card),
        version=0,
        fingerprint="",
        made_at=card.counted_until,
        grades=versions.read(card.plan).grades,
        history=(*sorted(earlier.items()), (card.month.month, card.total)),
        team_scores=cards.team_means_so_far(card) if card.team_id else {},
        service_hours=service_hours_of(card.month),
        led=people_named({member.agent for line in tree.lines for member in line.members}),
        is_running=True,
    )
