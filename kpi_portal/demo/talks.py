"""Talks of the demo's latest published month: one signed by both, one waits for its agent, a draft, one explained, the
others due; a colleague has something to do, and a plan of the month before was kept."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from kpi_portal.demo.company import TEAMS
from kpi_portal.lib.month import Month
from people.models import Account, Person
from records.models import MonthRecord
from scoring.models import Card, Moment, ScoringSettings, Talk
from scoring.talks import following, moments, needs, opening, verbs
from scoring.talks.verbs import Planned

PLACE = "客服中心小会议室"
GOOD = "主动替班处理道闸故障；交接记录完整，业主两次来电表扬。"
GAPS = "约时间没有与维修对好，几份回答给了 3 分；有几张工单到截止还没有完成。"
OWN_WORDS = "下旬连上了几个晚班，下月想和同事调一下。"
NOTES = (
    (8, "good", "主动替班处理道闸故障，工程部致谢。"),
    (19, "bad", "下水返味约了两次才上门，业主给了 3 分。"),
    (24, "bad", "电话里语气急，事后向业主道歉了。"),
)


def tell(month: Month) -> None:
    """Of the first team; nothing where it was done already."""
    record = MonthRecord.objects.get(first_day=month.first_day)
    leads = _account(TEAMS[0].supervisor)
    cards = list(_led(record, leads))
    if Moment.objects.exists() or len(cards) < 5:
        return
    for card in cards[:3]:
        for day, tone, words in NOTES:
            at = date(month.year, month.month, day)
            moments.note(agent=card.agent, day=at, tone=tone, words=words, by=leads)
    _kept_before(cards[0].agent, month.previous, leads)
    both, waits = (_sign(card, leads) for card in cards[:2])
    verbs.confirm(both, by=_own(both.agent), words=OWN_WORDS)
    third = _talk(record, cards[2].agent)
    verbs.save(third, by=leads, held_at=_held_at(), place=PLACE, strengths=GOOD, items=[_own_item(third.agent)])
    _explain_one(cards[3:], leads)
    assert waits.state == Talk.State.SIGNED


def _led(record: MonthRecord, leads: Account) -> list[Card]:
    """The lowest totals first."""
    found = Card.objects.current().filter(month=record, is_trial=False, total__isnull=False).visible_to(leads)
    return list(found.exclude(agent=leads.person_id).select_related("agent", "plan", "month").order_by("total", "pk"))


def _talk(record: MonthRecord, agent: Person) -> Talk:
    found: Talk = Talk.objects.get(month=record, agent=agent)
    return found


def _sign(card: Card, leads: Account) -> Talk:
    """With something that another department does."""
    talk = _talk(card.month, card.agent)
    colleague = Account.objects.filter(roles__contains=["colleague"], is_active=True).order_by("pk")[0]
    until = timezone.localdate() + timedelta(days=10)
    beside = Planned("每周三与客服固定对接", colleague.person, until, "当月开 2 次，有签到", "customer_feedback")
    items = [_own_item(card.agent), beside]
    ticked = [f"weakest:{needs.of(card).weakest}"]
    said = {"place": PLACE, "strengths": GOOD, "gaps": GAPS}
    return verbs.sign(talk, by=leads, held_at=_held_at(), ticked=ticked, items=items, **said)


def _kept_before(agent: Person, month: Month, leads: Account) -> None:
    """A plan of the month before, done, and looked at with this month's card."""
    record = MonthRecord.objects.get(first_day=month.first_day)
    opening.open_for(record, timezone.now() + timedelta(days=1), [agent.pk])
    before = _talk(record, agent)
    item = _own_item(agent)
    verbs.sign(before, by=leads, held_at=_held_at(), place=PLACE, strengths=GOOD, gaps=GAPS, items=[item])
    verbs.confirm(before, by=_own(agent))
    kept = before.items.get()
    following.finish(kept, by=_own(agent), words="每次上门前一天都打了电话，二次约时 1 单。")
    now = _talk(MonthRecord.objects.get(first_day=month.next.first_day), agent)
    following.look_at(kept, talk=now, by=leads, outcome="kept", words="二次约时从 5 单降到 1 单。")


def _explain_one(cards: list[Card], leads: Account) -> None:
    settings = ScoringSettings.of_the_company()
    for card in cards:
        if not needs.of(card, settings).needs:
            verbs.explain(_talk(card.month, card.agent), by=leads)
            return


def _own_item(agent: Person) -> Planned:
    until = timezone.localdate() + timedelta(days=7)
    return Planned("上门前一天与维修确认时间", agent, until, "二次约时不超过 1 单", "customer_feedback")


def _held_at() -> datetime:
    return timezone.now() - timedelta(hours=2)


def _own(agent: Person) -> Account:
    return Account.objects.get(person=agent)


def _account(number: str) -> Account:
    return Account.objects.get(person__staff_number=number)
