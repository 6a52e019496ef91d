"""Red lines 红线 as a process: incident, evidence, hearing, two confirmations, re-certification, back to the post
(SCORING §5, step 8)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from scoring.querysets import RedLineQuerySet


class RedLineRule(models.Model):
    """A line of the company's catalogue: what nobody may do."""

    code = models.CharField(_("number"), max_length=20, unique=True)
    words = models.CharField(_("what nobody may do"), max_length=100)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("red-line rule")
        verbose_name_plural = _("red-line rules")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.words}"


class RedLine(models.Model):
    """One incident about one person. It ``counts`` from its second confirmation until it is overturned, on the card of
    the month that begins on ``counts_in``; ``key`` is what the card's fingerprint names it by."""

    class State(models.TextChoices):
        """What is next."""

        EVIDENCE = "evidence", _("Evidence is gathered")
        HEARING = "hearing", _("Hearing")
        FIRST = "first", _("First confirmation")
        SECOND = "second", _("Second confirmation")
        CONFIRMED = "confirmed", _("Re-certification")
        BACK = "back", _("Back at the post")
        DISMISSED = "dismissed", pgettext_lazy("red line", "Dismissed")
        OVERTURNED = "overturned", _("Overturned")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="red_lines")
    day = models.DateField(_("day of the incident"))
    rule = models.ForeignKey(RedLineRule, verbose_name=_("rule"), on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("red line"), max_length=130, help_text=_("The rule as it was when it was recorded."))
    account = models.TextField(_("what happened"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.EVIDENCE)
    due = models.DateField(_("due by"), null=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    hearing_on = models.DateField(_("day of the hearing"), null=True)
    statement = models.TextField(_("statement of the person concerned"), blank=True)
    stated_at = models.DateTimeField(_("stated at"), null=True)
    present = models.CharField(_("who was present"), max_length=200, blank=True)
    minutes = models.TextField(_("minutes of the hearing"), blank=True)
    heard_at = models.DateTimeField(_("heard at"), null=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("first confirmed by"), null=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    first_at = models.DateTimeField(_("first confirmed at"), null=True)
    first_reason = models.TextField(_("reason of the first confirmation"), blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("second confirmed by"), null=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    second_at = models.DateTimeField(_("second confirmed at"), null=True)
    second_reason = models.TextField(_("reason of the second confirmation"), blank=True)
    counts = models.BooleanField(_("counts"), default=False)
    counts_in = models.DateField(_("counts in month"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ended by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_reason = models.TextField(_("reason of the end"), blank=True)
    overturn_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("overturning asked by"), null=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    overturn_reason = models.TextField(_("reason for overturning"), blank=True)

    objects = RedLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("red line")
        verbose_name_plural = _("red lines")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_by__isnull=True) | Q(second_by__isnull=True) | ~Q(first_by=models.F("second_by")),
                name="red_line_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(counts=False) | Q(first_by__isnull=False, second_by__isnull=False, counts_in__isnull=False),
                name="red_line_counts_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(counts_in__isnull=True) | Q(counts_in__day=1), name="red_line_counts_in_a_month"
            ),
        ]
        indexes = [models.Index(fields=["counts_in"], condition=Q(counts=True), name="red_line_in_month")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page about it."""
        return reverse("scoring:red_line", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state not in {self.State.BACK, self.State.DISMISSED, self.State.OVERTURNED}

    @property
    def takes_evidence(self) -> bool:
        """Until the first confirmation; later what was judged stands."""
        return self.state in {self.State.EVIDENCE, self.State.HEARING}


class RedLineEvidence(models.Model):
    """What shows it, or speaks against it: words, perhaps with an order's number or a file. It stands once entered."""

    red_line = models.ForeignKey(RedLine, on_delete=models.PROTECT, related_name="evidence")
    words = models.CharField(_("what it shows"), max_length=300)
    order = models.CharField(_("order number"), max_length=100, blank=True)
    file = models.FileField(_("file"), upload_to="red_lines/%Y/%m", blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("evidence of a red line")
        verbose_name_plural = _("evidence of red lines")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words


class RecertificationStep(models.Model):
    """One thing to be done before somebody is back at the post."""

    red_line = models.ForeignKey(RedLine, on_delete=models.PROTECT, related_name="steps")
    words = models.CharField(_("what is to be done"), max_length=200)
    due = models.DateField(_("due by"))
    done_at = models.DateTimeField(_("done at"), null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("done by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("result"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("re-certification step")
        verbose_name_plural = _("re-certification steps")
        ordering = ["due", "id"]

    def __str__(self) -> str:
        return self.words
