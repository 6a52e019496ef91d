"""A complaint from its receipt to the call-back: soothe, understand, solve (SCORING §4, complaint indicators)."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.facts import enter, number_of_day
from evidence.surveys.models import SurveyAnswer
from kpi_portal.lib.refusals import Refused
from people.models import Account, Building, Person, Site
from people.self_acting import refuse_for_oneself
from records import audit
from workorders.models import WorkOrder

from .counting import counts_at
from .models import Complaint, ComplaintStep, ComplaintTopic, Severity
from .projecting import project

Kind, State = ComplaintStep.Kind, Complaint.State
BAD_RATING = 2
"""A call-back with this rating or a lower one re-opens the complaint, and needs words."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is noted of a complaint when it is received."""

    channel: str
    words: str
    received_at: datetime
    severity: str = Severity.ORDINARY
    is_public: bool = False
    handler: Person | None = None
    site: Site | None = None
    building: Building | None = None
    room: str = ""
    resident: str = ""
    phone: str = ""
    wish: str = ""
    topic: ComplaintTopic | None = None
    about: Person | None = None
    order: WorkOrder | None = None
    answer: SurveyAnswer | None = None
    promised_at: datetime | None = None


OF_THE_STEP = ("received_at", "severity", "is_public", "handler", "topic")


@transaction.atomic
def receive(report: Report, *, by: Account) -> Complaint:
    """Take a complaint down; it counts in the month of ``received_at`` for whom handles it. Raises Refused."""
    if not report.words.strip():
        raise Refused(_("Write what the resident says."), code="no_words", field="words")
    if report.received_at > timezone.now():
        raise Refused(_("This lies in the future."), code="future", field="received_at")
    is_major = report.severity == Severity.MAJOR
    if is_major and report.handler is not None and report.handler.pk == by.person_id:
        raise Refused(
            _(
                "Who handles it does not make it major, which takes its 24 hours away: "
                "name another handler, or none yet."
            ),
            code="own_major",
            field="severity",
        )
    said = {each.name: getattr(report, each.name) for each in fields(report) if each.name not in OF_THE_STEP}
    category, cause = placed(report.topic)
    complaint = Complaint.objects.create(
        number=number_of_day(Complaint, "TS", report.received_at),
        received_at=report.received_at,
        category=category,
        cause=cause,
        **said,
    )
    is_public = report.is_public and is_major
    step = ComplaintStep(kind=Kind.RECEIVED, severity=report.severity, is_public=is_public, agent=report.handler)
    _enter(complaint, step, by=by, at=report.received_at, verb="receive_complaint")
    complaint.refresh_from_db()
    return complaint


def placed(topic: ComplaintTopic | None) -> tuple[ComplaintTopic | None, ComplaintTopic | None]:
    """Category and cause; a category alone has no cause."""
    if topic is None:
        return None, None
    return (topic.parent, topic) if topic.parent_id else (topic, None)


@transaction.atomic
def soothe(
    complaint: Complaint, *, by: Account, at: datetime, words: str, promised_at: datetime | None = None
) -> ComplaintStep:
    """First step: somebody spoke to the resident; ``promised_at`` is when they hear of it again."""
    current = locked(complaint, State.SOOTHE)
    _promise(current, promised_at, at)
    return _enter(current, ComplaintStep(kind=Kind.SOOTHED, words=words), by=by, at=at, verb="soothe_complaint")


@transaction.atomic
def understand(
    complaint: Complaint, *, by: Account, at: datetime, words: str, promised_at: datetime | None = None
) -> ComplaintStep:
    """Second step: what happened is known."""
    current = locked(complaint, State.UNDERSTAND)
    _promise(current, promised_at, at)
    return _enter(current, ComplaintStep(kind=Kind.UNDERSTOOD, words=words), by=by, at=at, verb="understand_complaint")


@dataclass(frozen=True)
class Outcome:
    """How a complaint ended: what was done, whether that solved it, and why there was one."""

    words: str
    is_resolved: bool
    topic: ComplaintTopic


@transaction.atomic
def close(complaint: Complaint, *, by: Account, at: datetime, outcome: Outcome) -> ComplaintStep:
    """Third step: solved, or closed without a solution. Refused to the person it is about."""
    current = locked(complaint, State.SOLVE)
    refuse_for_oneself(by, current.about_id, current.against_id)
    current.category, current.cause = placed(outcome.topic)
    current.save(update_fields=["category", "cause"])
    step = ComplaintStep(kind=Kind.CLOSED, words=outcome.words, is_resolved=outcome.is_resolved, agent=current.handler)
    return _enter(current, step, by=by, at=at, verb="close_complaint")


@transaction.atomic
def call_back(complaint: Complaint, *, by: Account, at: datetime, rating: int, words: str = "") -> ComplaintStep:
    """How satisfied the resident is, 1 to 5, asked once after each closing by somebody who did not handle it.

    A low rating needs words and re-opens the complaint at its third step.
    """
    current = locked(complaint, State.CLOSED)
    if current.called_back_at is not None:
        raise Refused(_("The resident was called back already."), code="twice")
    if not 1 <= rating <= 5:
        raise Refused(_("The rating lies outside its scale."), code="off_scale", field="rating")
    if rating <= BAD_RATING and not words.strip():
        raise Refused(_("Write what the resident is not satisfied with."), code="no_words", field="words")
    refuse_handlers(current, by)
    step = ComplaintStep(kind=Kind.CALLED_BACK, rating=rating, words=words, agent_id=_closer(current))
    _enter(current, step, by=by, at=at, verb="call_back_complaint")
    if rating <= BAD_RATING:
        again = ComplaintStep(kind=Kind.REOPENED, words=words, agent=current.handler)
        _enter(current, again, by=by, at=at, verb="reopen_complaint")
    return step


@transaction.atomic
def hand_over(complaint: Complaint, *, by: Account, at: datetime, handler: Person, words: str) -> ComplaintStep:
    """Somebody else handles it from now on."""
    current = locked(complaint, State.SOOTHE, State.UNDERSTAND, State.SOLVE)
    if current.handler_id == handler.pk:
        raise Refused(_("%(name)s handles it already."), code="same", params={"name": handler}, field="handler")
    step = ComplaintStep(kind=Kind.ASSIGNED, agent=handler, words=words)
    return _enter(current, step, by=by, at=at, verb="hand_over_complaint")


@transaction.atomic
def read_phone(complaint: Complaint, *, by: Account) -> str:
    """The resident's number; who read it is noted."""
    audit.record(by=by, verb="evidence.read_phone_of_complaint", subject=complaint)
    return complaint.phone


def refuse_handlers(complaint: Complaint, by: Account) -> None:
    """Refuse whoever handled the complaint, took one of its three steps, or is the one it is about."""
    refuse_for_oneself(by, complaint.about_id, complaint.against_id)
    if Complaint.objects.handled_by(by).filter(pk=complaint.pk).exists():
        raise Refused(_("You handled this complaint: somebody else calls back."), code="handled")


def locked(complaint: Complaint, *states: str) -> Complaint:
    """The complaint as it is now, kept for this transaction. Raises Refused where it is in none of these states."""
    current: Complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if not current.stands or (states and current.state not in states):
        raise Refused(_("Somebody else changed this meanwhile. Look at it again."), code="superseded")
    return current


def _enter(complaint: Complaint, step: ComplaintStep, *, by: Account, at: datetime, verb: str) -> ComplaintStep:
    step.complaint, step.at = complaint, at
    step.counts_at = counts_at(step.kind, at, complaint.received_at)
    enter(step, by=by, verb=verb, is_own=True)
    project([complaint.pk])
    return step


def _promise(complaint: Complaint, promised_at: datetime | None, at: datetime) -> None:
    if promised_at is None:
        return
    if promised_at <= at:
        raise Refused(_("What is promised lies in the future."), code="past", field="promised_at")
    complaint.promised_at = promised_at
    complaint.save(update_fields=["promised_at"])


def _closer(complaint: Complaint) -> int | None:
    """Who handled it when it was closed."""
    closed = complaint.steps.filter(stands=True, kind=Kind.CLOSED).order_by("-at", "-pk").first()
    return closed.agent_id if closed else None
