"""Targets of the coming month on their way: some confirmed, one answered with a proposal, one not sent (SCORING §5)."""

from decimal import Decimal

from kpi_portal.demo.company import TEAMS
from kpi_portal.lib.month import Month
from people.models import Account, Person
from scoring.models import TargetSheet
from scoring.targets import sheets as target_sheets
from scoring.targets import verbs, window
from scoring.targets.sheets import Proposed
from scoring.targets.verbs import Wanted
from scoring.targets.window import Stage

AGREED = (("satisfaction", "96"), ("completion_rate", "98.5"), ("mean_response_minutes", "14"))
PROPOSAL = Proposed("mean_response_minutes", Decimal(20), "下月起夜班只有我一个人，23:00 后的报修要先到现场。")
SILENT = 2
"""How many have not answered yet."""


def agree(month: Month) -> None:
    """Of one team; nothing where its targets are frozen or on their way already."""
    if window.window(month).stage != Stage.OPEN or TargetSheet.objects.exists():
        return
    by = Account.objects.get(person__staff_number=TEAMS[0].supervisor)
    people = list(Person.objects.visible_in(month, by).posted_in(month).in_chinese_order().exclude(pk=by.person_id))
    wanted = [
        Wanted("agent", person.pk, indicator, Decimal(value))
        for person, (indicator, value) in zip(people, AGREED, strict=False)
    ]
    verbs.set_targets(month=month, wanted=wanted, by=by)
    *sent, _last = people
    sheets = target_sheets.send(month=month, people=[person.pk for person in sent], by=by)
    for place, sheet in enumerate(sheets[: len(sheets) - SILENT]):
        account = Account.objects.get(person=sheet.agent_id)
        proposed = [PROPOSAL] if place == 0 else []
        target_sheets.answer(month=month, seen=sheet.round, proposed=proposed, by=account)
