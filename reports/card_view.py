"""A card with the names around it: all that page, PDF and payroll row show of one agent's month.

The figures are the frozen card's; nothing here is counted or scored.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from kpi_portal.lib.month import Month
from people.models import Person, Posting
from records import months
from records.models import MonthRecord
from scoring import cards
from scoring import models as stored_cards
from scoring.appeals import of_version
from scoring.engine.card import Card
from scoring.engine.plan_parts import Grade
from scoring.plans import versions
from scoring.service_calendar.page import in_words

TREND_MONTHS = 6


@dataclass(frozen=True)
class Employer:
    """The company as it is printed: name, one character for the logo's tile, its colour."""

    name: str
    mark: str
    colour: str


@dataclass(frozen=True)
class Worker:
    """Whose card it is. Site, post and team of the posting that gave the plan; empty where there is none."""

    name: str
    staff_number: str = ""
    site: str = ""
    post: str = ""
    team: str = ""


@dataclass(frozen=True)
class Pay:
    """Money in yuan (SCORING §5, step 9). Only for those who may see it."""

    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class LedgerHead:
    """The link of the chain that holds this card's close, and its signed head (SCORING §9)."""

    position: int
    entry_hash: str
    head: str


@dataclass(frozen=True)
class Sheet:
    """One card version as it is shown.

    ``history``: up to six months with their totals (None: no total), oldest first, this month last. ``team_scores``:
    mean score of the team by dimension code. ``made_at``: aware; the only instant that a printed card carries.
    ``brought_in``: the month lies before the company was live. ``service_hours``: in words, where the company does not
    serve around the clock. ``led``: keys and names of the agents whose evidence was summed (SCORING §4).
    ``is_running``: the month is not settled (未结算), and ``made_at`` is what its figures stand for. ``upheld``: number
    and reason of the own appeal that made this version.
    """

    card: Card
    employer: Employer
    worker: Worker
    version: int
    fingerprint: str
    made_at: datetime
    grades: tuple[Grade, ...] = ()
    pay: Pay | None = None
    history: tuple[tuple[Month, Decimal | None], ...] = ()
    team_scores: Mapping[str, Decimal] = field(default_factory=dict)
    ledger: LedgerHead | None = None
    brought_in: bool = False
    service_hours: str = ""
    led: Mapping[UUID, tuple[int, str]] = field(default_factory=dict)
    is_running: bool = False
    upheld: str = ""

    def without_pay(self) -> "Sheet":
        """The same sheet for readers who may not see money."""
        return replace(self, pay=None)

    @property
    def change(self) -> Decimal | None:
        """Total less the month before's; None where one of them has none."""
        if len(self.history) < 2 or self.history[-2][0] != self.card.month.previous:
            return None
        now, before = self.card.total, self.history[-2][1]
        return None if now is None or before is None else now - before


def sheet_of(card: stored_cards.Card) -> Sheet:
    """The sheet of one card, money included; take it away with ``without_pay`` for readers who may not see it."""
    return sheets_of([card])[0]


def sheets_of(stored: Sequence[stored_cards.Card]) -> list[Sheet]:
    """Sheets of cards of one month, in their order."""
    earlier = cards.earlier_totals(stored, TREND_MONTHS - 1)
    team = _team_means(stored)
    employer = employer_of_the_company()
    found = [_sheet(card, employer, earlier[card.pk], team[card.pk]) for card in stored]
    answers = of_version.upheld(stored)
    return [
        replace(sheet, upheld=f"{answer.appeal.number} · {answer.reason}") if answer else sheet
        for sheet, answer in zip(found, (answers.get(card.pk) for card in stored), strict=True)
    ]


def employer_of_the_company() -> Employer:
    """The company whose schema the connection is in."""
    company = months.company()
    return Employer(company.name, company.mark, company.brand_color)


def _sheet(
    card: stored_cards.Card, employer: Employer, earlier: Mapping[Month, Decimal | None], team: Mapping[str, Decimal]
) -> Sheet:
    entry, tree = card.ledger_entry, cards.tree(card)
    return Sheet(
        card=tree,
        employer=employer,
        worker=worker_of(card),
        version=card.version,
        fingerprint=card.fingerprint,
        made_at=card.created_at,
        grades=versions.read(card.plan).grades,
        pay=None if card.pay is None or card.bonus_base is None else Pay(card.bonus_base, card.pay),
        history=(*sorted(earlier.items()), (card.month.month, card.total)),
        team_scores=team,
        ledger=LedgerHead(entry.position, entry.entry_hash, entry.head) if entry else None,
        brought_in=card.label.brought_in,
        service_hours=service_hours_of(card.month),
        led=people_named({member.agent for line in tree.lines for member in line.members}),
    )


def people_named(uuids: set[UUID]) -> Mapping[UUID, tuple[int, str]]:
    """Keys and names of these people."""
    if not uuids:
        return {}
    return {
        uuid: (pk, name) for uuid, pk, name in Person.objects.filter(uuid__in=uuids).values_list("uuid", "pk", "name")
    }


def service_hours_of(record: MonthRecord) -> str:
    """The hours of service frozen with the month in words; empty around the clock."""
    hours = record.service_hours
    return in_words(hours) if hours and not hours["around_the_clock"] else ""


def worker_of(card: stored_cards.Card | stored_cards.ProvisionalCard) -> Worker:
    """The words that the card was frozen with (SCORING §9, labels)."""
    label = card.label
    posts = dict(Posting.Post.choices)
    return Worker(
        name=label.name,
        staff_number=label.staff_number,
        site=label.site,
        post=str(posts.get(label.post, label.post)),
        team=label.team,
    )


def _team_means(stored: Iterable[stored_cards.Card]) -> dict[int, Mapping[str, Decimal]]:
    """By card: the means of its team and plan; nothing for somebody without a team."""
    groups: dict[tuple[int | None, str], list[stored_cards.Card]] = defaultdict(list)
    for card in stored:
        groups[card.team_id, card.plan.code].append(card)
    means: dict[int, Mapping[str, Decimal]] = {}
    for (team, _plan), members in groups.items():
        found = cards.team_means(members[0]) if team else {}
        means |= {card.pk: found for card in members}
    return means
