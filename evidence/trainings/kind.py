"""Training sessions with who came and what they scored, as a kind of evidence."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.kind import Kind, Shown, Table
from people.visibility import EVERYBODYS

from .models import ExamScore, TrainingAttendance, TrainingSession


def _attended(attendance: TrainingAttendance) -> Shown:
    return _of_session(attendance.session, attendance.get_status_display())


def _scored(score: ExamScore) -> Shown:
    return _of_session(score.session)


def _of_session(session: TrainingSession, subject: str = "") -> Shown:
    address = reverse("evidence:training", args=[session.pk])
    return Shown(session.title, address, subject=subject, at=session.held_at)


SESSIONS = Table(
    model=TrainingSession,
    whose=EVERYBODYS,
    counts_at="held_at",
    guarded=("held_at", "has_exam", "stands"),
)

ATTENDANCES = Table(
    model=TrainingAttendance,
    code="attendance",
    whose="agent",
    counts_at="session__held_at",
    guarded=("session", "agent", "status", "stands"),
    shown=_attended,
    called=_("Training"),
    fetched=lambda attendances: attendances.select_related("session"),
)

SCORES = Table(
    model=ExamScore,
    code="exam",
    whose="agent",
    counts_at="session__held_at",
    guarded=("session", "agent", "attempt", "score", "stands"),
    shown=_scored,
    called=_("Training"),
    fetched=lambda scores: scores.select_related("session"),
)

TRAININGS = Kind(
    code="trainings",
    label=_("Trainings"),
    tables=(SESSIONS, ATTENDANCES, SCORES),
    verbs={
        "hold_session": _("Training held"),
        "correct_session": _("Training corrected"),
        "record_attendance": _("Attendance recorded"),
        "record_score": _("Exam score recorded"),
    },
    page="evidence:trainings",
    urls="evidence.trainings.urls",
    imports=("evidence.trainings.importing.KIND",),
)
