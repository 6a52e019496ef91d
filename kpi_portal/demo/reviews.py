"""The review of the demo's last month, half done: cards reviewed, a draft, one sent back, one lifted over a grade."""

from decimal import Decimal

from kpi_portal.demo import months
from kpi_portal.demo.company import TEAMS
from kpi_portal.lib.month import Month
from people.models import Account
from scoring import company_settings
from scoring.catalogue import verbs as catalogue
from scoring.computed import is_computed
from scoring.models import Card, Review, ScoringSettings
from scoring.plans.versions import read
from scoring.review import verbs
from scoring.review.queue import reviewed_by

COMMENTS = ("整体稳定，回访及时，继续保持。", "响应比上月快，注意夜间工单的首次联系。", "")
REASON = "10 月 18 日暴雨值守，连续处理 12 起报修，业主群两次点名感谢。"
MISSING = "10 月 22 日和 25 日的两次礼仪抽检还没有录入。"
DRAFT = "下周面谈再定，先记一笔：班组交接做得细。"
MOST = Decimal(3)


def go_live(month: Month) -> None:
    """From this month on nothing is brought in: its supervisors judge it. Before it is computed; later it stays."""
    if month < ScoringSettings.of_the_company().live_since and not is_computed(month):
        company_settings.change(by=None, live_from=month.first_day)


def begin(month: Month) -> None:
    """Two supervisors have begun; the others have not. Closed once more, so that what was entered is counted."""
    if Review.objects.filter(month__first_day=month.first_day).exists():
        return
    catalogue.adopt_usual(by=_account("H01"))
    _most_of_a_team(month, _account(TEAMS[0].supervisor))
    _one(month, _account(TEAMS[2].supervisor))
    months.close_here(month)


def _most_of_a_team(month: Month, by: Account) -> None:
    own = list(reviewed_by(by, month).defer(None).select_related("plan", "agent").by_name())
    lifted = _just_below_a_grade(own)
    for place, card in enumerate(own):
        if card == lifted:
            points = _to_next_grade(card)
            verbs.submit(agent=card.agent, month=month, by=by, points=points, reason=REASON)
        elif place == len(own) - 1:
            verbs.save_draft(agent=card.agent, month=month, by=by, comment=DRAFT, points=Decimal(1), reason="")
        elif place < len(own) // 2:
            verbs.submit(
                agent=card.agent, month=month, by=by, comment=COMMENTS[place % len(COMMENTS)], points=Decimal(0)
            )


def _one(month: Month, by: Account) -> None:
    own = list(reviewed_by(by, month).select_related("agent").by_name()[:2])
    for card in own[:1]:
        verbs.send_back(agent=card.agent, month=month, by=by, missing=MISSING)
    for card in own[1:]:
        verbs.submit(agent=card.agent, month=month, by=by, comment=COMMENTS[0], points=Decimal(0))


def _just_below_a_grade(own: list[Card]) -> Card | None:
    return next((card for card in own[:-1] if 0 < _to_next_grade(card) <= MOST), None)


def _to_next_grade(card: Card) -> Decimal:
    """Points that are missing to the next grade; 0 where there is none."""
    total = card.total or Decimal(0)
    above = [grade.lower - total for grade in read(card.plan).grades if grade.lower > total]
    return min(above, default=Decimal(0))


def _account(number: str) -> Account:
    return Account.objects.get(person__staff_number=number)
