"""A supervisor's month: figures of the people seen, against the month before and the company."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from django.db.models import F
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import half_up
from people.models import Account
from records.models import MonthRecord
from reports import charts, grade_charts, wording
from reports.wording import figure, fixed, say, signed
from scoring import card_statistics, cards, plans
from scoring.card_summary import CardSummary, summary
from scoring.engine.plan import Plan
from scoring.indicators.catalogue import definitions
from scoring.models import Card, PlanVersion
from scoring.querysets import CardQuerySet

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
    """One row of the list. ``change`` is the total less last month's."""

    card: Card
    bullet: SafeString
    change: str
    tone: str


@dataclass(frozen=True)
class Notice:
    """Something a person should look at."""

    agent_id: int
    name: str
    text: str
    badge: str
    tone: str


Remark = Literal["red_line", "decision", "posting"]


@dataclass(frozen=True)
class Found:
    """Something to look at on one card."""

    card: Card
    of: Remark | card_statistics.Missing


class Overview:
    """The cards of one month that an account sees. Read once; everything else is arranged from them."""

    def __init__(self, account: Account, month: Month) -> None:
        self.account, self.month = account, month

    @cached_property
    def stored(self) -> list[Card]:
        """Cards seen, the highest total first, those without one by name."""
        seen = cards.listed(self.month).visible_to(self.account)
        return list(seen.by_name(F("total").desc(nulls_last=True)))

    @cached_property
    def before(self) -> dict[int, Card]:
        """Last month's cards seen, by agent."""
        return {card.agent_id: card for card in cards.listed(self.month.previous).visible_to(self.account)}

    @cached_property
    def record(self) -> MonthRecord:
        """The month's row; only asked for where there are cards."""
        return MonthRecord.objects.get(first_day=self.month.first_day)

    @cached_property
    def plan(self) -> Plan:
        """The plan of most of these cards: its dimensions and grades are drawn."""
        (most, _number), *_others = Counter(card.plan_id for card in self.stored).most_common(1)
        return plans.read(PlanVersion.objects.get(pk=most))

    @cached_property
    def totals(self) -> list[Decimal]:
        """Totals of those who have one."""
        return [card.total for card in self.stored if card.total is not None]

    def tiles(self) -> list[Tile]:
        """Mean total, then the three figures that residents notice."""
        return [self._mean_tile(), *(self._tile(code) for code in IN_TILES if self._weighs(code))]

    def _weighs(self, code: str) -> bool:
        return any(indicator.code == code for indicator in self.plan.indicators())

    def _mean_tile(self) -> Tile:
        earlier = [card.total for card in self.before.values() if card.total is not None]
        now, then = card_statistics.mean(self.totals), card_statistics.mean(earlier)
        change = None if now is None or then is None else now - then
        note = _("%(number)s people") % {"number": len(self.stored)}
        return Tile(_("Mean total"), fixed(now), "", _changed(change), _tone(change, higher=True), note)

    def _tile(self, code: str) -> Tile:
        known, own = definitions()[code], card_statistics.pooled(self.stored, code)
        then = card_statistics.pooled(self.before.values(), code)
        change = half_up(own.value - then.value, 2) if own and then else None
        words = {"sums": f"{figure(own.numerator)} / {figure(own.denominator)}"} if own else {}
        return Tile(
            label=say(known.name),
            figure=figure(own.value) if own else wording.NOTHING,
            unit=say(known.unit) if own and known.unit.en != "points" else "",
            change=_changed(change),
            tone=_tone(change, higher=known.better == "higher"),
            note=words.get("sums", _("no evidence")),
        )

    def drawings(self) -> dict[str, SafeString]:
        """Radar against the company, spread of grades, trend of the mean."""
        own = cards.means(self.stored)
        company = own if (every := self._of_the_company()) is None else cards.means(every)
        axes = [(say(part.name), own.get(part.code), company.get(part.code)) for part in self.plan.dimensions]
        now, then = card_statistics.grade_counts(self.stored), card_statistics.grade_counts(self.before.values())
        counts = [
            (grade.code, now[grade.code], then[grade.code] if self.before else None) for grade in self.plan.grades
        ]
        quartiles = card_statistics.quartiles(self.totals) if len(self.totals) > 3 else ()
        return {
            "radar": charts.radar("team", _("Scores by dimension"), axes, _("company")),
            "spread": grade_charts.spread("grades", _("Grades and totals"), counts, quartiles),
            "trend": charts.trend("mean", _("Mean total by month"), self._trend()),
        }

    def _of_the_company(self) -> CardQuerySet | None:
        """Everybody of the plan; None where that is who is seen."""
        every = cards.listed(self.month).filter(plan__code=self.plan.code)
        return None if len(self.stored) == every.count() else every

    def _trend(self) -> list[tuple[str, Decimal | None]]:
        seen = Card.objects.visible_to(self.account)
        known = card_statistics.mean_totals(seen, self.month.plus(1 - TREND))
        months = [self.month.plus(index) for index in range(1 - TREND, 1)]
        begun = [month for month in months if month >= min(known, default=self.month)]
        return [(wording.short_month(month), known[month][0] if month in known else None) for month in begun]

    def members(self, shown: Sequence[Card]) -> list[Member]:
        """These cards (a page of them) as rows."""
        return [self._member(card) for card in shown]

    def _member(self, card: Card) -> Member:
        earlier = self.before.get(card.agent_id)
        then = earlier.total if earlier else None
        change = None if then is None or card.total is None else card.total - then
        words = (card.label.name, _("total %(total)s") % {"total": fixed(card.total)})
        bullet = charts.level(f"m{card.pk}", words, card.total, then, good=(card.coefficient or 0) > 1)
        return Member(card, bullet, "" if change is None else signed(change), _tone(change, higher=True))

    @cached_property
    def to_look_at(self) -> list[Found]:
        """Red lines, decisions that are waited for, missing evidence: what, of whom; words come with ``notices``."""
        of_cards = [Found(card, of) for card in self.stored for of in _of_card(summary(card))]
        return [*of_cards, *(Found(missing.card, missing) for missing in card_statistics.missing_evidence(self.stored))]

    def notices(self, shown: Sequence[Found]) -> list[Notice]:
        """These (a page of ``to_look_at``) in words."""
        return [_notice(found) for found in shown]


def _changed(change: Decimal | None) -> str:
    return "" if change is None else signed(change)


def _tone(change: Decimal | None, *, higher: bool) -> str:
    if not change:
        return ""
    return "up" if (change > 0) == higher else "down"


def _of_card(told: CardSummary) -> Iterator[Remark]:
    if told.red_lines:
        yield "red_line"
    if told.needs_decision:
        yield "decision"
    if not told.has_posting:
        yield "posting"


def _notice(found: Found) -> Notice:
    text, badge, tone = _words(found)
    return Notice(found.card.agent_id, found.card.label.name, text, badge, tone)


def _words(found: Found) -> tuple[str, str, str]:
    """Text, badge and tone."""
    if found.of == "red_line":
        return _(", ").join(summary(found.card).red_lines), _("red line"), "bad"
    if found.of == "decision":
        return _("waits for HR's decision"), _("decision"), "warn"
    if found.of == "posting":
        return _("no posting as agent this month"), _("posting"), "warn"
    if found.of.everything:
        return _("no evidence in this month"), _("no total"), "bad"
    names = _(", ").join(say(name) for name in found.of.indicators)
    return _("without enough evidence: %(names)s") % {"names": names}, _("evidence"), "info"
