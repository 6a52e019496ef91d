"""An open review panel over the demo's month in review: one member has looked, the others have not."""

from decimal import Decimal

from kpi_portal.demo.company import TEAMS
from kpi_portal.lib.month import Month
from people.models import Account
from scoring.models import PanelCard, PanelOpinion, ReviewPanel
from scoring.panel import picking, verbs

REASON = "暴雨值守属实，但三次回访超过 24 小时，加 1 分合适。"


def convene(month: Month) -> None:
    """Of the second HR and two supervisors; nothing where there was one."""
    if ReviewPanel.objects.exists():
        return
    picked = picking.pick(month, rules=["changed", "lowest", "drop"], sample=1)
    numbers = ("H02", TEAMS[1].supervisor, TEAMS[2].supervisor, TEAMS[3].supervisor)
    members = list(Account.objects.filter(person__staff_number__in=numbers).order_by("pk"))
    by = Account.objects.get(person__staff_number="H01")
    if not picked.why:
        return
    panel = verbs.convene(month=month, members=members, quorum=2, picked=picked, by=by)
    eager = Account.objects.get(person__staff_number=TEAMS[3].supervisor)
    spoken = PanelOpinion.objects.filter(member__account=eager).values("card")
    for place, card in enumerate(
        PanelCard.objects.filter(panel=panel).exclude(pk__in=spoken).exclude(agent=eager.person_id)[:3]
    ):
        points = Decimal(1) if place == 0 else Decimal(0)
        verbs.give_opinion(card=card, points=points, reason=REASON if points else "", by=eager)
