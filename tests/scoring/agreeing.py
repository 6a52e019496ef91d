"""Targets that were set, sent and answered, one sentence each."""

from collections.abc import Iterable
from decimal import Decimal

from kpi_portal.lib.month import Month
from people.models import Account, Person
from scoring.models import TargetSheet
from scoring.targets import sheets, verbs
from scoring.targets.sheets import Proposed
from scoring.targets.verbs import Wanted
from tests.scoring.month_of_facts import OCTOBER


def agree(month: Month, wanted: Iterable[Wanted], *, by: Account) -> None:
    """One after the other; the agents among those they are for confirm them at once."""
    wanted = list(wanted)
    for wish in wanted:
        verbs.set_targets(month=month, wanted=[wish], by=by)
    agents = {wish.whose for wish in wanted if wish.level == "agent"}
    for sheet in sheets.send(month=month, people=agents, by=by):
        answered(sheet)


def wish(agent: Person, value: str = "95") -> Wanted:
    """A target of the completion rate."""
    return Wanted("agent", agent.pk, "completion_rate", Decimal(value))


def proposes(value: str = "94", reason: str = "夜班只有我一人") -> Proposed:
    """Another one."""
    return Proposed("completion_rate", Decimal(value), reason)


def sent(agent: Person, by: Account, value: str = "95") -> TargetSheet:
    """Set for October, and sent."""
    verbs.set_targets(month=OCTOBER, wanted=[wish(agent, value)], by=by)
    [sheet] = sheets.send(month=OCTOBER, people=[agent.pk], by=by)
    return sheet


def answered(sheet: TargetSheet, *proposed: Proposed) -> TargetSheet:
    """The agent confirms what was sent, but for the proposals."""
    by, month = Account.objects.get(person=sheet.agent_id), Month.of_day(sheet.first_day)
    return sheets.answer(month=month, seen=sheet.round, proposed=proposed, by=by)
