"""Deciding on follow-ups: accepted with an owner and a day, or dismissed with a reason; never for oneself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from records import audit
from records.models import MonthRecord
from scoring.models import Card, FollowUp, Improvement, Talk, TalkItem
from scoring.plans import versions
from scoring.results import improving
from scoring.results.candidates import is_final
from scoring.results.finding import below_grade, propose
from scoring.results.improving import Planned

Kind, State = FollowUp.Kind, FollowUp.State


@dataclass(frozen=True)
class Suggested:
    """Promotion or rotation, suggested by somebody who leads."""

    kind: str
    agent: Person
    reason: str


@transaction.atomic
def look(*, month: Month, by: Account) -> int:
    """Ask the rules of a final month again, of one that became final before there were any. Raises Refused."""
    if not is_final(month):
        raise Refused(_("Follow-ups come from final months."), code="not_final")
    record = MonthRecord.objects.select_for_update().get(first_day=month.first_day)
    if made := propose(record):
        audit.record(by=by, verb="scoring.look_for_follow_ups", subject=record, detail={"month": month})
    return made


@transaction.atomic
def accept(follow_up: FollowUp, *, reason: str = "", plan: Planned | None = None, by: Account) -> FollowUp:
    """Accept it; what is no list comes with an improvement: what, who, until when. Raises Refused."""
    follow_up = _open(follow_up, by)
    if not follow_up.is_listed:
        if plan is None:
            raise Refused(_("Say what is done, by whom and until when."), code="no_plan")
        improving.begin(plan, by=by, follow_up=follow_up)
    return _decided(follow_up, State.ACCEPTED, reason, by, verb="scoring.accept_follow_up")


@transaction.atomic
def dismiss(follow_up: FollowUp, *, reason: str, by: Account) -> FollowUp:
    """Dismiss it with a reason. A low grade is never left without a plan. Raises Refused."""
    follow_up = _open(follow_up, by)
    if not reason.strip():
        raise Refused(_("Say why."), code="no_reason", field="reason")
    if follow_up.needs_plan and not planned(follow_up.agent_id, follow_up.month):
        sentence = _("A low grade always carries a plan: make an improvement plan first, or accept this with one.")
        raise Refused(sentence, code="no_plan")
    return _decided(follow_up, State.DISMISSED, reason, by, verb="scoring.dismiss_follow_up")


@transaction.atomic
def take_off(follow_up: FollowUp, *, reason: str, plan: Planned, by: Account) -> FollowUp:
    """Take somebody off a list, with what is done instead. Raises Refused."""
    follow_up = _held(follow_up, by)
    if follow_up.state != State.ACCEPTED or not follow_up.is_listed:
        raise Refused(_("Only who stands on a list is taken off it."), code="not_listed")
    if not reason.strip():
        raise Refused(_("Say why."), code="no_reason", field="reason")
    improving.begin(plan, by=by, follow_up=follow_up)
    return _decided(follow_up, State.ENDED, reason, by, verb="scoring.take_off_list")


@transaction.atomic
def suggest(wanted: Suggested, *, month: Month, by: Account) -> FollowUp:
    """Suggest a promotion (of who is on the talent list) or a rotation; HR decides. Raises Refused."""
    refuse_for_oneself(by, wanted.agent.pk)
    if wanted.kind not in {Kind.PROMOTION, Kind.ROTATION}:
        raise Refused(_("Promotions and rotations are suggested; the rest follows from the rules."), code="by_rule")
    if not wanted.reason.strip():
        raise Refused(_("Say why."), code="no_reason", field="reason")
    same = FollowUp.objects.filter(agent=wanted.agent)
    if wanted.kind == Kind.PROMOTION and not same.filter(kind=Kind.TALENT, state=State.ACCEPTED).exists():
        raise Refused(_("Only who is on the talent list is suggested for promotion."), code="no_talent", field="agent")
    if same.filter(kind=wanted.kind, state__in=(State.OPEN, State.ACCEPTED)).exists():
        raise Refused(_("This is suggested already, or on the list."), code="twice")
    made = FollowUp.objects.create(
        kind=wanted.kind, agent=wanted.agent, first_day=month.first_day, words=wanted.reason.strip(), proposed_by=by
    )
    audit.record(by=by, verb="scoring.suggest_follow_up", subject=made, detail={"month": month})
    return made


def planned(agent: int, month: Month) -> bool:
    """Whether this outcome has a plan: an improvement, or what a signed talk agreed, of its month or a later one."""
    if Improvement.objects.filter(agent=agent, first_day__gte=month.first_day).exists():
        return True
    return _talked(month.first_day).filter(talk__agent=agent).exists()


def lacking(record: MonthRecord) -> list[Card]:
    """The month's cards with a grade below the rule's and no improvement plan."""
    plans = Improvement.objects.filter(agent=OuterRef("agent"), first_day__gte=record.first_day)
    cards = Card.objects.current().filter(month=record, is_trial=False).exclude(grade="")
    cards = cards.filter(~Exists(plans), ~Exists(_talked(record.first_day).filter(talk__agent=OuterRef("agent"))))
    return list(_below(cards.select_related("plan", "month").without_tree().by_name()))


def _talked(since: date) -> QuerySet[TalkItem]:
    """What signed talks about this month and later ones agreed."""
    return TalkItem.objects.filter(talk__month__first_day__gte=since).exclude(talk__state=Talk.State.DUE)


def _below(cards: Iterable[Card]) -> Iterable[Card]:
    return (card for card in cards if below_grade(versions.read(card.plan), card.grade))


def _open(follow_up: FollowUp, by: Account) -> FollowUp:
    follow_up = _held(follow_up, by)
    if not follow_up.is_open:
        raise Refused(_("It is decided already."), code="decided")
    return follow_up


def _held(follow_up: FollowUp, by: Account) -> FollowUp:
    found: FollowUp = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    refuse_for_oneself(by, found.agent_id)
    if found.is_listed and not by.has_perm("scoring.decide_lists"):
        raise Refused(_("HR decides who stands on a list."), code="not_hr")
    return found


def _decided(follow_up: FollowUp, state: str, reason: str, by: Account, *, verb: str) -> FollowUp:
    follow_up.state, follow_up.reason = state, reason.strip()
    follow_up.decided_by, follow_up.decided_at = by, timezone.now()
    follow_up.save()
    audit.record(by=by, verb=verb, subject=follow_up, detail={"reason": follow_up.reason})
    return follow_up
