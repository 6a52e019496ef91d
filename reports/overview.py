"""A supervisor's month: figures of the people seen, against the month before and the company."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import figure, half_up
from people.models import Account
from records.models import MonthRecord
from reports import charts, grade_charts, wording
from reports.wording import fixed, signed
from scoring import card_statistics, cards
from scoring.card_statistics import Digest, Pooled, Result
from scoring.card_summary import CardSummary, summary
from scoring.engine.plan import Plan
from scoring.indicators.catalogue import definitions
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from scoring.querysets import CardQuerySet
from scoring.running import cards_so_far
from scoring.saying import say, short_month

IN_TILES = ("completion_rate", "mean_response_minutes", "satisfaction")
LISTED = 6
TREND = 12


@dataclass(frozen=True)
class Tile:
    """One figure with its change and what it rests on. ``tone`` says whether the change is good."""

    label: str
    figure: str
    unit: str
    change: str
    tone: str
    note: str


@dataclass(frozen=True)
class Member:
    """One row of the list. ``change`` is the total less last month's; ``plan`` says among whom the rank counts, where
    people are scored by several; ``so_far`` is the total of the month after, while that runs."""

    card: Card
    plan: str
    bullet: SafeString
    change: str
    tone: str
    so_far: Decimal | None = None


@dataclass(frozen=True)
class Notice:
    """Something a person should look at."""

    agent_id: int
    name: str
    text: str
    badge: str
    tone: str


DROP = 10
"""Points below the month before at which a card is something to look at."""
Remark = Literal["red_line", "lowest", "drop", "decision", "posting", "evidence"]


@dataclass(frozen=True)
class Found:
    """Something to look at on one card."""

    card: Digest
    of: Remark


_FIRST: tuple[Remark, ...] = ("red_line", "lowest", "drop", "decision", "posting", "evidence")


class Overview:
    """The cards of one month that an account sees. Read once; everything else is arranged from them."""

    def __init__(self, account: Account, month: Month) -> None:
        self.account, self.month = account, month
        self._seen = cards.listed(month).visible_to(account).select_related("month")
        self._fetched: dict[int, Card] = {}
        self._seen_before = cards.listed(month.previous).visible_to(account)

    @cached_property
    def known(self) -> list[Digest]:
        """Cards seen, the highest total first, those without one by name."""
        return card_statistics.digests(self._seen)

    @cached_property
    def before(self) -> dict[int, Result]:
        """Last month's results seen, by agent."""
        return card_statistics.results(self._seen_before)

    @cached_property
    def so_far(self) -> dict[int, Decimal | None]:
        """Totals of the month after this one by agent, where it still runs (未结算)."""
        return dict(cards_so_far.seen(self.account, self.month.next).values_list("agent_id", "total"))

    @cached_property
    def record(self) -> MonthRecord:
        """The month's row, which every card of it brings; only asked for where there are cards."""
        return self._whole(self.known[:1])[0].month

    @cached_property
    def plan(self) -> Plan:
        """The plan of most of these cards: its dimensions and grades are drawn."""
        (most, _number), *_others = Counter(card.plan for card in self.known).most_common(1)
        return self._plans[most]

    @property
    def has_several_plans(self) -> bool:
        """Whether those seen are scored by more than one: the drawings are of one, ranks are of each."""
        return len({plan.code for plan in self._plans.values()}) > 1

    @property
    def drawn_plan(self) -> str:
        """The plan whose dimensions are drawn; nobody of another one is in the comparison."""
        return say(self.plan.name)

    def tiles(self) -> list[Tile]:
        """Mean total, then the three figures that residents notice."""
        weighed = {indicator.code for indicator in self.plan.indicators()}
        codes = [code for code in IN_TILES if code in weighed]
        now, then = (card_statistics.pooled(seen, codes) for seen in (self._seen, self._seen_before))
        return [self._mean_tile(), *(tile(code, now.get(code), then.get(code)) for code in codes)]

    def _mean_tile(self) -> Tile:
        now, then = (card_statistics.mean(_totals(known)) for known in (self.known, self.before.values()))
        change = None if now is None or then is None else now - then
        note = _("%(number)s people") % {"number": len(self.known)}
        return Tile(_("Mean total"), fixed(now), "", _changed(change), _tone(change, higher=True), note)

    def drawings(self) -> dict[str, SafeString]:
        """Radar against the company, spread of grades, trend of the mean."""
        own = card_statistics.mean_scores(self._seen)
        company = own if (every := self._of_the_company()) is None else card_statistics.mean_scores(every)
        axes = [(say(part.name), own.get(part.code), company.get(part.code)) for part in self.plan.dimensions]
        now, then = card_statistics.grade_counts(self.known), card_statistics.grade_counts(self.before.values())
        counts = [
            (grade.code, now[grade.code], then[grade.code] if self.before else None) for grade in self.plan.grades
        ]
        totals = _totals(self.known)
        quartiles = card_statistics.quartiles(totals) if len(totals) > 3 else ()
        return {
            "radar": charts.radar("team", _("Scores by dimension"), axes, _("company")),
            "spread": grade_charts.spread("grades", _("Grades and totals"), counts, quartiles),
            "trend": charts.trend("mean", _("Mean total by month"), self._trend()),
        }

    def grades(self) -> list[tuple[str, int, int]]:
        """How many have which grade: (grade, now, the month before), the highest first."""
        now, then = card_statistics.grade_counts(self.known), card_statistics.grade_counts(self.before.values())
        return [(grade.code, now[grade.code], then[grade.code]) for grade in self.plan.grades]

    def _of_the_company(self) -> CardQuerySet | None:
        """Everybody of the plan; None where that is who is seen."""
        every = cards.listed(self.month).filter(plan__code=self.plan.code)
        return None if len(self.known) == every.count() else every

    def _trend(self) -> list[tuple[str, Decimal | None]]:
        seen = Card.objects.visible_to(self.account)
        known = card_statistics.mean_totals(seen, self.month.plus(1 - TREND))
        months = [self.month.plus(index) for index in range(1 - TREND, 1)]
        begun = [month for month in months if month >= min(known, default=self.month)]
        return [(short_month(month), known[month][0] if month in known else None) for month in begun]

    def members(self, shown: Sequence[Digest]) -> list[Member]:
        """These cards (a page of them) as rows. Those of the first notices come with them, in one statement."""
        beside = [found.card for found in self.to_look_at[:LISTED]]
        return [self._member(card) for card in self._whole([*shown, *beside])[: len(shown)]]

    def _member(self, card: Card) -> Member:
        earlier = self.before.get(card.agent_id)
        then = earlier.total if earlier else None
        change = None if then is None or card.total is None else card.total - then
        words = (card.label.name, _("total %(total)s") % {"total": fixed(card.total)})
        bullet = charts.level(f"m{card.pk}", words, card.total, then, good=(card.coefficient or 0) > 1)
        plan = say(self._plans[card.plan_id].name) if self.has_several_plans else ""
        told = "" if change is None else signed(change)
        return Member(card, plan, bullet, told, _tone(change, higher=True), self.so_far.get(card.agent_id))

    @cached_property
    def to_look_at(self) -> list[Found]:
        """Red lines, the lowest grade and falls, decisions that are waited for, missing evidence (nothing at all
        first): what, of whom. Of one kind the deepest fall first."""
        remarks = [Found(card, of) for card in self.known for of in (*_of_card(card), *self._of_result(card))]
        remarks.sort(key=lambda found: self._fall(found.card.agent, found.card.total) or Decimal(0), reverse=True)
        remarks.sort(key=lambda found: _FIRST.index(found.of))
        lacking = sorted(
            (card for card in self.known if card.lacking), key=lambda card: (not card.is_empty, -card.lacking)
        )
        return [*remarks, *(Found(card, "evidence") for card in lacking)]

    def _of_result(self, card: Digest) -> Iterator[Remark]:
        if card.grade and card.grade == self._lowest.get(card.plan):
            yield "lowest"
        fall = self._fall(card.agent, card.total)
        if fall is not None and fall >= DROP:
            yield "drop"

    def _fall(self, agent: int, total: Decimal | None) -> Decimal | None:
        """Points below the month before; None where one of the two has no total."""
        then = earlier.total if (earlier := self.before.get(agent)) else None
        return None if then is None or total is None else then - total

    @cached_property
    def _plans(self) -> dict[int, Plan]:
        """The plans of the cards seen, by key."""
        used = PlanVersion.objects.filter(pk__in={card.plan for card in self.known})
        return {version.pk: versions.read(version) for version in used}

    @cached_property
    def _lowest(self) -> dict[int, str]:
        """The lowest grade of each plan that has more than one."""
        graded = {key: plan.grades for key, plan in self._plans.items() if len(plan.grades) > 1}
        return {key: min(grades, key=lambda grade: grade.lower).code for key, grades in graded.items()}

    def notices(self, shown: Sequence[Found]) -> list[Notice]:
        """These (a page of ``to_look_at``) in words."""
        whole = self._whole([found.card for found in shown])
        return [self._notice(card, found.of) for card, found in zip(whole, shown, strict=True)]

    def _notice(self, card: Card, of: Remark) -> Notice:
        if of == "lowest":
            said = _("total %(total)s") % {"total": fixed(card.total)}, _("grade %(grade)s") % {"grade": card.grade}
            return Notice(card.agent_id, card.label.name, *said, "bad")
        if of == "drop":
            fall = self._fall(card.agent_id, card.total) or Decimal(0)
            text = _("%(change)s on last month") % {"change": signed(-fall)}
            return Notice(card.agent_id, card.label.name, text, _("fall"), "warn")
        text, badge, tone = _words(summary(card), of)
        return Notice(card.agent_id, card.label.name, text, badge, tone)

    def _whole(self, shown: Sequence[Digest]) -> list[Card]:
        self._fetched |= self._seen.in_bulk({card.pk for card in shown} - self._fetched.keys())
        return [self._fetched[card.pk] for card in shown]


def _totals(known: Iterable[Digest | Result]) -> list[Decimal]:
    """Totals of those who have one."""
    return [card.total for card in known if card.total is not None]


def tile(code: str, own: Pooled | None, then: Pooled | None) -> Tile:
    """An indicator over several people, beside what it was ``then``."""
    known, change = definitions()[code], half_up(own.value - then.value, 2) if own and then else None
    return Tile(
        label=say(known.name),
        figure=figure(own.value) if own else wording.NOTHING,
        unit=say(known.unit) if own and known.unit.en != "points" else "",
        change=_changed(change),
        tone=_tone(change, higher=known.better == "higher"),
        note=f"{figure(own.numerator)} / {figure(own.denominator)}" if own else _("no evidence"),
    )


def _changed(change: Decimal | None) -> str:
    return "" if change is None else signed(change)


def _tone(change: Decimal | None, *, higher: bool) -> str:
    if not change:
        return ""
    return "up" if (change > 0) == higher else "down"


def _of_card(card: Digest) -> Iterator[Remark]:
    if card.red_lines:
        yield "red_line"
    if card.decisions:
        yield "decision"
    if not card.has_posting:
        yield "posting"


def _words(told: CardSummary, of: Remark) -> tuple[str, str, str]:
    """Text, badge and tone."""
    if of == "red_line":
        return _(", ").join(told.red_lines), _("red line"), "bad"
    if of == "decision":
        return _("waits for HR's decision"), _("decision"), "warn"
    if of == "posting":
        return _("no posting as agent this month"), _("posting"), "warn"
    if not told.has_evidence:
        return _("no evidence in this month"), _("no total"), "bad"
    names = _(", ").join(say(name) for name in told.unmeasured())
    return _("without enough evidence: %(names)s") % {"names": names}, _("evidence"), "info"
