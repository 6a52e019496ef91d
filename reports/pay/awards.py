"""Award money that was decided becomes pay items: proposed on the month's page, taken over by a person (SCORING §8)."""

from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit
from reports.pay.models import PayItem
from scoring.results.money import AwardMoney, decided_money

SOURCE = "awards"


class Offered(NamedTuple):
    """Money of awards that no item was made of, also none that was taken back by hand; and items of awards that do not
    stand any more, since another decision took their place."""

    proposed: list[AwardMoney]
    given_up: list[PayItem]


def offered(month: Month) -> Offered:
    """What waits to be taken over."""
    with translation.override(settings.LANGUAGE_CODE):
        decided = {_number(money): money for money in decided_money(month)}
    found = PayItem.objects.filter(source=SOURCE, first_day=month.first_day).select_related("agent").order_by("pk")
    known = {item.number: item for item in found}
    return Offered(
        [money for number, money in decided.items() if number not in known],
        [item for number, item in known.items() if item.stands and number not in decided],
    )


@transaction.atomic
def take_over(*, month: Month, by: Account) -> list[PayItem]:
    """Make items of what is proposed, and take back those of decisions that were replaced. Raises Refused."""
    wanted, gone = offered(month)
    refuse_for_oneself(by, *(money.agent.pk for money in wanted), *(item.agent_id for item in gone))
    for item in gone:
        item.stands, item.voided_at, item.reason = False, timezone.now(), _("The award was decided anew.")
        item.save(update_fields=["stands", "voided_at", "reason"])
        audit.record(by=by, verb="reports.take_back_pay_item", subject=item, detail={"reason": item.reason})
    return [_entered(money, month, by) for money in wanted]


def _entered(money: AwardMoney, month: Month, by: Account) -> PayItem:
    item = PayItem.objects.create(
        source=SOURCE,
        number=_number(money),
        agent=money.agent,
        first_day=month.first_day,
        kind=PayItem.Kind.AWARD,
        amount=money.amount,
        text=money.reason[:300],
        recorded_by=by,
    )
    detail = {"month": month, "kind": item.kind, "amount": item.amount, "agent": item.agent_id}
    audit.record(by=by, verb="reports.enter_pay_item", subject=item, detail=detail)
    return item


def _number(money: AwardMoney) -> str:
    return f"award-{money.award}"
