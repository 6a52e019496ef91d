"""Red lines of the demo company: the usual catalogue, one case that waits for HR's second word, one for its hearing."""

from datetime import date, timedelta

from django.utils import timezone

from kpi_portal.demo.company import TEAMS
from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting
from records import months
from scoring.models import RedLine, RedLineRule
from scoring.red_lines import recertification, verbs

ACCOUNT = "当天登记 2 条“已电话回访，满意”。业主来电称没有接到过，话单中也没有这两次外呼。"
EVIDENCE = (
    "呼叫中心话单：17:30–18:30 无外呼，当天其他外呼 9 次均相符",
    "业主来电记录：5 栋 2 单元 602，没有接到过回访",
)
STATEMENT = "那天临下班还有两条没回访，怕超 24 小时，就先点了。第二天忘了补。我认，愿意重新培训。"
GIFT = ("4.1", "业主反映代收快递后收了 20 元“辛苦费”。", "业主微信截图，收款人为本人")


def tell(month: Month) -> None:
    """Tell both cases in this month, which has begun."""
    if RedLine.objects.exists():
        return
    hr = Account.objects.get(person__staff_number="H01")
    recertification.adopt_usual_rules(by=hr)
    supervisor = Account.objects.get(person__staff_number=TEAMS[0].supervisor)
    invented, gift = _agents(month)
    today = timezone.now().astimezone(months.company().zone).date()
    _waits_for_hr(invented, max(month.first_day, today - timedelta(days=6)), supervisor)
    rule = RedLineRule.objects.get(code=GIFT[0])
    day = max(month.first_day, today - timedelta(days=2))
    case = verbs.record(agent=gift, day=day, rule=rule, account=GIFT[1], by=supervisor)
    verbs.add_evidence(red_line=case, words=GIFT[2], by=supervisor)


def _waits_for_hr(agent: Person, day: date, supervisor: Account) -> None:
    rule = RedLineRule.objects.get(code="3.2")
    case = verbs.record(agent=agent, day=day, rule=rule, account=ACCOUNT, by=supervisor)
    for words in EVIDENCE:
        verbs.add_evidence(red_line=case, words=words, by=supervisor)
    case = verbs.call_hearing(red_line=case, hearing_on=day + timedelta(days=2), by=supervisor)
    verbs.make_statement(red_line=case, statement=STATEMENT, by=Account.objects.get(person=agent))
    minutes = "本人说明经过并承认；已告知可由工会代表陪同、可补充材料。"
    case = verbs.hold_hearing(red_line=case, minutes=minutes, present="工会张建平", by=supervisor)
    verbs.confirm(red_line=case, reason="证据相互印证，本人承认。", by=supervisor)


def _agents(month: Month) -> list[Person]:
    """The last two of the first team: none of those whose log-ins are printed first."""
    posted = Posting.objects.of_agents().touching(month).filter(team__name=TEAMS[0].name)
    people = Person.objects.filter(pk__in=posted.values("person")).order_by("-staff_number")
    return list(people[:2])
