"""What a goal's figure was counted from: its months, and each month's cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import figure, half_up
from people.models import Account, Site
from reports import goal_words, wording
from scoring import card_statistics, cards
from scoring.annual_goals.entered import of_goals
from scoring.annual_goals.pace import Sums, adds_up, value
from scoring.card_summary import CardSummary, summary
from scoring.models import Card, PlanVersion, ProvisionalCard
from scoring.plans import versions
from scoring.querysets import CardQuerySet, ProvisionalCardQuerySet


@dataclass(frozen=True)
class Row:
    """Numerator, denominator and figure of a month or of a person."""

    numerator: str
    denominator: str
    figure: str
    month: Month | None = None
    card: "Card | ProvisionalCard | None" = None
    so_far: bool = False

    @property
    def has_evidence(self) -> bool:
        """Whether there is anything to open."""
        return self.denominator != wording.NOTHING


def row(
    code: str,
    sums: Sums,
    *,
    month: Month | None = None,
    card: "Card | ProvisionalCard | None" = None,
    so_far: bool = False,
) -> Row:
    """These sums as a row."""
    known, number = of_goals()[code], sums.numerator
    if not sums.denominator:
        return Row(wording.NOTHING, wording.NOTHING, wording.NOTHING, month, card, so_far)
    is_time = known.scale == 1 and not adds_up(known)
    told = wording.fixed(half_up(number, 2)) if is_time else figure(number)
    return Row(
        told, figure(sums.denominator), goal_words.two_decimals(value(of_goals()[code], sums)), month, card, so_far
    )


class MonthOfGoal:
    """The cards that one month's figure adds up, as far as the account may see them."""

    def __init__(self, account: Account, month: Month, code: str, site: Site | None) -> None:
        self.account, self.month, self.code, self.site = account, month, code, site

    @cached_property
    def is_running(self) -> bool:
        """Whether there are no cards but those so far."""
        return not self._of_the_site(cards.listed(self.month)).exists()

    @cached_property
    def _all(self) -> "CardQuerySet | ProvisionalCardQuerySet":
        if not self.is_running:
            return self._of_the_site(cards.listed(self.month)).exclude(plan__in=self._led)
        standing = ProvisionalCard.objects.standing().filter(month__first_day=self.month.first_day)
        return self._of_the_site(standing.without_tree()).exclude(plan__in=self._led)

    @cached_property
    def seen(self) -> "CardQuerySet | ProvisionalCardQuerySet":
        """By name; none without evidence for this indicator is left out."""
        return self._all.visible_to(self.account).by_name()

    def rows(self, shown: "Sequence[Card | ProvisionalCard]") -> list[Row]:
        """These cards (a page of them)."""
        return [row(self.code, _sums(summary(card), self.code), card=card) for card in shown]

    def total(self) -> Row:
        """All of the company, or of the site."""
        return row(self.code, self._pooled(self._all))

    def others(self) -> Row | None:
        """Those whose cards the account may not see, together."""
        theirs = self._all.exclude(pk__in=self.seen.order_by().values("pk"))
        sums = self._pooled(theirs)
        return row(self.code, sums) if sums.denominator else None

    def _pooled(self, of: "CardQuerySet | ProvisionalCardQuerySet") -> Sums:
        found = card_statistics.pooled(of, [self.code]).get(self.code)
        return Sums(found.numerator, found.denominator) if found else Sums()

    @cached_property
    def _led(self) -> list[int]:
        """Plans that count it of the teams led: what is in the members' cards already."""
        used = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED)
        return [
            version.pk
            for version in used
            if any(each.code == self.code and each.of == "led" for each in versions.read(version).indicators())
        ]

    def _of_the_site(self, of: "CardQuerySet | ProvisionalCardQuerySet") -> "CardQuerySet | ProvisionalCardQuerySet":
        return of.filter(site=self.site) if self.site else of


def _sums(told: CardSummary, code: str) -> Sums:
    line = told.line(code)
    if line is None or line.numerator is None or line.denominator is None:
        return Sums()
    return Sums(line.numerator, line.denominator)
