"""What a panel's pages show, to HR and to its members; of a card nothing before the own opinion of it is given."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from people.models import Account
from scoring.models import PanelCard, PanelMember, PanelOpinion, ReviewPanel
from scoring.panel.closing import Settled, settled
from scoring.panel.picking import WHY
from scoring.panel.recusal import said, ties
from scoring.panel.verbs import who_may_sit

Kind = PanelOpinion.Kind


@dataclass(frozen=True)
class Row:
    """One card as this reader sees it. ``own``: what the reader said; ``waits``: the reader's turn. ``votes`` are
    counted, not shown; ``opinions`` and ``result`` are there only for who may read them."""

    card: PanelCard
    why: str
    own: PanelOpinion | None
    waits: bool
    votes: int
    voters: int
    quorum: int
    opinions: tuple[PanelOpinion, ...]
    result: Settled | None

    @property
    def is_short(self) -> bool:
        """Whether fewer members have a vote than the quorum asks for."""
        return self.voters < self.quorum

    @property
    def is_ready(self) -> bool:
        """Whether the quorum is reached."""
        return self.votes >= self.quorum


@dataclass(frozen=True)
class Panel:
    """One panel for one reader."""

    panel: ReviewPanel
    rows: list[Row]
    members: list[PanelMember]
    member: PanelMember | None

    @property
    def is_ready(self) -> bool:
        """Whether it can be closed."""
        return self.panel.is_open and all(row.is_ready for row in self.rows)

    @property
    def short(self) -> list[Row]:
        """Cards with too few members that have a vote."""
        return [row for row in self.rows if self.panel.is_open and row.is_short]

    @property
    def waiting(self) -> list[Row]:
        """Cards that wait for this reader's look."""
        return [row for row in self.rows if row.waits]


def shown(panel: ReviewPanel, account: Account) -> Panel:
    """The panel as this account may read it."""
    members = list(panel.members.select_related("account__person"))
    own = next((member for member in members if member.account_id == account.pk), None)
    cards = panel.cards.select_related("agent", "panel__month").prefetch_related("opinions__member__account__person")
    return Panel(panel, [_row(panel, card, own, members, account) for card in cards], members, own)


def _row(
    panel: ReviewPanel, card: PanelCard, member: PanelMember | None, members: list[PanelMember], account: Account
) -> Row:
    opinions = list(card.opinions.all())
    own = next((one for one in opinions if member and one.member_id == member.pk), None)
    waits = panel.is_open and member is not None and own is None
    votes = sum(one.kind != Kind.RECUSED for one in opinions)
    is_own = card.agent_id == account.person_id
    reads = account.has_perm("scoring.convene_panel") and not waits and not is_own
    ready = votes >= panel.quorum
    return Row(
        card=card,
        why=_("; ").join(str(WHY[code]) for code in card.why if code in WHY),
        own=own,
        waits=waits,
        votes=votes,
        voters=len(members) - sum(one.kind == Kind.RECUSED for one in opinions),
        quorum=panel.quorum,
        opinions=tuple(opinions) if reads and not panel.is_open else (),
        result=settled(card) if reads and panel.is_open and ready else None,
    )


def whom_to_add(found: Panel) -> list[Account]:
    """Who has a vote on every card that is short of members, and sits not on the panel."""
    seated = {member.account_id for member in found.members}
    free = [account for account in who_may_sit() if account.pk not in seated]
    agents = [row.card.agent_id for row in found.short]
    tied = ties(found.panel.month.month, free, agents)
    return [account for account in free if not any(tied.why(account, agent) for agent in agents)]


def recused_because(opinion: PanelOpinion) -> str:
    """In words."""
    return said(opinion.reason)


def of_month(month: Month, account: Account) -> dict[str, Any]:
    """The panels of a month that this account may read, the newest first."""
    rows = ReviewPanel.objects.filter(month__first_day=month.first_day).select_related("month", "convened_by__person")
    panels = list(rows.visible_to(account).distinct())
    return {"month": month, "panels": panels, "is_open": any(one.is_open for one in panels)}
