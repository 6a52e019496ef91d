"""What residents answer by links: to invitations of the last days, and to surveys of everybody at a site."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from evidence.surveys import follow_ups
from evidence.surveys.campaigns import verbs as campaigns
from evidence.surveys.campaigns.models import Campaign, CampaignLink
from evidence.surveys.inviting import answering, giving, rounds, rules
from evidence.surveys.inviting.answering import Said
from evidence.surveys.inviting.models import Invitation, InvitationLink
from evidence.surveys.models import SurveyAnswer
from evidence.surveys.tags import verbs as tags
from kpi_portal.demo.company import SITES
from people.models import Account, Site
from workorders.models import WorkOrder

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOT_DONE = ("防盗门锁芯卡滞", "锁还是卡，钥匙要转好几次才能打开，麻烦再来看一下。")
"""An order of the desk that was completed, and what its resident answers."""
SLIPS, ANSWERS = 24, 9
"""Of the invitations of the last days: so many slips are given out, so many come back."""
TOLD: tuple[tuple[int, tuple[str, ...], str], ...] = (
    (5, (), "师傅鞋套、垫布都带了，修完还擦了地。"),
    (4, (), ""),
    (5, ("及时",), "回电很及时。"),
    (2, ("拖延", "说不清"), "问了两遍才说清楚什么时候来。"),
    (5, (), ""),
    (3, (), "修是修好了，等了一天。"),
    (5, ("耐心", "热情"), "前台小姑娘很耐心。"),
    (4, (), ""),
)
SPOKEN = (
    "已致电：修好了，但业主等了一天没有人说一声。已道歉，班长以后每天 17 时前回报进度。",
    "已致电，业主对收费有疑问，约好本周六上门说明账单。",
    "两次未接，已发短信；业主回复问题已解决，不再追究。",
    "已致电道歉，原因是交班漏记；已补记并安排明天上午上门。",
)
OF_ALL: tuple[tuple[int, int, str], ...] = (
    (5, 9, "楼道比去年干净多了。"),
    (4, 8, ""),
    (3, 6, "停车还是难，访客车占位没人管。"),
    (5, 10, "管家叫得出每家的名字。"),
    (2, 3, "电梯等待时间太长。"),
    (4, 8, ""),
    (5, 9, ""),
    (4, 7, "希望公示维修资金的用途。"),
)


def tell() -> None:
    """Nothing where there is a survey of everybody already."""
    if Campaign.objects.exists():
        return
    hr, now = Account.objects.get(person__staff_number="H01"), timezone.now()
    rules.set_rules({"phone": "0571-8600 1200"}, by=hr)
    rounds.invite_new(now - 4 * DAY)
    rounds.invite_new(now - 3 * HOUR)
    rounds.invite_new(now)
    _say_not_done(hr, now)
    tags.adopt_usual(by=hr)
    _answer_invitations(hr, now)
    _follow_up(hr, now)
    today, site = timezone.localdate(now), Site.objects.get(code=SITES[0].code)
    said = {"name": "翠湖花园季度满意度", "kind": "quarterly", "site": site}
    _survey(hr, now, 14, first_day=today - 12 * DAY, last_day=today + 9 * DAY, **said)
    said = {"name": "年度业主满意度", "kind": "annual"}
    _survey(hr, now, 22, first_day=today - 75 * DAY, last_day=today - 45 * DAY, **said)


def _say_not_done(hr: Account, now: datetime) -> None:
    """One resident says by the link that it is not done: the order is open again, on its page and on the board."""
    subject, words = NOT_DONE
    waiting = Invitation.objects.filter(order__subject=subject, order__state=WorkOrder.State.COMPLETED)
    chosen = list(waiting.select_related("order").order_by("-invited_at", "-pk")[:1])
    for link, _token in giving.give_links(chosen, given=InvitationLink.Given.SHOWN, by=hr, at=now - 2 * HOUR):
        answering.answer(link, said=Said(turn=0, comment=words, is_not_done=True), at=now - HOUR / 2)


def _answer_invitations(hr: Account, now: datetime) -> None:
    """Slips of the oldest; most residents are content."""
    done = Invitation.objects.filter(expires_at__gt=now, order__state=WorkOrder.State.COMPLETED)
    chosen = list(done.select_related("order").order_by("invited_at", "pk")[:SLIPS])
    given = giving.give_links(chosen, given=InvitationLink.Given.SLIP, by=hr, at=now - 3 * DAY)
    for place, (link, _token) in enumerate(given[:ANSWERS]):
        rating, tags, words = TOLD[place % len(TOLD)]
        apart = {"attitude": rating, "resolution": rating}
        said = Said(turn=0, rating=rating, apart=apart, recommend=2 * rating, tags=tags, comment=words)
        answering.answer(link, said=said, at=now - 3 * DAY + (place + 1) * timedelta(hours=7))


def _follow_up(hr: Account, now: datetime) -> None:
    """Of the bad answers that residents gave some days ago: those of the last days still wait."""
    waiting = follow_ups.open_among(SurveyAnswer.objects.standing(), now).filter(answered_at__lt=now - 5 * DAY)
    for answer, note in zip(waiting.order_by("-answered_at", "pk"), SPOKEN, strict=False):
        follow_ups.follow_up(answer, by=hr, at=min(now, answer.answered_at + DAY), note=note)


def _survey(hr: Account, now: datetime, many: int, **values: object) -> None:
    """Slips for a few buildings, of which so many come back by now, and a poster at the gate."""
    campaign = campaigns.plan_campaign(by=hr, **values)
    last = min(campaign.expires_at, now)
    tokens = campaigns.give_links(campaign, number=60, is_poster=False, by=hr, at=campaign.starts_at)
    campaigns.give_links(campaign, number=1, is_poster=True, by=hr, at=campaign.starts_at)
    rng, span = Random(campaign.name), last - campaign.starts_at
    for place, token in enumerate(tokens[:many]):
        link = CampaignLink.objects.get(token_hash=giving.hash_of(token))
        rating, recommend, words = OF_ALL[place % len(OF_ALL)]
        said = Said(turn=0, rating=rating, recommend=recommend, comment=words, apart={"attitude": rating})
        campaigns.answer(link, said=said, ticket="", at=campaign.starts_at + span * rng.randint(1, 99) / 100)
