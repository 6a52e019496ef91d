"""The cards of a month by where their review stands, for who reviews them, and how many are done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpi_portal.lib.month import Month
from people.models import Account
from records.models import MonthRecord, MonthState
from records.working_days import working_days_after
from scoring import cards
from scoring.models import Card, MonthClose, MonthReopening, Review, ScoringSettings
from scoring.querysets import CardQuerySet

REVIEWED = (MonthState.COMPUTED, MonthState.IN_REVIEW)
"""States of a month in which its cards are reviewed."""


class Standing(TextChoices):
    """Where the review of a card stands; what waits for the reviewer comes first."""

    AGAIN = "0again", _("Changed since: look again")
    DRAFT = "1draft", pgettext_lazy("review", "Draft")
    TO_DO = "2to_do", _("To review")
    SENT_BACK = "3sent_back", _("Sent back for evidence")
    REVIEWED = "4reviewed", _("Reviewed")


WAITING = (Standing.AGAIN, Standing.DRAFT, Standing.TO_DO)
TONES = {Standing.AGAIN: "warn", Standing.DRAFT: "info", Standing.SENT_BACK: "warn", Standing.REVIEWED: "ok"}


@dataclass(frozen=True, slots=True)
class Row:
    """One card of the queue. ``card`` comes without its tree."""

    card: Card
    review: Review | None
    standing: Standing

    @property
    def tone(self) -> str:
        """Of the badge."""
        return TONES.get(self.standing, "")

    @property
    def waits(self) -> bool:
        """Whether it is the reviewer's turn."""
        return self.standing in WAITING


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a month's cards are reviewed as they are now."""

    done: int
    all: int

    @property
    def missing(self) -> int:
        """How many are not."""
        return self.all - self.done

    @property
    def is_complete(self) -> bool:
        """Whether every card is, and there are some."""
        return self.all > 0 and self.done == self.all


def standing(found: CardQuerySet) -> CardQuerySet:
    """These cards, each with where its review stands (``standing``)."""
    review = Review.objects.of_card()
    annotated = found.annotate(
        review_state=Subquery(review.values("state")[:1]), is_as_reviewed=Exists(review.as_it_is())
    )
    place = Case(
        When(review_state=None, then=Value(Standing.TO_DO)),
        When(review_state=Review.State.DRAFT, then=Value(Standing.DRAFT)),
        When(is_as_reviewed=False, then=Value(Standing.AGAIN)),
        When(review_state=Review.State.SENT_BACK, then=Value(Standing.SENT_BACK)),
        default=Value(Standing.REVIEWED),
        output_field=CharField(),
    )
    with_place: CardQuerySet = annotated.annotate(standing=place)
    return with_place


def reviewed_by(account: Account, month: Month) -> CardQuerySet:
    """The month's cards that this account may review: of everybody it sees but itself."""
    return cards.listed(month).visible_to(account).exclude(agent=account.person_id)


class Queue:
    """What one account has to review of a month, in the order in which it is walked through."""

    def __init__(self, month: Month, account: Account) -> None:
        self.month, self.account = month, account

    @cached_property
    def cards(self) -> CardQuerySet:
        """All of them with their standing, what waits first."""
        return (
            standing(reviewed_by(self.account, self.month)).defer("frozen", "summary", "replayed").by_name("standing")
        )

    @cached_property
    def walk(self) -> list[Any]:
        """All of them by site and name, an order that acts of the reviewer do not change: what strips and buttons need
        of each."""
        fields = ("agent_id", "labels", "total", "grade", "month")
        return list(standing(reviewed_by(self.account, self.month)).only(*fields).by_name("site__code"))

    @cached_property
    def progress(self) -> Progress:
        """Of this account's cards."""
        return Progress(sum(card.standing == Standing.REVIEWED for card in self.walk), len(self.walk))

    def rows(self, page: Sequence[Card]) -> list[Row]:
        """These cards (a page of them) with their reviews."""
        found = Review.objects.filter(month__first_day=self.month.first_day, agent__in=[card.agent_id for card in page])
        reviews = {one.agent_id: one for one in found.select_related("reviewer__person", "card")}
        return [Row(card, reviews.get(card.agent_id), Standing(_standing_of(card))) for card in page]

    @cached_property
    def waiting(self) -> list[Card]:
        """Those whose turn it is."""
        return [card for card in self.walk if card.standing in WAITING]

    def next_after(self, agent: int) -> Card | None:
        """The one that waits behind this agent's in the order, else the first that waits; never the same."""
        return _beside(self._order, agent, self.waiting, 1)

    def previous_before(self, agent: int) -> Card | None:
        """Likewise backwards."""
        return _beside(self._order, agent, self.waiting, -1)

    @property
    def _order(self) -> list[int]:
        return [card.agent_id for card in self.walk]


def _beside(order: Sequence[int], agent: int, waiting: Sequence[Card], step: int) -> Card | None:
    by_agent = {card.agent_id: card for card in waiting if card.agent_id != agent}
    place = order.index(agent) if agent in order else 0
    walked = [*order[place::step], *(order if step == 1 else order[::-1])]
    return next((by_agent[one] for one in walked if one in by_agent), None)


def _standing_of(card: Any) -> str:
    return str(card.standing)


def progress_of(found: CardQuerySet) -> Progress:
    """How many of these (with their standing) are reviewed."""
    counted = found.order_by().aggregate(all=Count("pk"), done=Count("pk", filter=Q(standing=Standing.REVIEWED)))
    return Progress(counted["done"], counted["all"])


def progress(month: Month) -> Progress:
    """Of the whole month."""
    return progress_of(standing(cards.listed(month)))


def due(record: MonthRecord, settings: ScoringSettings) -> date | None:
    """The last day to review: so many working days after the first close since the month was last opened again."""
    first = closes_since_opened().filter(month=record).values_list("finished_at", flat=True).first()
    return None if first is None else due_after(first.astimezone(ZoneInfo(record.time_zone)).date(), settings)


def closes_since_opened() -> QuerySet[MonthClose]:
    """Closes that are done and after which their month was not opened again, the first of each month first."""
    opened = MonthReopening.objects.filter(month=OuterRef("month"), confirmed_at__gte=OuterRef("finished_at"))
    return MonthClose.objects.filter(~Exists(opened), state=MonthClose.State.DONE).order_by("finished_at")


def due_after(day: date, settings: ScoringSettings) -> date:
    """The last day where the close was on this day."""
    return working_days_after(day, settings.review_days)
