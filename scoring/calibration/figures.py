"""How cards and adjustments are spread over raters and sites, this month beside the month before.

The *rater* of a card is who entered its supervisor's adjustment, else who submitted its review, else who leads the
agent in the month. *Drift* is the mean of the adjustments that a rater gave over three months, cards without one
counting as 0 (SCORING §5, step 6).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import exact, half_up
from people.models import Person
from scoring import card_statistics, cards
from scoring.engine.plan import Plan
from scoring.engine.totals import grade_of
from scoring.models import Adjustment, PlanVersion, Review
from scoring.plans import versions
from scoring.review.reviewers import leader_of_card

MONTHS = 3
"""Over so many months, this one among them, drift is told."""
NOBODY = 0
"""The key of cards that nobody rates, and of those without a site."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One card. ``points``: its supervisor's adjustment as entered, 0 without one; ``plain_grade``: the grade without
    it, where that is another; both as the total alone gives them, red lines apart."""

    pk: int
    agent: int
    name: str
    total: Decimal | None
    grade: str
    site: int
    site_name: str
    plan: int
    rater: int
    points: Decimal = Decimal(0)
    plain_grade: str = ""

    @property
    def is_adjusted(self) -> bool:
        """Whether somebody gave or took points."""
        return self.points != 0

    @property
    def is_changed(self) -> bool:
        """Whether that changed the grade."""
        return self.plain_grade != ""


@dataclass(frozen=True)
class Group:
    """The cards of one rater or one site. ``drift`` in points, None where nothing was rated, and of sites."""

    key: int
    name: str
    now: Sequence[Rated]
    before: Sequence[Rated]
    drift: Decimal | None = None
    order: tuple[str, ...] = ()

    @property
    def mean(self) -> Decimal | None:
        """Of the totals, to 0.01."""
        return _mean(self.now)

    @property
    def change(self) -> Decimal | None:
        """Of that mean against the month before."""
        before = _mean(self.before)
        return None if before is None or self.mean is None else self.mean - before

    @property
    def grades(self) -> list[tuple[str, int, int]]:
        """Each grade from the best with how many have it, and had it."""
        now, before = Counter(card.grade for card in self.now), Counter(card.grade for card in self.before)
        return [(code, now[code], before[code]) for code in self.order]

    @property
    def adjusted(self) -> int:
        """Cards with an adjustment."""
        return sum(card.is_adjusted for card in self.now)

    @property
    def changed(self) -> int:
        """Cards whose grade it changed."""
        return sum(card.is_changed for card in self.now)

    @property
    def changed_share(self) -> Decimal | None:
        """Those in percent of all, to 0.1."""
        return half_up(Fraction(100 * self.changed, len(self.now)), 1) if self.now else None


class Calibration:
    """The figures of a month. ``rater``: only what this person rated, beside the whole company's."""

    def __init__(self, month: Month, rater: int | None = None) -> None:
        self.month, self.only = month, rater

    @cached_property
    def _entries(self) -> Mapping[tuple[int, Any], tuple[Decimal, int]]:
        """By agent and first day: the sum of the supervisor's adjustments, and who entered the last."""
        first = self.month.plus(1 - MONTHS).first_day
        rows = Adjustment.objects.filter(
            kind=Adjustment.Kind.SUPERVISOR, stands=True, first_day__range=(first, self.month.first_day)
        )
        found: dict[tuple[int, Any], tuple[Decimal, int]] = {}
        for agent, day, points, author in rows.order_by("pk").values_list("agent", "first_day", "points", "author"):
            so_far = found.get((agent, day), (Decimal(0), NOBODY))[0]
            found[agent, day] = (so_far + points, author or NOBODY)
        return found

    @cached_property
    def _by_month(self) -> list[list[Rated]]:
        """The cards of this month, of the one before, and of the one before that."""
        return [self._rated(self.month.plus(-back)) for back in range(MONTHS)]

    def _rated(self, month: Month) -> list[Rated]:
        reviews = Review.objects.filter(month=OuterRef("month"), agent=OuterRef("agent"), state=Review.State.SUBMITTED)
        rows = cards.listed(month).annotate(
            rater=Coalesce(Subquery(reviews.values("reviewer__person")[:1]), leader_of_card()),
            called=Cast(KT("labels__name"), CharField()),
            at=Cast(KT("labels__site"), CharField()),
        )
        found = []
        for row in rows.by_name().values_list(
            "pk", "agent_id", "called", "total", "grade", "site_id", "at", "plan_id", "rater"
        ):
            pk, agent, name, total, grade, site, site_name, plan, rater = row
            points, author = self._entries.get((agent, month.first_day), (Decimal(0), NOBODY))
            whose = author or rater or NOBODY
            found.append(Rated(pk, agent, name, total, grade, site or NOBODY, site_name or "", plan, whose, points))
        return found

    @cached_property
    def cards(self) -> list[Rated]:
        """Those of this month, each with the grade that it has and would have without its adjustment."""
        adjusted = [card.pk for card in self._by_month[0] if card.is_adjusted]
        rows = cards.listed(self.month).filter(pk__in=adjusted).annotate(subtotal=KT("frozen__subtotal"))
        bases = {
            pk: _without_supervisor(Decimal(subtotal), entries or [])
            for pk, subtotal, entries in rows.order_by().values_list("pk", "subtotal", "frozen__adjustments")
            if subtotal is not None
        }
        return [self._with_grades(card, bases.get(card.pk)) for card in self._by_month[0]]

    def _with_grades(self, card: Rated, base: Decimal | None) -> Rated:
        if base is None:
            return card
        plan = self._plans[card.plan]
        cap = plan.limits.supervisor
        points = max(-cap, min(cap, card.points))
        with_points, without = (_held(plan, base + each) for each in (points, Decimal(0)))
        given, plain = grade_of(plan, with_points).code, grade_of(plan, without).code
        return card if given == plain else replace(card, plain_grade=plain)

    @cached_property
    def _plans(self) -> Mapping[int, Plan]:
        used = {card.plan for month in self._by_month[:2] for card in month}
        return {version.pk: versions.read(version) for version in PlanVersion.objects.filter(pk__in=used)}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The grades from the best, of every plan that was used."""
        return tuple(dict.fromkeys(grade.code for plan in self._plans.values() for grade in plan.grades))

    @cached_property
    def company(self) -> Group:
        """All raters together."""
        return Group(NOBODY, "", self.cards, self._by_month[1], self._drift(None), self.order)

    @cached_property
    def raters(self) -> list[Group]:
        """Each rater of this month or of the two before, whom the reader may look at, by name."""
        keys = {card.rater for month in self._by_month for card in month} - {NOBODY}
        wanted = keys if self.only is None else {self.only}
        people = Person.objects.filter(pk__in=wanted).in_chinese_order().values_list("pk", "name")
        return [self._of_rater(pk, name) for pk, name in people]

    def _of_rater(self, pk: int, name: str) -> Group:
        now = [card for card in self.cards if card.rater == pk]
        before = [card for card in self._by_month[1] if card.rater == pk]
        return Group(pk, name, now, before, self._drift(pk), self.order)

    def _drift(self, rater: int | None) -> Decimal | None:
        given = [card.points for month in self._by_month for card in month if rater in (None, card.rater)]
        return half_up(sum(map(exact, given), Fraction(0)) / len(given), 2) if given else None

    @cached_property
    def sites(self) -> list[Group]:
        """Each site with cards this month."""
        now, before = (_by_site(found) for found in (self.cards, self._by_month[1]))
        names = {card.site: card.site_name for card in self.cards}
        return [Group(key, names[key], now[key], before.get(key, []), None, self.order) for key in sorted(now)]

    @property
    def never(self) -> list[Group]:
        """Who rated in these months and never gave nor took a point."""
        givers = {card.rater for month in self._by_month for card in month if card.is_adjusted}
        return [group for group in self.raters if group.key not in givers]


def _by_site(found: Iterable[Rated]) -> dict[int, list[Rated]]:
    sites: dict[int, list[Rated]] = defaultdict(list)
    for card in found:
        sites[card.site].append(card)
    return sites


def _without_supervisor(subtotal: Decimal, entries: Sequence[Mapping[str, str]]) -> Decimal:
    counted = (Decimal(entry["counted"]) for entry in entries if entry["kind"] != Adjustment.Kind.SUPERVISOR)
    return subtotal + sum(counted, Decimal(0))


def _held(plan: Plan, total: Decimal) -> Decimal:
    return max(Decimal(0), min(plan.limits.ceiling, total))


def _mean(found: Sequence[Rated]) -> Decimal | None:
    return card_statistics.mean([card.total for card in found if card.total is not None])
