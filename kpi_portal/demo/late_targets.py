"""Targets of the running month that change after its freeze, as people ask for it in the portal (SCORING §5)."""

from decimal import Decimal

from kpi_portal.demo.company import TEAMS
from kpi_portal.lib.month import Month
from people.models import Account, Team
from scoring.models import TargetChange
from scoring.targets import changes, window
from scoring.targets.verbs import Wanted

CONFIRMED = (TEAMS[0], "mean_response_minutes", "18", "本月两名客服抽调支援集中交付，响应时间相应放宽。")
WAITING = (TEAMS[2], "completion_rate", "97", "电梯大修期间部分工单须等待厂家到场。")


def change(month: Month) -> None:
    """One change that HR confirmed, one that waits for HR; nothing while targets are still set freely."""
    if not window.window(month).takes_requests or TargetChange.objects.exists():
        return
    hr = Account.objects.get(person__staff_number="H01")
    for told in (CONFIRMED, WAITING):
        team, indicator, value, reason = told
        wish = Wanted("team", Team.objects.get(name=team.name).pk, indicator, Decimal(value))
        by = Account.objects.get(person__staff_number=team.supervisor)
        [asked] = changes.ask(month=month, wanted=[wish], reason=reason, by=by)
        if told is CONFIRMED:
            changes.confirm(change=asked, by=hr)
