"""What whoever leads an agent says of the agent's card before it is published (SCORING §9, ``in_review``)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from records.models import MonthRecord
from scoring.models.adjustment import Adjustment
from scoring.models.card import Card
from scoring.querysets import ReviewQuerySet


class Review(models.Model):
    """The review of one agent's card of a month; no row is a card that nobody looked at yet.

    ``card``: the version that was looked at. ``fingerprint``: the one which that card has once the entry of this review
    is counted, and nothing else changed; a card with another one is to be looked at again. ``points`` and ``reason``
    are the supervisor's adjustment (SCORING §5, step 6) as typed; ``entry`` is what submitting made of them.
    ``missing``: the evidence that was asked for; ``answer``: what came of that. ``comment`` is for the agent.
    """

    class State(models.TextChoices):
        """A card that waits for evidence is nobody's to review until somebody answered."""

        DRAFT = "draft", pgettext_lazy("review", "Draft")
        SENT_BACK = "sent_back", _("Sent back for evidence")
        SUBMITTED = "submitted", _("Reviewed")

    month = models.ForeignKey(MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="reviews")
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="reviews")
    card = models.ForeignKey(Card, verbose_name=_("card"), on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewer"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, default=0)
    reason = models.TextField(_("reason"), blank=True)
    comment = models.TextField(_("comment to the agent"), blank=True)
    missing = models.TextField(_("evidence that is missing"), blank=True)
    answer = models.TextField(_("what came of it"), blank=True)
    entry = models.ForeignKey(
        Adjustment, verbose_name=_("adjustment"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [models.UniqueConstraint(fields=["month", "agent"], name="one_review_of_a_card")]

    def __str__(self) -> str:
        return f"{self.agent} {self.month}"


class GradeConfirmation(models.Model):
    """HR's second look at a card version whose grade the supervisor's adjustment decided."""

    card = models.OneToOneField(Card, verbose_name=_("card"), on_delete=models.PROTECT, related_name="confirmation")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("confirmed by"), on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("confirmation of a grade")
        verbose_name_plural = _("confirmations of grades")

    def __str__(self) -> str:
        return str(self.card)
