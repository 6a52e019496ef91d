"""Reading self-assessments: beside a review, in a list of who has written, and one's own for ever."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from kpi_portal.lib.month import Month
from people.models import Account, Person
from people.querysets import PersonQuerySet
from scoring import cards
from scoring.models import SelfAssessment, SelfRating
from scoring.plans import versions
from scoring.saying import say

from .form import level
from .window import Window, reviewed


@dataclass(frozen=True)
class Line:
    """One dimension as it was rated."""

    name: str
    rating: int | None
    level: str
    words: str


@dataclass(frozen=True)
class Shown:
    """A self-assessment as its readers see it."""

    kept: SelfAssessment
    lines: list[Line]


@dataclass(frozen=True)
class Writer:
    """Somebody whose self-assessment belongs to the month; ``kept`` only where the reader may read it."""

    person: Person
    kept: SelfAssessment | None
    is_reminded: bool
    can_write: bool
    is_oneself: bool
    is_reviewed: bool

    @property
    def is_missing(self) -> bool:
        """Whether it can still come, and this reader may remind of it."""
        return self.kept is None and self.can_write and not self.is_oneself and not self.is_reviewed


def submitted(agent: int, month: Month, account: Account) -> Shown | None:
    """What somebody submitted of the month, for the review of the card; None where there is nothing to read."""
    found = SelfAssessment.objects.visible_to(account).submitted().filter(agent=agent, first_day=month.first_day)
    kept = found.select_related("plan", "agent").prefetch_related("ratings").first()
    return shown(kept) if kept else None


def shown(kept: SelfAssessment) -> Shown:
    """In the order of the plan by which it was written."""
    said: Mapping[str, SelfRating] = {each.dimension: each for each in kept.ratings.all()}
    assert kept.plan is not None
    return Shown(
        kept,
        [
            Line(say(dimension.name), each.rating, level(each.rating), each.words)
            for dimension in versions.read(kept.plan).dimensions
            if (each := said.get(dimension.code)) is not None
        ],
    )


def asked(month: Month, account: Account) -> PersonQuerySet:
    """Who belongs to the month and whom the account sees in it: posted as an agent, or with a card."""
    own_cards = cards.listed(month).filter(agent=OuterRef("pk"))
    posted = Person.objects.posted_in(month).values("pk")
    seen: PersonQuerySet = Person.objects.visible_in(month, account).filter(Q(pk__in=posted) | Exists(own_cards))
    return seen.in_chinese_order()


def writers(month: Month, account: Account) -> list[Writer]:
    """Those people, who has not submitted first."""
    rows = SelfAssessment.objects.filter(first_day=month.first_day)
    kept = {each.agent_id: each for each in rows.visible_to(account).submitted()}
    reminded = set(rows.filter(reminded_at__isnull=False).values_list("agent", flat=True))
    done = set(reviewed(month).values_list("agent", flat=True))
    people = asked(month, account).select_related("account")
    found = [
        Writer(
            person,
            kept.get(person.pk),
            person.pk in reminded,
            hasattr(person, "account") and person.account.is_active,
            person.pk == account.person_id,
            person.pk in done,
        )
        for person in people
    ]
    return sorted(found, key=lambda each: each.kept is not None)


def own(account: Account) -> list[SelfAssessment]:
    """One's own of all months, newest first."""
    rows = SelfAssessment.objects.filter(agent=account.person_id, saved_at__isnull=False)
    return list(rows.order_by("-first_day"))


def to_remind(month: Month, account: Account, window: Window) -> PersonQuerySet:
    """Those of them who can write and have not submitted; nobody once the window is shut."""
    done = SelfAssessment.objects.filter(first_day=month.first_day).submitted().values("agent")
    people = asked(month, account).filter(account__is_active=True).exclude(pk__in=done)
    people = people.exclude(pk__in=reviewed(month).values("agent"))
    return people.exclude(pk=account.person_id) if window.is_open else people.none()
