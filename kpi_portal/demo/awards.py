"""Awards of the demo's earlier months are decided, one otherwise than proposed; the latest are left to decide."""

from decimal import Decimal

from kpi_portal.lib.month import Month
from people.models import Account
from records.models import MonthRecord
from scoring import company_settings
from scoring.models import AwardDecision, AwardKind
from scoring.results import awarding
from scoring.results.awarding import Choice
from scoring.results.candidates import FINAL, proposal

STAR, PROGRESS = Decimal(500), Decimal(300)
ANOTHER = "提议的同事当月在带教新人，单量偏少；本月大件报修多由其顶班完成，班组一致推荐。"
COMMENT = "本月顶了三个夜班，业主来电表扬两次，建议优先考虑。"


def decide(until: Month) -> None:
    """Every final month before the last one."""
    hr = Account.objects.get(person__staff_number="H01")
    if AwardDecision.objects.exists():
        return
    company_settings.change(by=None, star_amount=STAR, progress_amount=PROGRESS)
    days = MonthRecord.objects.filter(state__in=FINAL, first_day__lt=until.first_day).order_by("first_day")
    for place, day in enumerate(days.values_list("first_day", flat=True)):
        for kind, amount in ((AwardKind.STAR, STAR), (AwardKind.PROGRESS, PROGRESS)):
            _give(kind, Month.of_day(day), amount, hr, other=place == 1 and kind == AwardKind.PROGRESS)
    leads = Account.objects.filter(roles__contains=["supervisor"], is_active=True).order_by("pk").first()
    if leads is not None:
        awarding.comment(kind=AwardKind.STAR, month=until, words=COMMENT, by=leads)


def _give(kind: AwardKind, month: Month, amount: Decimal, by: Account, *, other: bool) -> None:
    found = proposal(kind, month)
    second = [one.candidate.agent for one in found.placed if one.place == 2]
    if other and second:
        choice = Choice(second[:1], amount, ANOTHER)
    elif found.proposed:
        choice = Choice(found.proposed, amount)
    else:
        return
    awarding.decide(kind=kind, month=month, choice=choice, by=by)
