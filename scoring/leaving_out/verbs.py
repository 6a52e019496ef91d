"""Who is scored by what the team has does not leave facts of the team out alone: HR gives its word (SCORING §1, §4).

``records.second_word`` asks ``asked``; the order's or answer's own verb runs when HR grants it, for who asked.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.surveys import verbs as surveys
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit, months
from records.second_word import Leaving
from scoring.agent_month import posted_agents
from scoring.indicators.catalogue import definitions
from scoring.leading import members_of
from scoring.models import LeavingOut
from scoring.plans import versions
from workorders import lifecycle
from workorders.guards import counts_for
from workorders.models import WorkOrder

Kind = LeavingOut.Kind


def is_scored_by(person: int, others: Iterable[int | None], month: Month) -> bool:
    """Whether a card of this person in the month counts what one of the others has (``of: led``)."""
    return bool(counted_of(person, others, month))


def whom_own_card_counts(by: Account, people: Collection[int], when: date, of: str = "") -> set[int]:
    """Of whom among these the actor's own card counts what they have at this instant, or in this month; ``of`` this
    kind of evidence, where one is named."""
    month = months.month_containing(when) if isinstance(when, datetime) else Month.of_day(when)
    return counted_of(by.person_id, people, month, of)


def counted_of(person: int, others: Iterable[int | None], month: Month, of: str = "") -> set[int]:
    """Of whom among the others a card of this person in the month counts what they have."""
    plans = versions.in_force(month)
    own = posted_agents(month, plans, person).get(person)
    plan = plans.of(own.posting) if own else None
    led = {each.code for each in versions.read(plan).indicators() if each.of == "led"} if plan else set()
    if not any(not of or definitions()[code].source == of for code in led):
        return set()
    wanted = {other for other in others if other}
    posted = posted_agents(month, plans, *wanted) if len(wanted) == 1 else posted_agents(month, plans)
    return wanted & members_of(month, [person], posted)[person].keys()


@transaction.atomic
def asked(what: Leaving, *, by: Account) -> bool:
    """Note the wish where the actor's own card counts the row; what waits already is not asked twice."""
    if not _is_interested(by, what.people, what.instants):
        return False
    about = {"order" if isinstance(what.subject, WorkOrder) else "answer": what.subject}
    wish, made = LeavingOut.objects.get_or_create(
        kind=what.kind, decided_at=None, **about, defaults={"reason": what.reason, "asked_by": by, **what.more}
    )
    if made:
        audit.record(by=by, verb="scoring.ask_to_leave_out", subject=wish, detail={"reason": what.reason})
    return True


def _is_interested(by: Account, people: Iterable[int | None], instants: Iterable[datetime]) -> bool:
    return any(is_scored_by(by.person_id, people, month) for month in {months.month_containing(at) for at in instants})


@transaction.atomic
def grant(*, wish: LeavingOut, by: Account) -> LeavingOut:
    """HR's word: it is done now. Raises Refused for who asked, whom it counts for, and what cannot be done any more."""
    wish = _waiting(wish, by)
    _do(wish, by)
    return _decide(wish, by, granted=True, word="")


@transaction.atomic
def decline(*, wish: LeavingOut, by: Account, reason: str) -> LeavingOut:
    """It goes on counting as it does; who asked reads why. Raises Refused."""
    wish = _waiting(wish, by)
    if not reason.strip():
        raise Refused(_("Say why it goes on counting; who asked reads it."), code="no_reason", field="reason")
    return _decide(wish, by, granted=False, word=reason.strip())


def _waiting(wish: LeavingOut, by: Account) -> LeavingOut:
    """The wish in this act's hands, for somebody whom it does not concern."""
    wish = (
        LeavingOut.objects.select_for_update(of=("self",)).select_related("asked_by", "order", "answer").get(pk=wish.pk)
    )
    if wish.decided_at is not None:
        raise Refused(_("This was decided already."), code="decided")
    people, instants = _counted(wish)
    refuse_for_oneself(by, wish.asked_by.person_id, *people)
    if _is_interested(by, people, instants):
        raise Refused(_("Your own card counts it too; somebody else has to decide."), code="interested")
    return wish


def _counted(wish: LeavingOut) -> tuple[set[int | None], list[datetime]]:
    if wish.answer is not None:
        return {wish.answer.agent_id}, [wish.answer.answered_at]
    assert wish.order is not None
    instants = [at for at in (wish.order.created_at, wish.order.first_dispatched_at) if at]
    return counts_for(wish.order, wish.order.events.all()), instants


def _do(wish: LeavingOut, second: Account) -> None:
    """The verb that was asked for, in the name of who asked."""
    by, now, reason = wish.asked_by, timezone.now(), wish.reason
    if wish.kind == Kind.EXCLUDE and wish.answer:
        surveys.exclude_answer(wish.answer, by=by, reason=reason, second=second)
    elif wish.kind == Kind.INCLUDE and wish.answer:
        surveys.include_answer(wish.answer, by=by, reason=reason, second=second)
    elif wish.kind == Kind.TAKE_BACK and wish.event:
        lifecycle.take_back(wish.event, by=by, reason=reason, second=second)
    elif wish.kind == Kind.DUPLICATE and wish.order and wish.original:
        lifecycle.mark_duplicate(wish.order, of=wish.original, by=by, at=now, reason=reason, second=second)
    elif wish.order:
        lifecycle.exempt(wish.order, by=by, at=now, reason=reason, second=second)


def _decide(wish: LeavingOut, by: Account, *, granted: bool, word: str) -> LeavingOut:
    wish.granted, wish.word, wish.decided_by, wish.decided_at = granted, word, by, timezone.now()
    wish.save()
    act = "grant" if granted else "decline"
    audit.record(by=by, verb=f"scoring.{act}_leaving_out", subject=wish, detail={"reason": word or wish.reason})
    return wish
