"""What was agreed with whom: whose word a target waits for, and what changing one does to an agreement (SCORING §5)."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet
from django.utils import timezone

from kpi_portal.lib.month import Month
from people.access import VERBS
from people.models import Account
from scoring.models import TargetProposal, TargetSheet
from scoring.models.target import Target
from scoring.targets.window import Stage, Window

ANSWERS = "scoring.answer_targets"


def able_to_answer() -> "QuerySet[Account]":
    """Log-ins in which an answer can be given."""
    return Account.objects.filter(is_active=True, roles__overlap=list(VERBS[ANSWERS]))


def who_answer(people: Iterable[int]) -> set[int]:
    """Those of these people who have such a log-in."""
    return set(able_to_answer().filter(person_id__in=list(people)).values_list("person_id", flat=True))


def waiting_for_hr(month: Month, people: Iterable[int]) -> set[int]:
    """Those of these people without a log-in who have a target that waits for a word."""
    due = Target.objects.standing().filter(first_day=month.first_day, word=Target.Word.DUE, agent_id__in=list(people))
    agents = set(due.values_list("agent_id", flat=True))
    return agents - who_answer(agents)


def words(window: Window, agents: Collection[int], *, hr_answers: bool) -> Mapping[int, str]:
    """By agent: whether a target set now waits for a word.

    Of history none does. Who has a log-in gives it; for the others HR does (``hr_answers``: HR sets the target now).
    """
    if window.stage != Stage.OPEN:
        return dict.fromkeys(agents, Target.Word.NEEDLESS)
    able = who_answer(agents)
    otherwise = Target.Word.NEEDLESS if hr_answers else Target.Word.DUE
    return {agent: Target.Word.DUE if agent in able else otherwise for agent in agents}


def begin_anew(month: Month, agents: Collection[int]) -> None:
    """Something of these agents' targets changed: they have to be sent again, open proposals are overtaken."""
    sheets = TargetSheet.objects.filter(first_day=month.first_day, agent_id__in=agents)
    TargetProposal.objects.waiting().filter(sheet__in=sheets).update(
        decision=TargetProposal.Decision.OVERTAKEN, decided_at=timezone.now()
    )
    sheets.exclude(state=TargetSheet.State.DRAFT).update(state=TargetSheet.State.DRAFT)


def sheets_of(month: Month, agents: Collection[int] | None = None) -> dict[int, TargetSheet]:
    """The month's agreements by agent; of all agents unless some are named."""
    found = TargetSheet.objects.filter(first_day=month.first_day).select_related("sent_by__person")
    found = found if agents is None else found.filter(agent_id__in=agents)
    return {sheet.agent_id: sheet for sheet in found}
