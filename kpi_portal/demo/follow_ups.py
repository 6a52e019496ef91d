"""What the demo's final months ask for, decided in part; improvements, one of them with its effect."""

from datetime import timedelta

from django.utils import timezone

from kpi_portal.lib.month import Month
from people.models import Account, Person
from records.models import MonthRecord
from scoring.models import Card, FollowUp, Improvement
from scoring.results import following, improving
from scoring.results.candidates import FINAL
from scoring.results.following import Suggested
from scoring.results.improving import Planned

SLOW = "夜班响应慢，派单后先电话联系业主再出发，值班长每日抽查三单。"
SHADOW = "由班长陪岗两周，每周复盘两单低分评价。"
ROTATE = "写字楼客户沟通得分持续偏高，住宅投诉处理偏弱，建议轮岗到翠湖中心前台。"


def tell(final: Month) -> None:
    """Decide a little of it; the rest is left to decide."""
    if Improvement.objects.exists():
        return
    days = MonthRecord.objects.filter(state__in=FINAL).order_by("first_day").values_list("first_day", flat=True)
    hr, leads = _account("H01"), _account("S01")
    for one in FollowUp.objects.open().filter(kind__in=FollowUp.NEEDS_PLAN).order_by("first_day", "pk")[:1]:
        following.accept(one, plan=_plan(one.month, SHADOW, leads, one.agent, "satisfaction"), by=hr)
    _improve(Month.of_day(days[0]), final, hr, leads)
    agent = Person.objects.get(staff_number="A004")
    following.suggest(Suggested(FollowUp.Kind.ROTATION, agent, ROTATE), month=final, by=leads)


def _improve(first: Month, final: Month, hr: Account, leads: Account) -> None:
    """One of the whole desk, checked; one under way for the slowest."""
    checked = improving.begin(_plan(first, SLOW, leads, None, "mean_response_minutes"), by=hr)
    improving.note(checked, words="夜班开始执行，首周平均响应已缩短。", by=leads)
    if first < final:  # the effect is read from a later final month
        improving.check(checked, words="定稿月份的平均响应时间与起因月份对比。", by=hr)
    cards = Card.objects.current().filter(month__state__in=FINAL, is_trial=False).order_by("-month__first_day", "total")
    slow = cards.exclude(total=None).select_related("agent", "month").defer("frozen").first()
    if slow is not None:
        running = _plan(slow.month.month, SHADOW, leads, slow.agent, "mean_response_minutes")
        improving.note(improving.begin(running, by=hr), words="第一周陪岗完成，复盘两单。", by=leads)


def _plan(month: Month, what: str, owner: Account, agent: Person | None, indicator: str) -> Planned:
    due = timezone.localdate() + timedelta(days=21)
    why = "等级偏低" if agent else "多名客服夜班响应偏慢"
    return Planned(what=what, why=why, owner=owner, due=due, month=month, agent=agent, indicator=indicator)


def _account(number: str) -> Account:
    return Account.objects.get(person__staff_number=number)
