"""A talk about one card: record, plan, two signatures, what became of the plan; dated notes that feed it."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from records.models import MonthRecord
from scoring.models.card import Card
from scoring.talks.seen import MomentQuerySet, TalkItemQuerySet, TalkQuerySet


class Talk(models.Model):
    """The talk with one agent about one month; opened when the month is published, due ``due``.

    ``card``: the version that was talked about. ``ticked`` are the points of the draft that were talked about by their
    keys, ``proposed`` all of them as they stood at the signature (``scoring.talks.points``). Whoever leads signs first,
    then the agent: that it was talked, not that it is agreed.
    """

    class State(models.TextChoices):
        """``explained``: a card that needs no plan was explained, and nothing is to be signed."""

        DUE = "due", pgettext_lazy("talk", "To be held")
        SIGNED = "signed", _("Waits for the agent's signature")
        DONE = "done", _("Signed by both")
        REFUSED = "refused", _("Signature refused")
        EXPLAINED = "explained", _("Explained")

    month = models.ForeignKey(MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="talks")
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="talks")
    card = models.ForeignKey(Card, verbose_name=_("card"), null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    due = models.DateTimeField(_("due by"))
    held_at = models.DateTimeField(_("held at"), null=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    strengths = models.TextField(_("what went well"), blank=True)
    gaps = models.TextField(_("what is missing"), blank=True)
    ticked = models.JSONField(_("points talked about"), default=list, blank=True)
    proposed = models.JSONField(_("points proposed"), default=list, blank=True)
    saved_at = models.DateTimeField(_("draft saved at"), null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("held by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed at"), null=True)
    answer_due = models.DateTimeField(_("the agent's signature is due by"), null=True)
    answered_at = models.DateTimeField(_("answered by the agent at"), null=True)
    words = models.TextField(_("the agent's own words"), blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("talk")
        verbose_name_plural = _("talks")
        constraints = [
            models.UniqueConstraint(fields=["month", "agent"], name="one_talk_about_a_month"),
            models.CheckConstraint(
                condition=Q(state="due", signed_at__isnull=True)
                | (~Q(state="due") & Q(signed_at__isnull=False, signed_by__isnull=False, card__isnull=False)),
                name="talk_is_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["due", "signed", "explained"], answered_at__isnull=True)
                | Q(state="done", answered_at__isnull=False)
                | (Q(state="refused", answered_at__isnull=False) & ~Q(words="")),
                name="talk_is_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.month}"

    def get_absolute_url(self) -> str:
        """The page of it."""
        return reverse("scoring:talk", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether whoever leads has to hold it still."""
        return self.state == self.State.DUE

    @property
    def is_recorded(self) -> bool:
        """Whether there is a record that was signed."""
        return self.state not in (self.State.DUE, self.State.EXPLAINED)


class TalkItem(models.Model):
    """One thing of the improvement plan: who does what until when, and how one knows that it is done.

    ``dimension`` is whose score it should lift. Its owner says that it is done (``done_at``); at the next talk whoever
    leads says what became of it (``outcome``).
    """

    class Outcome(models.TextChoices):
        """Empty until it was looked at."""

        KEPT = "kept", pgettext_lazy("item of a plan", "Done")
        PARTLY = "partly", pgettext_lazy("item of a plan", "Done in part")
        MISSED = "missed", pgettext_lazy("item of a plan", "Not done")

    talk = models.ForeignKey(Talk, verbose_name=_("talk"), on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"), validators=[MinValueValidator(1)])
    what = models.CharField(_("what is done"), max_length=200)
    owner = models.ForeignKey(Person, verbose_name=_("who does it"), on_delete=models.PROTECT, related_name="+")
    due = models.DateField(_("until"), null=True)
    proof = models.CharField(_("how one knows that it is done"), max_length=200, blank=True)
    dimension = models.CharField(_("what it should lift"), max_length=60, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    done_words = models.TextField(_("what was done"), blank=True)
    file = models.FileField(_("file"), upload_to="talks/%Y/%m", blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    content_type = models.CharField(_("content type"), max_length=40, blank=True)
    outcome = models.CharField(_("what became of it"), max_length=6, choices=Outcome, blank=True)
    outcome_words = models.TextField(_("what the figures say"), blank=True)
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("looked at by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    looked_at = models.DateTimeField(_("looked at"), null=True)

    objects = TalkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of an improvement plan")
        verbose_name_plural = _("items of improvement plans")
        ordering = ["talk", "position"]
        constraints = [
            models.UniqueConstraint(fields=["talk", "position"], name="item_of_a_talk_once"),
            models.CheckConstraint(
                condition=Q(outcome="", looked_at__isnull=True, looked_at_by__isnull=True)
                | (~Q(outcome="") & Q(looked_at__isnull=False, looked_at_by__isnull=False)),
                name="item_is_looked_at_whole",
            ),
        ]
        indexes = [models.Index(fields=["owner"], condition=Q(done_at=None), name="items_to_be_done")]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """The page on which its owner answers."""
        return reverse("scoring:talk_item", args=[self.pk])


class Moment(models.Model):
    """A good or bad moment of an agent, noted when it happened so that the talk rests on more than memory."""

    class Tone(models.TextChoices):
        """Whether it is to be praised."""

        GOOD = "good", pgettext_lazy("moment", "Good")
        BAD = "bad", pgettext_lazy("moment", "To improve")

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="moments")
    day = models.DateField(_("day"))
    tone = models.CharField(_("good or bad"), max_length=4, choices=Tone)
    words = models.CharField(_("what happened"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("noted by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("noted at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = MomentQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of a moment")
        verbose_name_plural = _("notes of moments")
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["agent", "day"], name="moments_of_agent")]

    def __str__(self) -> str:
        return self.words
