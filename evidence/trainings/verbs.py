"""Training sessions, who came, exam scores (SCORING §3, ``training_attendance`` and ``training_exam``)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.facts import correct, enter, new_number, supersede
from evidence.querysets import EvidenceQuerySet
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person

from .models import ExamScore, TrainingAttendance, TrainingSession

Status = TrainingAttendance.Status


def hold_session(*, by: Account, title: str, held_at: datetime, has_exam: bool) -> TrainingSession:
    """A session; who was invited is entered as attendance."""
    session = TrainingSession(number=new_number(), title=title, held_at=held_at, has_exam=has_exam)
    return enter(session, by=by, verb="hold_session")


@transaction.atomic
def correct_session(session: TrainingSession, *, by: Account, reason: str, **changes: object) -> TrainingSession:
    """Another title, instant or exam. What was recorded of the people follows to the new revision."""
    corrected = supersede(session, by=by, verb="correct_session", reason=reason, **changes)
    for model in (TrainingAttendance, ExamScore):
        for fact in model.objects.standing().filter(session=session):
            correct(fact, by=by, verb="correct_session", reason=reason, session=corrected)
    return corrected


@transaction.atomic
def record_attendance(
    session: TrainingSession, *, agent: Person, status: str, by: Account, reason: str = ""
) -> TrainingAttendance:
    """Attended, missed, or excused; another status supersedes the one before."""
    before: TrainingAttendance | None = _standing(TrainingAttendance, session, agent).first()
    if before is None:
        fact = TrainingAttendance(number=f"{session.number}/{agent.pk}", session=session, agent=agent, status=status)
        return enter(fact, by=by, verb="record_attendance")
    if before.status == status:
        return before
    return correct(before, by=by, verb="record_attendance", reason=reason, status=status)


@transaction.atomic
def record_score(
    session: TrainingSession, *, agent: Person, score: Decimal, by: Account, attempt: int = 1
) -> ExamScore:
    """A score 0–100 of one attempt; a larger ``attempt`` is a re-sit and replaces the score before it."""
    _refuse_score(session, agent, score)
    before: ExamScore | None = _standing(ExamScore, session, agent).filter(attempt=attempt).first()
    if before is None:
        number = f"{session.number}/{agent.pk}/{attempt}"
        fact = ExamScore(number=number, session=session, agent=agent, attempt=attempt, score=score)
        return enter(fact, by=by, verb="record_score")
    if before.score == score:
        return before
    return correct(before, by=by, verb="record_score", reason=str(_("Score corrected")), score=score)


class Mark(NamedTuple):
    """One agent's row on a session's sheet: how they took part (empty: not invited) and their score."""

    agent: Person
    status: str
    score: Decimal | None = None


@transaction.atomic
def record_sheet(session: TrainingSession, *, marks: Iterable[Mark], by: Account) -> None:
    """What was entered on the sheet: attendance, and the score of the latest attempt. Unchanged rows stay."""
    latest = dict(
        ExamScore.objects.standing().filter(session=session).order_by("attempt").values_list("agent_id", "attempt")
    )
    for mark in marks:
        if mark.status:
            record_attendance(session, agent=mark.agent, status=mark.status, by=by)
        if mark.score is not None:
            attempt = latest.get(mark.agent.pk, 1)
            record_score(session, agent=mark.agent, score=mark.score, by=by, attempt=attempt)


@transaction.atomic
def record_resit(session: TrainingSession, *, agent: Person, score: Decimal, by: Account) -> ExamScore:
    """One more attempt; it replaces the score before it until the month is final."""
    attempts = list(_standing(ExamScore, session, agent).values_list("attempt", flat=True))
    if not attempts:
        raise Refused(_("%(agent)s has no score in this exam yet."), code="no_first_attempt", params={"agent": agent})
    return record_score(session, agent=agent, score=score, by=by, attempt=max(attempts) + 1)


def _refuse_score(session: TrainingSession, agent: Person, score: Decimal) -> None:
    if not session.has_exam:
        raise Refused(_("This session has no exam."), code="no_exam")
    if not 0 <= score <= 100:
        raise Refused(_("An exam score lies between 0 and 100."), code="off_scale")
    invited = _standing(TrainingAttendance, session, agent)
    if not invited.exclude(status=Status.EXCUSED).exists():
        raise Refused(_("%(agent)s was not invited to this session."), code="not_invited", params={"agent": agent})


def _standing(model: type[TrainingAttendance | ExamScore], session: TrainingSession, agent: Person) -> EvidenceQuerySet:
    """What stands of one agent at one session, wherever it was entered."""
    facts: EvidenceQuerySet = model.objects.standing().filter(session=session, agent=agent)
    return facts
