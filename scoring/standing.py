"""What a card says beside its fingerprint: whether it stands, rank, pay and labels (SCORING §5 step 9, §8, §9).

A close stores it, ``finalise_month`` enters its hashes in the ledger, ``recheck_cards`` forms it again from the cards.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.canonical import sha256_hex
from records import ledger
from records.models import LedgerEntry, MonthRecord
from scoring.engine import card as engine
from scoring.engine import shares
from scoring.engine.ranking import ranked
from scoring.engine.score import pay
from scoring.engine.totals import graded
from scoring.models import Card
from scoring.plans.versions import read


def hashes(cards: Iterable[Card]) -> dict[str, str]:
    """By fingerprint: the hash of what the ledger holds of a final card beside it."""
    return {card.fingerprint: _hash(card) for card in cards}


def due_pay(card: Card, frozen: engine.Card) -> Decimal | None:
    """What the card's own figures give: bonus base × coefficient × posted days (SCORING §5, step 9)."""
    if frozen.trial or card.bonus_base is None or frozen.coefficient is None:
        return None
    return pay(card.bonus_base, frozen.coefficient, frozen.posted_days, frozen.month_days)


def problems_of_month(record: MonthRecord) -> Iterator[str]:
    """Sentences of what does not agree in the month's ranks, versions that stand, and, once final, in its ledger."""
    cards = list(Card.objects.filter(month=record).select_related("plan", "agent").order_by("pk"))
    standing = [card for card in cards if card.is_current]
    yield from _problems_of_versions(cards, standing)
    yield from _problems_of_ranks([card for card in standing if not card.is_trial])
    if record.is_closed:
        yield from _problems_of_ledger(record, standing)


def _hash(card: Card) -> str:
    return sha256_hex(
        {
            "rank": card.rank,
            "ranked": card.ranked,
            "team": card.team_id,
            "site": card.site_id,
            "bonus_base": card.bonus_base,
            "pay": card.pay,
            "labels": card.labels,
        }
    )


def _problems_of_versions(cards: Sequence[Card], standing: Sequence[Card]) -> Iterator[str]:
    latest = {(card.agent_id, card.is_trial, card.plan.code if card.is_trial else ""): card for card in cards}
    for card in standing:
        if latest[card.agent_id, card.is_trial, card.plan.code if card.is_trial else ""].version > card.version:
            yield f"{card}: " + _("an older version stands in place of the latest.")


def _problems_of_ranks(standing: Sequence[Card]) -> Iterator[str]:
    by_plan: dict[str, list[Card]] = defaultdict(list)
    for card in standing:
        by_plan[card.plan.code].append(card)
    for cards in by_plan.values():
        newest = read(max((card.plan for card in cards), key=lambda plan: plan.version))
        trees = [engine.Card.from_frozen(card.frozen) for card in cards]
        for card, tree in zip(cards, ranked(trees, newest.ranking_minimum_days), strict=True):
            if (card.rank, card.ranked or 0) != (tree.rank, tree.ranked or 0):
                yield f"{card}: " + _("its rank does not follow from the totals.")
        totals = [tree.total for card, tree in zip(cards, trees, strict=True) if card.rank and tree.total is not None]
        yield from _problems_of_shares(cards, trees, shares.bounds(newest.grades, totals))


def _problems_of_shares(
    cards: Sequence[Card], trees: Sequence[engine.Card], bounds: Sequence[engine.ShareBound]
) -> Iterator[str]:
    """A card's own bounds are of the close that made it; its grade must be that which all standing totals give."""
    for card, tree in zip(cards, trees, strict=True):
        if not bounds or tree.total is None:
            continue
        if graded(read(card.plan), tree.total, bounds, has_red_lines=bool(tree.red_lines)).code != tree.grade:
            yield f"{card}: " + _("its grade does not follow from the shares of the plan.")


def _problems_of_ledger(record: MonthRecord, standing: Sequence[Card]) -> Iterator[str]:
    entry = LedgerEntry.objects.filter(kind="finalise", month=str(record.month)).order_by("-position").first()
    entered: Mapping[str, Any] = (ledger.said(entry) or {}) if entry else {}
    body = entered.get("body")
    known = body.get("standing") if isinstance(body, dict) else None
    if not isinstance(known, dict):
        return  # made final before its standing was entered
    now = hashes(standing)
    for card in standing:
        if known.get(card.fingerprint) != now[card.fingerprint]:
            yield f"{card}: " + _("its pay, rank or labels are not those with which the month was made final.")
    for fingerprint in sorted(known.keys() - now.keys()):
        yield _("%(month)s: a card that was made final does not stand: %(fingerprint)s.") % {
            "month": record.month,
            "fingerprint": fingerprint,
        }
