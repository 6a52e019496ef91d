"""Convening a panel, adding a member, giving an opinion or staying out, giving the panel up.

Closing, which moves figures, is ``closing``. HR convenes; nobody convenes about the own card, votes on it, or votes
where the account leads, is led or reviewed first. An opinion is given once: it was blind only as long as it was first.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import plain
from people.access import HR, SUPERVISOR, VERBS
from people.models import Account, Person
from people.querysets import chinese_order
from people.self_acting import refuse_for_oneself
from records import audit
from records.models import MonthRecord, MonthState
from scoring import cards
from scoring.computed import is_computed
from scoring.models import PanelCard, PanelMember, PanelOpinion, ReviewPanel
from scoring.panel.picking import Picked
from scoring.panel.recusal import ties
from scoring.plans.versions import read

Kind = PanelOpinion.Kind
REVIEWED = (MonthState.COMPUTED, MonthState.IN_REVIEW)


def who_may_sit() -> list[Account]:
    """Accounts with a role that reviews, by name; whoever reads the audit finds the first points there: not blind."""
    found = Account.objects.filter(is_active=True, roles__overlap=[HR, SUPERVISOR])
    found = found.exclude(roles__overlap=list(VERBS["records.view_audit"]))
    return list(found.select_related("person").order_by(chinese_order("person__name"), "pk"))


@transaction.atomic
def convene(*, month: Month, members: Sequence[Account], quorum: int, picked: Picked, by: Account) -> ReviewPanel:
    """Call a panel for a computed month that is not published; automatic recusals are noted at once. Raises Refused."""
    refuse_for_oneself(by, *picked.why)
    record = MonthRecord.objects.select_for_update().filter(first_day=month.first_day).first()
    if record is None or record.state not in REVIEWED or not is_computed(month):
        sentence = _("A panel looks at a month between its close and its publication; %(month)s is not there.")
        raise Refused(sentence, code="not_reviewed_now", params={"month": month})
    if ReviewPanel.objects.open().filter(month=record).exists():
        raise Refused(_("A panel of this month is open already."), code="open")
    if not picked.why:
        raise Refused(_("No card was picked: choose a rule that finds some, or people."), code="no_cards")
    if not 2 <= quorum <= len(members):
        sentence = _("Between 2 and the number of members, %(n)s.")
        raise Refused(sentence, code="quorum", params={"n": len(members)}, field="quorum")
    panel = ReviewPanel.objects.create(
        month=record,
        quorum=quorum,
        seed=picked.seed,
        sample=sum("sample" in codes for codes in picked.why.values()),
        convened_by=by,
    )
    looked = [PanelCard(panel=panel, agent_id=agent, why=codes) for agent, codes in picked.why.items()]
    PanelCard.objects.bulk_create(looked)
    _seat(panel, members)
    detail = {"month": month, "members": [str(one) for one in members], "quorum": quorum, "seed": picked.seed}
    names = Person.objects.filter(pk__in=picked.why).values_list("name", flat=True)
    audit.record(by=by, verb="scoring.convene_panel", subject=panel, detail=detail | {"agents": sorted(names)})
    return panel


@transaction.atomic
def add_member(*, panel: ReviewPanel, account: Account, by: Account) -> PanelMember:
    """One member more, while the panel is open. Raises Refused."""
    panel = held(panel)
    if account.pk not in {one.pk for one in who_may_sit()}:
        raise Refused(_("Only who reviews can sit on a panel."), code="no_reviewer", field="account")
    if panel.members.filter(account=account).exists():
        raise Refused(_("This account sits on the panel already."), code="member", field="account")
    [member] = _seat(panel, [account])
    audit.record(by=by, verb="scoring.add_panel_member", subject=panel, detail={"member": str(account)})
    return member


@transaction.atomic
def give_opinion(*, card: PanelCard, points: Decimal, reason: str, by: Account) -> PanelOpinion:
    """Say what the card should be changed by; 0 agrees with it as it was measured. Raises Refused."""
    card, member = _turn(card, by)
    cap = _cap(card)
    if abs(points) > cap:
        sentence = _("Between −%(cap)s and +%(cap)s.")
        raise Refused(sentence, code="beyond_cap", params={"cap": plain(cap)}, field="points")
    if points and not reason.strip():
        raise Refused(_("Say why; HR reads it when the panel is closed."), code="no_reason", field="reason")
    kind = Kind.PROPOSE if points else Kind.AGREE
    return _say(card, member, by, PanelOpinion(kind=kind, points=points, reason=reason.strip()), "give_opinion")


@transaction.atomic
def recuse(*, card: PanelCard, reason: str, by: Account) -> PanelOpinion:
    """Stay out of one card, with the reason. Raises Refused."""
    card, member = _turn(card, by)
    if not reason.strip():
        raise Refused(_("Say why you stay out of it."), code="no_reason", field="why")
    return _say(card, member, by, PanelOpinion(kind=Kind.RECUSED, reason=reason.strip()), "recuse")


@transaction.atomic
def give_up(*, panel: ReviewPanel, reason: str, by: Account) -> ReviewPanel:
    """End a panel without an outcome: what the first reviewers said stands. Raises Refused."""
    panel = held(panel)
    refuse_for_oneself(by, *panel.cards.values_list("agent", flat=True))
    panel.state, panel.ended_by, panel.ended_at = ReviewPanel.State.GIVEN_UP, by, timezone.now()
    panel.ended_reason = reason.strip()
    panel.save()
    audit.record(by=by, verb="scoring.give_panel_up", subject=panel, detail={"reason": panel.ended_reason})
    return panel


def held(panel: ReviewPanel) -> ReviewPanel:
    """The panel in this act's hands, while it is open."""
    found: ReviewPanel = ReviewPanel.objects.select_for_update(of=("self",)).select_related("month").get(pk=panel.pk)
    if not found.is_open:
        raise Refused(_("This panel is over."), code="panel_is_over")
    return found


def _turn(card: PanelCard, by: Account) -> tuple[PanelCard, PanelMember]:
    """The card and the member, where it is the member's turn; nobody has two, and who is tied to the card has none."""
    refuse_for_oneself(by, card.agent_id)
    panel = held(card.panel)
    member = panel.members.filter(account=by).first()
    if member is None:
        raise Refused(_("You do not sit on this panel."), code="no_member")
    if PanelOpinion.objects.filter(card=card, member=member).exists():
        raise Refused(_("You said something of this card already; it stands."), code="said_already")
    if ties(panel.month.month, [by], [card.agent_id]).why(by, card.agent_id):
        raise Refused(_("You are recused from this card."), code="recused")
    return card, member


def _say(card: PanelCard, member: PanelMember, by: Account, opinion: PanelOpinion, verb: str) -> PanelOpinion:
    opinion.card, opinion.member = card, member
    opinion.save()
    detail: Mapping[str, object] = {"agent": card.agent.name, "month": card.panel.month.month}
    audit.record(by=by, verb=f"scoring.{verb}", subject=card.panel, detail=dict(detail))
    return opinion


def _seat(panel: ReviewPanel, accounts: Iterable[Account]) -> list[PanelMember]:
    accounts = list(accounts)
    members = [PanelMember(panel=panel, account=account) for account in accounts]
    PanelMember.objects.bulk_create(members)
    looked = list(panel.cards.all())
    found = ties(panel.month.month, accounts, [card.agent_id for card in looked])
    PanelOpinion.objects.bulk_create(
        PanelOpinion(card=card, member=member, kind=Kind.RECUSED, reason=why, automatic=True)
        for card in looked
        for member in members
        if (why := found.why(member.account, card.agent_id))
    )
    return members


def _cap(card: PanelCard) -> Decimal:
    """Up to how many points either way, by the plan of the card."""
    found = cards.card_for(card.agent, card.panel.month.month)
    if found is None:
        raise Refused(_("There is no such card any more."), code="no_card")
    return read(found.plan).limits.supervisor
