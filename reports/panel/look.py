"""The card as it was measured, with its evidence: without the supervisor's adjustment, comments or votes."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from kpi_portal.lib.rounding import plain
from people.models import Account
from reports import card_page, wording
from reports.card_view import Sheet, sheet_of
from reports.review.drawer import Drawer, drawer_of
from scoring import cards
from scoring.engine.card import Line, Section
from scoring.models import Card, PanelCard, PanelOpinion, Review
from scoring.panel import closing
from scoring.panel.recusal import said
from scoring.plans.versions import read

LISTED = 60
"""So many facts of each part are named: a member may see nothing else of the card."""


class Look:
    """One card for one member; 404 for who does not sit on its panel, and for the own card."""

    def __init__(self, account: Account, pk: int, evidence: str = "") -> None:
        self.account = account
        mine = PanelCard.objects.filter(panel__members__account=account).exclude(agent=account.person_id)
        self.looked: PanelCard = get_object_or_404(mine.select_related("panel__month", "agent"), pk=pk)
        card = cards.card_for(self.looked.agent, self.looked.panel.month.month)
        if card is None:
            raise Http404
        self.card: Card = card
        sheet = sheet_of(card).without_pay()
        history = tuple(each for each in sheet.history if each[0] != sheet.card.month)
        self.sheet: Sheet = replace(sheet, card=closing.measured(card), history=history)
        self.own: PanelOpinion | None = self.looked.opinions.filter(member__account=account).first()
        self.drawer = self._drawer(evidence) if evidence else None

    @property
    def is_open(self) -> bool:
        """Whether it is the member's turn."""
        return self.looked.panel.is_open and self.own is None

    @property
    def cap(self) -> str:
        """Up to how many points either way."""
        return plain(read(self.card.plan).limits.supervisor)

    @property
    def has_spoken(self) -> bool:
        """Whether the member gave an own opinion: only then others' are read."""
        return self.own is not None and self.own.points is not None

    def _drawer(self, code: str) -> Drawer:
        section, line = self._found(code)
        return drawer_of(self.card, section, line, LISTED)

    def _found(self, code: str) -> tuple[Section, Line]:
        for section in self.sheet.card.sections:
            for line in section.lines:
                if line.code == code:
                    return section, line
        raise Http404

    def context(self) -> dict[str, Any]:
        """Everything but the forms."""
        tree, open_in = self.sheet.card, self.drawer.dimension if self.drawer else ""
        rows = card_page.rows(self.sheet, self.card.agent, None)
        return {
            "look": self,
            "month": self.looked.panel.month.month,
            "card": self.card,
            "rows": [
                {
                    "row": row,
                    "indicator": next((line.code for line in section.lines if line.facts_hash), section.lines[0].code),
                    "open": section.code == open_in,
                    "points": wording.fixed(section.score),
                }
                for row, section in zip(rows, tree.sections, strict=True)
            ],
            "total": wording.fixed(tree.total),
            "grade": tree.grade,
            "subtotal": wording.fixed(tree.subtotal),
            "why_out": said(self.own.reason) if self.own else "",
            **(self._after() if self.has_spoken else {}),
        }

    def _after(self) -> dict[str, Any]:
        """What the first reviewer and the others said; never read before the own opinion is given."""
        first = Review.objects.filter(month=self.looked.panel.month, agent=self.looked.agent_id)
        votes = self.looked.opinions.filter(points__isnull=False).exclude(member__account=self.account)
        return {
            "first": first.select_related("reviewer__person").first(),
            "others": votes.select_related("member__account__person"),
        }
