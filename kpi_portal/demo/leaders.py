"""The demo's supervisors are scored too, by what their teams have (SCORING §4, ``of: led``); so one of them waits for
HR's word before an order of the team is left out."""

from decimal import Decimal

from django.utils import timezone

from kpi_portal.demo import duties
from kpi_portal.demo.company import TEAMS
from kpi_portal.lib.month import Month
from people import posting
from people.models import Account, Person
from people.posts import Post
from records.months import company_zone
from scoring.models import LeavingOut, PlanVersion
from scoring.plans import versions
from workorders import lifecycle
from workorders.models import WorkOrder

BASE = Decimal(2500)
REASON = "业主改约到下周，这几天无法上门，等待的时间不应计入。"


def score_from(month: Month) -> None:
    """Publish the preset for their post, before the month is closed, with what they owed; once."""
    draft = PlanVersion.objects.filter(code="supervisor", state=PlanVersion.State.DRAFT).first()
    if draft is not None:
        for team in TEAMS:
            supervisor = Person.objects.get(staff_number=team.supervisor)
            posting.set_bonus_base(person=supervisor, since=month, amount=BASE, by=_account("H01"))
        versions.publish_plan(plan=draft, valid_from=month, whom=versions.For(post=Post.SUPERVISOR), by=_account("H01"))
        duties.tell(month)


def wish(month: Month) -> None:
    """The first supervisor wants an open order of the team exempted in this month, which has begun."""
    supervisor = _account(TEAMS[0].supervisor)
    start, end = month.bounds(company_zone())
    orders = WorkOrder.objects.filter(created_at__gte=start, created_at__lt=end, agent__isnull=False)
    late = orders.visible_to(supervisor).filter(state=WorkOrder.State.IN_PROGRESS).order_by("created_at").first()
    if late is not None and not LeavingOut.objects.exists():
        lifecycle.exempt(late, by=supervisor, at=timezone.now(), reason=REASON)


def _account(number: str) -> Account:
    return Account.objects.get(person__staff_number=number)
