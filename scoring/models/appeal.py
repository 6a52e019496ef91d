"""An appeal against something on the own card: at most two rounds, each answered by somebody else (SCORING §9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from records.models import LedgerEntry
from scoring.appeals.seen import AppealQuerySet
from scoring.models.card import Card

ROUNDS = 2


class Appeal(models.Model):
    """One thing that somebody says is wrong. ``subject`` names it for machines (``order:12``, ``check:5#3``,
    ``adjustment:7``, ``rule:completion_rate``), ``what`` as it was called then; ``card`` is the version appealed."""

    class About(models.TextChoices):
        """What kind of thing it is."""

        ORDER = "order", _("Order")
        ANSWER = "answer", _("Survey answer")
        CHECK = "check", _("Item of a check")
        ADJUSTMENT = "adjustment", _("Deduction or bonus")
        FACT = "fact", _("Other evidence")
        DUTY = "duty", _("Talk, review or appeal of a leading post")
        RULE = "rule", _("The rule")

    class Cause(models.TextChoices):
        """What is wrong with it."""

        TIME = "time", _("The time is wrong")
        CREDIT = "credit", _("It is not mine")
        EXCLUDE = "exclude", _("It should not count")
        JUDGED = "judged", _("It was judged wrongly")
        RULE = "rule", _("The rule was applied wrongly")

    class State(models.TextChoices):
        """Where it stands; ``answered`` may go into another round, ``final`` is the last word."""

        OPEN = "open", pgettext_lazy("appeal", "Waits for an answer")
        ANSWERED = "answered", pgettext_lazy("appeal", "Answered")
        FINAL = "final", pgettext_lazy("appeal", "Final word")
        WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "Withdrawn")

    number = models.CharField(_("number"), max_length=24, unique=True)
    card = models.ForeignKey(Card, verbose_name=_("card"), on_delete=models.PROTECT, related_name="appeals")
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="appeals")
    first_day = models.DateField(_("month"))
    about = models.CharField(_("about"), max_length=10, choices=About)
    subject = models.CharField(_("what is appealed"), max_length=120)
    indicator = models.CharField(_("indicator"), max_length=60, blank=True)
    what = models.CharField(_("what it is"), max_length=200)
    cause = models.CharField(_("cause"), max_length=8, choices=Cause)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    submitted_at = models.DateTimeField(_("submitted at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    noted_at = models.DateTimeField(_("final word noted at"), null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "first_day", "subject"], condition=~Q(state="withdrawn"), name="appealed_once"
            ),
            models.CheckConstraint(condition=Q(first_day__day=1), name="appeal_of_a_month"),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="appeal_withdrawn_at_an_instant",
            ),
        ]
        indexes = [models.Index(fields=["agent", "first_day"], name="appeal_of_agent")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page about it."""
        return reverse("scoring:appeal", args=[self.pk])

    @property
    def last_round(self) -> "AppealRound | None":
        """The latest of its rounds, as they were read already."""
        return next(iter(sorted(self.rounds.all(), key=lambda one: -one.number)), None)

    @property
    def is_open(self) -> bool:
        """Whether somebody has to answer."""
        return self.state == self.State.OPEN


class AppealRound(models.Model):
    """What was said, and what was answered. ``ripple`` is what moved, as ``scoring.appeals.ripple`` spells it."""

    class Outcome(models.TextChoices):
        """Empty while nobody answered."""

        ACCEPTED = "accepted", pgettext_lazy("answer to an appeal", "Upheld")
        PARTLY = "partly", pgettext_lazy("answer to an appeal", "Upheld in part")
        ANOTHER = "another", pgettext_lazy("answer to an appeal", "Another figure")
        REJECTED = "rejected", pgettext_lazy("answer to an appeal", "Rejected")

    class Found(models.TextChoices):
        """Where the mistake came from, for those who learn from appeals."""

        LATE = "late", _("Entered late by the system")
        CREDITED = "credited", _("Credited to the wrong person")
        COUNTED = "counted", _("Counted where it should not")
        JUDGED = "judged", _("Judged too hard")
        UNCLEAR = "unclear", _("The rule is unclear")
        NONE = "none", _("No mistake")

    appeal = models.ForeignKey(Appeal, verbose_name=_("appeal"), on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"), default=1)
    words = models.TextField(_("what is said"))
    wanted_at = models.DateTimeField(_("instant that is claimed"), null=True)
    submitted_at = models.DateTimeField(_("submitted at"))
    due = models.DateTimeField(_("answer due by"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("taken by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken at"), null=True)
    outcome = models.CharField(_("answer"), max_length=8, choices=Outcome, blank=True)
    found = models.CharField(_("where the mistake came from"), max_length=8, choices=Found, blank=True)
    reason = models.TextField(_("reason of the answer"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("answered at"), null=True)
    ripple = models.JSONField(_("what moved"), default=list, blank=True)
    ledger_entry = models.ForeignKey(
        LedgerEntry, verbose_name=_("ledger entry"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("round of an appeal")
        verbose_name_plural = _("rounds of appeals")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "number"], name="round_of_an_appeal_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=ROUNDS), name="two_rounds_at_most"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(outcome="") & ~Q(reason="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="round_is_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.number}"


class AppealQuestion(models.Model):
    """What whoever answers has to know first; once a round. ``until``: the end of the appellant's day for it, until
    which the round's own deadline stands; ``due_before``: that deadline as it was."""

    round = models.OneToOneField(
        AppealRound, verbose_name=_("round"), on_delete=models.PROTECT, related_name="question"
    )
    words = models.TextField(_("what is asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    until = models.DateTimeField(_("answer of the appellant due by"))
    due_before = models.DateTimeField(_("deadline before the question"))
    answer = models.TextField(_("answer of the appellant"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("question about an appeal")
        verbose_name_plural = _("questions about appeals")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="question_is_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}?"


class AppealFile(models.Model):
    """A file that shows what is said, from the beginning or in answer to a ``question``. It stands once entered."""

    round = models.ForeignKey(AppealRound, verbose_name=_("round"), on_delete=models.PROTECT, related_name="files")
    question = models.ForeignKey(
        AppealQuestion, verbose_name=_("question"), null=True, on_delete=models.PROTECT, related_name="files"
    )
    file = models.FileField(_("file"), upload_to="appeals/%Y/%m")
    file_name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=40)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of an appeal")
        verbose_name_plural = _("files of appeals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name
