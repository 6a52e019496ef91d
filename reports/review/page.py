"""The page on which one card is reviewed: the queue around it, its rows, the evidence of one indicator, the form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import plain
from people.models import Account
from people.visibility import sees_everybody
from reports import card_page, card_parts, explaining, wording
from reports.card_view import Sheet, sheet_of
from reports.review.drawer import Drawer, drawer_of
from reports.review.forms import ReviewForm
from scoring import cards, effects
from scoring.card_summary import summary
from scoring.engine.card import Line, Section
from scoring.engine.plan_parts import Limits
from scoring.models import Adjustment, Card, Review, ScoringSettings
from scoring.plans.versions import read
from scoring.review import effect, queue
from scoring.review.page import is_reviewed_now
from scoring.review.queue import Queue, Row
from scoring.self_assessment import page as self_assessments

STRIP = 12
"""So many names of the queue stand above the card."""


@dataclass(frozen=True)
class ReviewRow:
    """One dimension: what the card says of it, and where its evidence opens. ``before``: the score a month ago."""

    row: card_page.Row
    indicator: str
    open: bool
    points: str
    before: str


class ReviewPage:
    """One card of the month that the account may review; 404 for any other, the own one among them."""

    def __init__(self, month: Month, account: Account, agent: int, evidence: str = "") -> None:
        self.month, self.account, self.queue = month, account, Queue(month, account)
        mine = queue.standing(queue.reviewed_by(account, month)).defer(None)
        whole = mine.select_related("agent", "plan", "team", "site", "month", "ledger_entry")
        self.card: Card = get_object_or_404(whole, agent=agent)
        self.tree = cards.tree(self.card)
        self.drawer = self._drawer(evidence)

    @cached_property
    def sheet(self) -> Sheet:
        """The card with the names around it, without money."""
        return sheet_of(self.card).without_pay()

    @cached_property
    def row(self) -> Row:
        """Where its review stands."""
        return self.queue.rows([self.card])[0]

    @property
    def review(self) -> Review | None:
        """What was said so far."""
        return self.row.review

    @property
    def cap(self) -> str:
        """Up to how many points either way."""
        return plain(self.limits.supervisor)

    @cached_property
    def limits(self) -> Limits:
        """Of the plan that the card was scored by."""
        return read(self.card.plan).limits

    @property
    def is_open(self) -> bool:
        """Whether something can be said now: the month is reviewed, and this card is not."""
        return is_reviewed_now(self.card.month) and self.row.standing != queue.Standing.REVIEWED

    @property
    def can_be_taken_back(self) -> bool:
        """A submitted review, until its month is published."""
        return is_reviewed_now(self.card.month) and self.row.standing == queue.Standing.REVIEWED

    def _drawer(self, evidence: str) -> Drawer | None:
        if not evidence:
            return None
        section, line = self._found(evidence)
        return drawer_of(self.card, section, line)

    def _found(self, code: str) -> tuple[Section, Line]:
        for section in self.tree.sections:
            for line in section.lines:
                if line.code == code:
                    return section, line
        raise Http404

    def rows(self) -> list[ReviewRow]:
        """The dimensions in plan order."""
        before = self._before()
        shown = card_page.rows(self.sheet, self.card.agent, None)
        open_in = self.drawer.dimension if self.drawer else ""
        return [
            ReviewRow(
                row=row,
                indicator=_first_with_facts(section),
                open=section.code == open_in,
                points=wording.fixed(section.score),
                before=wording.fixed(before[section.code]) if section.code in before else "",
            )
            for row, section in zip(shown, self.sheet.card.sections, strict=True)
        ]

    def _before(self) -> Mapping[str, Decimal]:
        """The scores of the month before, by dimension."""
        found = cards.listed(self.month.previous).filter(agent=self.card.agent_id).first()
        return summary(found).scores if found else {}

    def changed(self) -> str:
        """Why a review that was submitted does not hold any more; empty where it does."""
        if self.row.standing != queue.Standing.AGAIN or self.review is None:
            return ""
        then = self.review.card
        told = {"total": wording.fixed(then.total), "grade": then.grade or "–", "version": then.version}
        return _("Reviewed as version %(version)s, %(total)s points, grade %(grade)s; it changed since.") % told

    def strip(self) -> list[Card]:
        """Names of what waits, this card among them, from about where it stands."""
        waiting: Sequence[Card] = self.queue.waiting
        place = next((n for n, card in enumerate(waiting) if card.agent_id == self.card.agent_id), None)
        if place is None:
            return [self.card, *waiting[: STRIP - 1]]
        first = max(0, min(place - 2, len(waiting) - STRIP))
        return list(waiting[first : first + STRIP])

    def place(self) -> str:
        """``2 of 6 waiting``."""
        waiting = self.queue.waiting
        found = next((n for n, card in enumerate(waiting, 1) if card.agent_id == self.card.agent_id), None)
        if found is None:
            return ngettext("%(n)s waits", "%(n)s wait", len(waiting)) % {"n": len(waiting)}
        return _("%(place)s of %(n)s waiting") % {"place": found, "n": len(waiting)}

    def context(self) -> dict[str, Any]:
        """Everything but the form."""
        return {
            "page": self,
            "month": self.month,
            "card": self.card,
            "review": self.review,
            "rows": self.rows(),
            "drawer": self.drawer,
            "self_said": self_assessments.submitted(self.card.agent_id, self.month, self.account),
            "previous": self.queue.previous_before(self.card.agent_id),
            "next": self.queue.next_after(self.card.agent_id),
            "due": queue.due(self.card.month, self.settings) if self.is_open else None,
            "drift": not sees_everybody(self.account),
            **dict(self._words()),
        }

    def effect(self, form: ReviewForm) -> dict[str, Any]:
        """What the points in the form would make of the card, and what is entered beside them; nothing to be said once
        the card is reviewed."""
        if not self.is_open:
            return {}
        kept = self.review.entry_id if self.review else None
        points, others = form.points(), [entry for entry in effects.entered(self.card) if entry.pk != kept]
        return {
            "others": others,
            "confirms": self.settings.confirm_grades,
            "effect": None if points is None else effect.of(self.card, Adjustment.Kind.SUPERVISOR, points, others),
        }

    @cached_property
    def settings(self) -> ScoringSettings:
        """The company's."""
        return ScoringSettings.of_the_company()

    def _words(self) -> Iterator[tuple[str, Any]]:
        tree, sheet = self.sheet.card, self.sheet
        yield "total", wording.fixed(tree.total)
        yield "change", "" if sheet.change is None else wording.signed(sheet.change)
        yield "subtotal", wording.fixed(tree.subtotal)
        yield "weights", wording.fixed(card_parts.total_of_weights(tree))
        yield "sum", explaining.total(tree) if tree.adjustments or tree.cut else ""
        yield "before", sheet.history[-2] if len(sheet.history) > 1 else None


def _first_with_facts(section: Section) -> str:
    return next((line.code for line in section.lines if line.facts_hash), section.lines[0].code)
