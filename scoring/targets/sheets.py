"""Targets are sent to the agents, who confirm them or propose others, until the freeze (SCORING §5).

A target that was sent and neither confirmed nor answered by then is the plan's, and so is one that was never sent. One
that the agent answered with a proposal holds as it was sent until somebody accepts the proposal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from records import audit, months
from scoring.models import Target, TargetProposal, TargetSheet
from scoring.querysets import TargetQuerySet
from scoring.targets import agreement, verbs
from scoring.targets import window as target_window
from scoring.targets.verbs import Terms
from scoring.targets.window import Stage, Window

State = TargetSheet.State


@dataclass(frozen=True, slots=True)
class Proposed:
    """The value that an agent proposes for an indicator, and why."""

    indicator: str
    value: Decimal
    reason: str


@transaction.atomic
def send(*, month: Month, people: Iterable[int], by: Account) -> list[TargetSheet]:
    """Ask these agents for their word. Raises Refused.

    Who was asked already is left alone, and so is who has no log-in: HR's word stands for theirs (``confirm_for``).
    """
    window = _open(month, by)
    asked = agreement.who_answer(people)
    refuse_for_oneself(by, *asked)
    for agent in asked:
        TargetSheet.objects.get_or_create(agent_id=agent, first_day=month.first_day)
    sheets = _held(window, asked, State.DRAFT)
    for sheet in sheets:
        sheet.state, sheet.round, sheet.sent_by, sheet.sent_at = State.SENT, sheet.round + 1, by, timezone.now()
        sheet.answered_by = sheet.answered_at = sheet.reminded_at = None
        sheet.save()
    _standing(sheets).filter(word=Target.Word.NEEDLESS).update(word=Target.Word.DUE)
    _note(sheets, month, by=by, verb="scoring.send_targets")
    return sheets


@transaction.atomic
def answer(*, month: Month, seen: int, proposed: Sequence[Proposed], by: Account) -> TargetSheet:
    """Confirm the own targets but those for which another value is proposed. Raises Refused, at the field.

    ``seen``: the round that the agent read.
    """
    window = _open(month, by)
    found = _held(window, [by.person_id], State.SENT)
    if not found:
        raise Refused(_("Nothing waits for your answer in %(month)s."), code="not_asked", params={"month": month})
    [sheet] = found
    if sheet.round != seen:
        raise Refused(_("The targets were changed and sent again; please look at them once more."), code="sent_again")
    terms, standing = verbs.terms_of(month), {target.indicator: target for target in _standing([sheet])}
    proposals = [_proposal(sheet, each, terms, standing) for each in proposed]
    TargetProposal.objects.bulk_create(proposals)
    _standing([sheet]).filter(word=Target.Word.DUE).update(word=Target.Word.GIVEN)
    sheet.state = State.PROPOSED if proposals else State.CONFIRMED
    sheet.answered_by, sheet.answered_at = by, timezone.now()
    sheet.save(update_fields=["state", "answered_by", "answered_at"])
    detail = {"month": month, "proposed": {each.indicator: str(each.value) for each in proposed}}
    audit.record(by=by, verb="scoring.answer_targets", subject=months.record_for(month), detail=detail)
    return sheet


@transaction.atomic
def accept(*, proposal: TargetProposal, by: Account) -> TargetProposal:
    """Make the proposed value the target, until the freeze. Raises Refused."""
    proposal = _undecided(proposal, by)
    month = Month.of_day(proposal.sheet.first_day)
    _open(month, by)
    wish = wish_of(proposal)
    for _same, before in verbs.differing(target_window.window(month), [wish], by=by):
        entry = verbs.Entry(by, proposal.reason, Target.Word.GIVEN)
        verbs.supersede(month, wish, before, entry)
    return _decide(proposal, TargetProposal.Decision.ACCEPTED, by, verb="scoring.accept_proposal")


@transaction.atomic
def hand_on(*, proposal: TargetProposal, by: Account) -> TargetProposal:
    """Note that HR is asked for it: after the freeze a second person decides. Raises Refused."""
    return _decide(_undecided(proposal, by), TargetProposal.Decision.LATE, by, verb="scoring.hand_on_proposal")


@transaction.atomic
def keep(*, proposal: TargetProposal, reason: str, by: Account) -> TargetProposal:
    """Leave the target as it was sent; the agent reads why. Raises Refused."""
    proposal = _undecided(proposal, by)
    if not reason.strip():
        raise Refused(_("Say why the target stays; the agent reads it."), code="no_reason", field="reason")
    proposal.answer = reason.strip()
    return _decide(proposal, TargetProposal.Decision.KEPT, by, verb="scoring.keep_target")


@transaction.atomic
def confirm_for(*, month: Month, people: Iterable[int], by: Account) -> list[TargetSheet]:
    """HR's word for agents without a log-in. Raises Refused."""
    window, people = _open(month, by), list(people)
    if agreement.who_answer(people):
        raise Refused(_("Whoever has a log-in answers for themselves; send the targets."), code="has_account")
    refuse_for_oneself(by, *people)
    for agent in people:
        TargetSheet.objects.get_or_create(agent_id=agent, first_day=month.first_day)
    sheets = _held(window, people, *(state for state in State if state not in TargetSheet.AGREED))
    for sheet in sheets:
        sheet.state, sheet.answered_by, sheet.answered_at = State.CONFIRMED, by, timezone.now()
        sheet.save()
    _standing(sheets).filter(word=Target.Word.DUE).update(word=Target.Word.GIVEN)
    _note(sheets, month, by=by, verb="scoring.confirm_targets_for")
    return sheets


@transaction.atomic
def remind(*, month: Month, people: Iterable[int], by: Account) -> list[TargetSheet]:
    """Remind those of these agents who were asked and have not answered; their first page says so. Raises Refused."""
    sheets = _held(_open(month, by), people, State.SENT)
    TargetSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(reminded_at=timezone.now())
    _note(sheets, month, by=by, verb="scoring.remind_of_targets")
    return sheets


def wish_of(proposal: TargetProposal) -> verbs.Wanted:
    """The proposed target."""
    return verbs.Wanted("agent", proposal.sheet.agent_id, proposal.indicator, proposal.value)


def _open(month: Month, by: Account) -> Window:
    """The month's window in this act's hands, where its targets are still agreed."""
    window = target_window.held(month)
    if window.stage == Stage.HISTORY:
        sentence = _("%(month)s lies before the company was live; its targets are not sent to anybody.")
        raise Refused(sentence, code="targets_history", params={"month": month})
    window.refuse(by)
    return window


def _held(window: Window, people: Iterable[int], *states: str) -> list[TargetSheet]:
    found = TargetSheet.objects.select_for_update().filter(agent_id__in=list(people), state__in=states)
    return list(found.filter(first_day=window.month.first_day).order_by("agent_id"))


def _standing(sheets: Sequence[TargetSheet]) -> TargetQuerySet:
    days, agents = {sheet.first_day for sheet in sheets}, [sheet.agent_id for sheet in sheets]
    return Target.objects.standing().filter(first_day__in=days, agent_id__in=agents)


def _proposal(sheet: TargetSheet, proposed: Proposed, terms: Terms, standing: Mapping[str, Target]) -> TargetProposal:
    problem = terms.misfit(proposed.indicator, proposed.value)
    if problem is not None:
        field = f"value-{proposed.indicator}"
        raise Refused(_(problem.sentence), code=problem.code, params=dict(problem.params), field=field)
    if not proposed.reason.strip():
        sentence = _("Say why; your supervisor reads it.")
        raise Refused(sentence, code="no_reason", field=f"reason-{proposed.indicator}")
    before = standing.get(proposed.indicator)
    return TargetProposal(
        sheet=sheet,
        indicator=proposed.indicator,
        before=before.value if before else None,
        value=proposed.value,
        reason=proposed.reason.strip(),
    )


def _undecided(proposal: TargetProposal, by: Account) -> TargetProposal:
    """The proposal in this act's hands, while nobody decided it; nobody decides on the own one."""
    found: TargetProposal = TargetProposal.objects.select_for_update().select_related("sheet").get(pk=proposal.pk)
    refuse_for_oneself(by, found.sheet.agent_id)
    if found.decision != TargetProposal.Decision.OPEN:
        raise Refused(_("This proposal was decided already."), code="decided")
    return found


def _decide(proposal: TargetProposal, decision: str, by: Account, *, verb: str) -> TargetProposal:
    proposal.decision, proposal.decided_by, proposal.decided_at = decision, by, timezone.now()
    proposal.save(update_fields=["decision", "answer", "decided_by", "decided_at"])
    sheet = proposal.sheet
    if sheet.state == State.PROPOSED and not sheet.proposals.waiting().exists():
        TargetSheet.objects.filter(pk=sheet.pk).update(state=State.SETTLED)
    month = Month.of_day(sheet.first_day)
    told = {"agent": str(sheet.agent), "indicator": proposal.indicator, "value": str(proposal.value)}
    detail = {"month": month, **told, "reason": proposal.answer or proposal.reason}
    audit.record(by=by, verb=verb, subject=months.record_for(month), detail=detail)
    return proposal


def _note(sheets: Sequence[TargetSheet], month: Month, *, by: Account, verb: str) -> None:
    if not sheets:
        return
    names = Person.objects.filter(pk__in=[sheet.agent_id for sheet in sheets]).values_list("name", flat=True)
    detail = {"month": month, "agents": sorted(names)}
    audit.record(by=by, verb=verb, subject=months.record_for(month), detail=detail)
