"""The demo's pay: a month paid by two people with award, commission and team bonus, a difference of an earlier one, and
the latest final month, which waits for its release."""

from decimal import Decimal

from django.utils import timezone

from kpi_portal.lib.month import Month
from people.models import Account
from records import months
from records.models import MonthRecord, MonthState
from reports.pay import awards, batches, file, items
from reports.pay.due import MonthDue
from reports.pay.models import PayBatch, PayItem
from scoring import cards, team_complaints
from scoring.complaint_gates import limit_in

COLUMNS = [
    ["staff_number", "员工编号"],
    ["name", "姓名"],
    ["pay", "绩效奖金"],
    ["items", "其他奖励"],
    ["amount", "绩效应发合计"],
    ["note", "备注"],
]
COMMISSION, FORGOTTEN = "车位租赁佣金", "车位租赁佣金漏报，补发"
TEAM_BONUS, FEW_COMPLAINTS = "班组奖", "班组低投诉奖"
ONE_ROW = "月中换班，佣金按两段核算，已与本人核对。"
NOTED = "红线、在岗不满月和没有绩效基数的已逐行核对。"


def tell(final: Month) -> None:
    """Of the latest final month and two before it, as far as there are any. Nothing twice."""
    if PayBatch.objects.exists():
        return
    maker, second = _hr("H01"), _hr("H02")
    file.save_columns(columns=COLUMNS, by=maker)
    earlier, last = final.previous.previous, final.previous
    if _is_final(earlier):
        awards.take_over(month=earlier, by=maker)
        _pay(earlier, "first", maker, second)
        _commission(earlier, maker, "180.00", FORGOTTEN, place=3)
        _pay(earlier, "difference", second, maker)
    if _is_final(last):
        _items(last, maker)
        _pay(last, "first", maker, second)
    _items(final, maker)
    batch = batches.make(month=final, by=maker, kind="first")
    batches.say(batch=batch, agent=MonthDue(batch.month).first[0].agent.pk, words=ONE_ROW, by=maker)
    batches.hand_over(batch=batch, by=maker, note=NOTED)


def _pay(month: Month, kind: str, maker: Account, second: Account) -> None:
    batch = batches.make(month=month, by=maker, kind=kind)
    batch = batches.hand_over(batch=batch, by=maker, note=NOTED)
    batch = batches.release(batch=batch, by=second, seen=batch.checksum)
    batches.mark_paid(batch=batch, by=maker, on=timezone.now().astimezone(months.company_zone()).date())


def _items(month: Month, by: Account) -> None:
    """Award money that was decided; commission of two; a bonus for each team with a gate."""
    awards.take_over(month=month, by=by)
    _commission(month, by, "860.00", COMMISSION, place=1)
    _commission(month, by, "420.00", COMMISSION, place=2)
    limit = limit_in(month) or Decimal(0)
    for team in {card.team for card in cards.current_cards(month) if card.team}:
        given = {"month": month, "by": by, "kind": PayItem.Kind.TEAM_BONUS, "team": team}
        items.enter_for_team(**given, amount=Decimal("200.00"), gate=Decimal(85), text=TEAM_BONUS)
        if team_complaints.of_team(month, team).meets(limit):
            items.enter_for_team(
                **given, amount=Decimal("100.00"), gate_of=PayItem.GateOf.COMPLAINTS, text=FEW_COMPLAINTS
            )


def _commission(month: Month, by: Account, amount: str, text: str, *, place: int) -> None:
    agent = cards.current_cards(month)[place].agent
    items.enter(agent=agent, month=month, by=by, kind=PayItem.Kind.COMMISSION, amount=Decimal(amount), text=text)


def _is_final(month: Month) -> bool:
    return MonthRecord.objects.filter(first_day=month.first_day, state=MonthState.FINAL).exists()


def _hr(number: str) -> Account:
    return Account.objects.get(person__staff_number=number)
