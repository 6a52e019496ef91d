"""Trainings: sessions, who was invited and came, exam scores (SCORING §3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.querysets import EvidenceQuerySet
from people.models import Person
from records.models import Fact


class TrainingSession(Fact):
    """One session, with or without an exam."""

    title = models.CharField(_("title"), max_length=200)
    held_at = models.DateTimeField(_("held at"))
    has_exam = models.BooleanField(_("with an exam"), default=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        indexes = [models.Index(fields=["held_at"], name="session_in_month")]


class TrainingAttendance(Fact):
    """One invited agent at one session."""

    class Status(models.TextChoices):
        """Excused counts neither for nor against."""

        ATTENDED = "attended", _("Attended")
        MISSED = "missed", _("Missed")
        EXCUSED = "excused", _("Excused")

    session = models.ForeignKey(
        TrainingSession, verbose_name=_("session"), on_delete=models.PROTECT, related_name="attendances"
    )
    agent = models.ForeignKey(
        Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="training_attendances"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")


class ExamScore(Fact):
    """One exam score 0–100. A re-sit (larger ``attempt``) replaces the score before; missed is no row."""

    session = models.ForeignKey(
        TrainingSession, verbose_name=_("session"), on_delete=models.PROTECT, related_name="exam_scores"
    )
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="exam_scores")
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("exam score")
        verbose_name_plural = _("exam scores")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=100), name="score_from_0_to_100"),
        ]
