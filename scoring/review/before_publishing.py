"""What whoever publishes a month is told of its review: how many cards are reviewed, who is missing, what blocks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Subquery

from people.models import Person
from records.models import MonthRecord
from scoring import cards
from scoring.models import Adjustment, Card, ScoringSettings
from scoring.review import checks, queue
from scoring.review.checks import GradeChange
from scoring.review.queue import Progress, Standing
from scoring.review.reviewers import leader_of_card

NAMED = 8
"""So many people of one reviewer are named."""


@dataclass(frozen=True)
class Missing:
    """Cards that one reviewer has not reviewed as they are; without a reviewer they are HR's."""

    reviewer: Person | None
    cards: tuple[Card, ...]
    number: int

    @property
    def unnamed(self) -> int:
        """How many are not named."""
        return self.number - len(self.cards)


class BeforePublishing:
    """One month under review; asked piece by piece, each read once."""

    def __init__(
        self, record: MonthRecord, settings: ScoringSettings, blind: frozenset[int] = frozenset(), *, cards: int = 0
    ) -> None:
        """``blind``: agents whose cards the reader has to look at in a panel first, and is not told of; ``cards``: how
        many there are, for the progress."""
        self.record, self.settings, self._blind, self._cards = record, settings, blind, cards

    @cached_property
    def progress(self) -> Progress:
        """How many cards are reviewed."""
        return Progress(self._cards - sum(row.number for row in self.missing), self._cards)

    @cached_property
    def missing(self) -> list[Missing]:
        """Who has not reviewed whom, who has most first."""
        found = queue.standing(cards.listed(self.record.month)).exclude(standing=Standing.REVIEWED)
        of_leader: dict[int | None, list[Card]] = defaultdict(list)
        named = Person.objects.filter(pk=OuterRef("leader")).values("name")
        led = found.annotate(leader=leader_of_card()).annotate(leader_name=Subquery(named))
        people: dict[int, Person] = {}
        for card in led.defer("frozen", "summary", "replayed").by_name():
            of_leader[card.leader].append(card)
            people[card.leader or 0] = Person(pk=card.leader, name=card.leader_name or "")
        rows = [_missing(people[leader] if leader else None, own) for leader, own in of_leader.items()]
        return sorted(rows, key=lambda row: -row.number)

    @cached_property
    def stale(self) -> list[Card]:
        """Cards on which something that was entered is not counted yet."""
        return checks.uncounted(self.record, self.entered)

    @cached_property
    def entered(self) -> list[Adjustment]:
        """The standing entries of the month."""
        return list(checks.entries(self.record))

    @cached_property
    def changes(self) -> list[GradeChange]:
        """Grades that an adjustment changed, confirmed or not."""
        return checks.grade_changes(self.record)

    @property
    def shown(self) -> list[GradeChange]:
        """Those of them that the reader may know of."""
        return [change for change in self.changes if change.card.agent_id not in self._blind]

    @property
    def to_confirm(self) -> int:
        """How many of them wait for HR's confirmation, where the company wants one."""
        return sum(change.confirmation is None for change in self.changes) if self.confirms else 0

    @property
    def confirms(self) -> bool:
        """Whether grades of this month are confirmed at all."""
        return checks.confirms(self.record, self.settings)

    @property
    def blocks(self) -> bool:
        """Whether the month cannot be published as it is."""
        unreviewed = checks.wants_all(self.record, self.settings) and not self.progress.is_complete
        return bool(self.stale or self.to_confirm or unreviewed)


def _missing(reviewer: Person | None, own: Sequence[Card]) -> Missing:
    return Missing(reviewer, tuple(own[:NAMED]), len(own))
