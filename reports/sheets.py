"""Cards from the database with the names around them. A constant number of queries however many cards."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kpi_portal.lib.month import Month
from people.models import Posting
from records import months
from reports.sheet import TREND_MONTHS, Employer, LedgerHead, Pay, Sheet, Worker
from scoring import cards, plans
from scoring.models import Card


def sheet_of(card: Card) -> Sheet:
    """The sheet of one card, money included; take it away with ``without_pay`` for readers who may not see it."""
    return sheets_of([card])[0]


def sheets_of(stored: Sequence[Card]) -> list[Sheet]:
    """Sheets of cards of one month, in their order."""
    earlier = cards.earlier_totals(stored, TREND_MONTHS - 1)
    team = _team_means(stored)
    employer = employer_of_the_company()
    return [_sheet(card, employer, earlier[card.pk], team[card.pk]) for card in stored]


def employer_of_the_company() -> Employer:
    """The company whose schema the connection is in."""
    company = months.company()
    return Employer(company.name, company.mark, company.brand_color)


def _sheet(
    card: Card, employer: Employer, earlier: Mapping[Month, Decimal | None], team: Mapping[str, Decimal]
) -> Sheet:
    entry = card.ledger_entry
    return Sheet(
        card=cards.tree(card),
        employer=employer,
        worker=worker_of(card),
        version=card.version,
        fingerprint=card.fingerprint,
        made_at=card.created_at,
        grades=plans.read(card.plan).grades,
        pay=None if card.pay is None or card.bonus_base is None else Pay(card.bonus_base, card.pay),
        history=(*sorted(earlier.items()), (card.month.month, card.total)),
        team_scores=team,
        ledger=LedgerHead(entry.position, entry.entry_hash, entry.head) if entry else None,
    )


def worker_of(card: Card) -> Worker:
    """Names as they are now; a card freezes none of them (SCORING §9)."""
    return Worker(
        name=card.agent.name,
        staff_number=card.agent.staff_number or "",
        site=card.site.name if card.site else "",
        post=str(Posting.Post.AGENT.label) if card.posted_days else "",
        team=card.team.name if card.team else "",
    )


def _team_means(stored: Iterable[Card]) -> dict[int, Mapping[str, Decimal]]:
    """By card: the means of its team and plan; nothing for somebody without a team."""
    groups: dict[tuple[int | None, str], list[Card]] = defaultdict(list)
    for card in stored:
        groups[card.team_id, card.plan.code].append(card)
    means: dict[int, Mapping[str, Decimal]] = {}
    for (team, _plan), members in groups.items():
        found = cards.team_means(members[0]) if team else {}
        means |= {card.pk: found for card in members}
    return means
