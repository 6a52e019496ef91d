"""Complaints of the demo company, by the verbs of the desk: last months with their Pareto, and what waits now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone
from django.utils.translation import override

from evidence.complaints import attaching, judging, topics, verbs
from evidence.complaints.judging import Finding
from evidence.complaints.models import Complaint, ComplaintTopic, Severity, Verdict
from evidence.complaints.verbs import Outcome, Report
from kpi_portal.demo import drawings
from kpi_portal.lib.month import Month
from people.models import Account, Building, Department, Person, Posting
from records import months

HOUR = timedelta(hours=1)
TOLD: tuple[tuple[str, str, int], ...] = (
    ("进度未告知", "打了三次电话，每次都说帮我问问，然后就没声音了。", 11),
    ("返修", "上周刚修过，又漏了，楼下都来敲门了。", 8),
    ("响应慢", "晚上打电话响了很久才有人接，等了一个多小时没人上门。", 6),
    ("噪声无人制止", "楼上装修到晚上九点，反映两次都没有人管。", 4),
    ("收费没解释清楚", "这个月的公摊多了四十块，没有人说得清楚。", 3),
    ("服务态度差", "前台说话很冲，问两句就不耐烦。", 3),
    ("上门迟到", "说好上午来，请了半天假等到下午三点。", 2),
    ("停车", "固定车位又被占，门岗不管。", 2),
)
"""Cause, what residents say, how often of forty."""
RESIDENTS = ("周玉兰", "陈立新", "黄少峰", "何静", "罗海燕", "郑国栋", "梁佳宁", "谢凯")
SOOTHED = "先道歉，承认没有回音；答应由本人跟到底，按时回电。"
UNDERSTOOD = "核对了来电录音和工单经过，与业主说的一致。"
SOLVED = "当天处理完毕，业主在场确认，已当面道歉。"
UNSOLVED = "业主要求减免物业费，公司不同意，已说明理由。"


@dataclass(frozen=True)
class Desk:
    """Who takes part: the agents posted in the month, and who leads them, calls back and decides."""

    postings: list[Posting]
    hr: Account


def tell(month: Month, many: int) -> None:
    """So many complaints of this month; nothing where it has some."""
    start, end, _cutoff = months.edges(month)
    if Complaint.objects.filter(received_at__gte=start, received_at__lt=end).exists():
        return
    hr = Account.objects.get(person__staff_number="H01")
    with override("zh-hans"):
        topics.adopt_usual(by=hr)
    posted = Posting.objects.of_agents().touching(month).filter(team__supervisor__account__isnull=False)
    related = ("person__account", "site", "team__supervisor__account")
    desk = Desk(list(posted.select_related(*related).order_by("person__staff_number")), hr)
    rng, now = Random(f"{month}:complaints"), timezone.now()
    last = min(end, now) - HOUR
    instants = sorted(start + (last - start) * rng.randint(1, 999) / 1000 for _ in range(many))
    for place, at in enumerate(instants):
        severity = Severity.MAJOR if place == many // 3 else Severity.ORDINARY
        _handle(desk, rng, _received(desk, rng, at, severity))
    if end > now:  # two that are due today
        for hours in (21, 3):
            complaint = _received(desk, rng, now - hours * HOUR)
            _handle(desk, rng, complaint, is_left_open=True)
        attaching.attach(complaint, file=drawings.wet_ceiling(), by=_leader(desk, complaint.handler))


def _received(desk: Desk, rng: Random, at: datetime, severity: str = Severity.ORDINARY) -> Complaint:
    posting = rng.choice(desk.postings)
    cause, words, _often = rng.choices(TOLD, [often for _cause, _words, often in TOLD])[0]
    topic = ComplaintTopic.objects.get(name=cause, parent__isnull=False)
    household = rng.randint(1, 24)  # few enough for some to complain again
    return verbs.receive(
        Report(
            channel=rng.choice(["phone", "phone", "wechat", "front_desk"]),
            words=words,
            received_at=at,
            severity=severity,
            handler=posting.person,
            site=posting.site,
            building=rng.choice(list(Building.objects.filter(site=posting.site)) or [None]),
            room=f"{rng.randint(1, 3)} 单元 {rng.randint(1, 17)}0{rng.randint(1, 4)}",
            resident=RESIDENTS[household % len(RESIDENTS)],
            phone=f"1380000{1000 + household}",
            topic=topic,
        ),
        by=_leader(desk, posting.person),
    )


def _handle(desk: Desk, rng: Random, complaint: Complaint, *, is_left_open: bool = False) -> None:
    """As far as it has come by now, one step after the other."""
    leader = _leader(desk, complaint.handler)
    own = getattr(complaint.handler, "account", None) or leader
    at, now = complaint.received_at, timezone.now()
    topic = complaint.cause
    assert topic is not None
    soothed = at + timedelta(minutes=rng.randint(4, 45))
    understood = soothed + timedelta(minutes=rng.randint(30, 600))
    closed = understood + timedelta(minutes=rng.choice([90, 200, 400, 600, 900, 2400]))
    if soothed < now:
        verbs.soothe(complaint, by=own, at=soothed, words=SOOTHED, promised_at=closed)
    if understood < now:
        verbs.understand(complaint, by=leader, at=understood, words=UNDERSTOOD)
    if closed < now and not is_left_open:
        solved = rng.random() < 0.9
        outcome = Outcome(SOLVED if solved else UNSOLVED, solved, topic)
        verbs.close(complaint, by=own, at=closed, outcome=outcome)
        _afterwards(desk, rng, complaint, closed)


def _afterwards(desk: Desk, rng: Random, complaint: Complaint, closed: datetime) -> None:
    """The call-back, where it was made, and whose fault it was."""
    now = timezone.now()
    called, judged = closed + rng.randint(3, 40) * HOUR, closed + rng.randint(5, 50) * HOUR
    if called < now and rng.random() < 0.9:
        verbs.call_back(complaint, by=desk.hr, at=called, rating=rng.choice([3, 4, 4, 5, 5, 5]))
    if judged < now:
        judging.judge(complaint, by=desk.hr, at=judged, finding=_finding(rng, complaint), words="录音和工单经过")


def _finding(rng: Random, complaint: Complaint) -> Finding:
    drawn = rng.random()
    if drawn < 0.12:
        return Finding(Verdict.AGENT, agent=complaint.handler)
    if drawn < 0.27:
        return Finding(Verdict.DEPARTMENT, department=Department.objects.order_by("pk")[0])
    return Finding(Verdict.COMPANY if drawn < 0.45 else Verdict.UNFOUNDED)


def _leader(desk: Desk, agent: Person | None) -> Account:
    team = next(posting.team for posting in desk.postings if posting.person == agent)
    leader: Account = team.supervisor.account  # type: ignore[union-attr]
    return leader
