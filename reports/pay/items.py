"""Sums beside the grade: entered with a reason, for a whole team with a gate, taken back with a reason (SCORING §5)."""

import uuid
from decimal import Decimal
from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Team
from people.self_acting import refuse_for_oneself
from records import audit
from records.models import MonthRecord
from records.months import CLOSED
from reports.pay import gates
from reports.pay.models import PayItem
from scoring import cards, team_complaints
from scoring.complaint_gates import limit_in

COMPLAINTS = PayItem.GateOf.COMPLAINTS


class Given(TypedDict, total=False):
    """What it is, how much, and why; of a team bonus the team, what its gate is of, and the gate."""

    kind: Required[str]
    amount: Required[Decimal]
    text: Required[str]
    team: Team
    gate: Decimal | None
    gate_of: str


@transaction.atomic
def enter(*, agent: Person, month: Month, by: Account, **given: Unpack[Given]) -> PayItem:
    """One sum for one agent and month. Of a month that was paid it makes a difference. Raises Refused."""
    refuse_for_oneself(by, agent.pk)
    if not given["amount"]:
        raise Refused(_("A sum of 0 is none."), code="no_sum", field="amount")
    if not given["text"].strip():
        raise Refused(_("Say what it is paid for."), code="no_reason", field="text")
    item = PayItem.objects.create(
        number=uuid.uuid4().hex[:16], agent=agent, first_day=month.first_day, recorded_by=by, **given
    )
    detail = {"month": month, "kind": item.kind, "amount": item.amount, "agent": agent.pk}
    audit.record(by=by, verb="reports.enter_pay_item", subject=item, detail=detail)
    return item


@transaction.atomic
def enter_for_team(*, month: Month, by: Account, **given: Unpack[Given]) -> list[PayItem]:
    """The same sum for everybody whose card of the month is of the team. The limit of complaints is the company's in
    the month, and stays with the items. Raises Refused."""
    if given.get("gate_of") == COMPLAINTS:
        given["gate"] = _limit(month, given["team"])
    of_team = cards.listed(month).filter(team=given["team"]).select_related("agent").by_name()
    members = [card.agent for card in of_team]
    if not members:
        raise Refused(_("Nobody of this team has a card in the month."), code="no_members", field="team")
    return [enter(agent=member, month=month, by=by, **given) for member in members]


def _limit(month: Month, team: Team) -> Decimal:
    """The company's, where it has one and the team keeps it in a month that is final. Raises Refused."""
    limit = limit_in(month)
    if limit is None:
        raise Refused(_("The company has no gate of complaints."), code="gate_is_off", field="gate_of")
    if not MonthRecord.objects.filter(first_day=month.first_day, state__in=CLOSED).exists():
        return limit
    figure = team_complaints.of_team(month, team)
    if figure.meets(limit):
        return limit
    said = {**gates.of_complaints(figure), "team": team, "limit": limit}
    if figure.percent is None:
        raise Refused(_("%(team)s has no orders in the month."), code="gate_not_met", params=said, field="team")
    sentence = _(
        "%(team)s does not keep the gate: complaints upheld %(upheld)s of %(orders)s orders, %(percent)s %%; "
        "at most %(limit)s %% is paid."
    )
    raise Refused(sentence, code="gate_not_met", params=said, field="team")


@transaction.atomic
def take_back(*, item: PayItem, by: Account, reason: str) -> PayItem:
    """It is not to be paid; where it was, the difference takes it back. Raises Refused."""
    item = PayItem.objects.select_for_update().get(pk=item.pk)
    refuse_for_oneself(by, item.agent_id)
    if not item.stands:
        raise Refused(_("It was taken back, or replaced, already."), code="taken_back")
    if not reason.strip():
        raise Refused(_("Say why it is taken back."), code="no_reason", field="reason")
    item.stands, item.voided_at, item.reason = False, timezone.now(), reason.strip()
    item.save(update_fields=["stands", "voided_at", "reason"])
    audit.record(by=by, verb="reports.take_back_pay_item", subject=item, detail={"reason": item.reason})
    return item
