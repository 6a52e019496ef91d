"""One agent's targets of a month as they were sent, and what the agent answered (SCORING §5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from scoring.querysets import TargetProposalQuerySet, TargetSheetQuerySet


class TargetSheet(models.Model):
    """Where the agreement with one agent about one month stands. Without a row nothing was sent yet.

    ``round`` counts how often they were sent: an answer names the round that it is about. Whether a target holds is
    said by the target itself (``Target.word``); this row says who has to act.
    """

    class State(models.TextChoices):
        """Who has to act: the supervisor (draft, proposed), the agent (sent), nobody (confirmed, settled)."""

        DRAFT = "draft", pgettext_lazy("targets", "Not sent")
        SENT = "sent", pgettext_lazy("targets", "To be confirmed")
        PROPOSED = "proposed", pgettext_lazy("targets", "Proposed another")
        CONFIRMED = "confirmed", pgettext_lazy("targets", "Confirmed")
        SETTLED = "settled", pgettext_lazy("targets", "Settled")

    AGREED = (State.CONFIRMED, State.SETTLED)

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("month"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    round = models.PositiveSmallIntegerField(_("times sent"), default=0)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sent by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True)

    objects = TargetSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("targets of an agent")
        verbose_name_plural = _("targets of agents")
        constraints = [
            models.UniqueConstraint(fields=["agent", "first_day"], name="one_sheet_of_targets"),
            models.CheckConstraint(condition=models.Q(first_day__day=1), name="target_sheet_for_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.first_day:%Y-%m}"

    @property
    def is_agreed(self) -> bool:
        """Whether nobody has to act any more."""
        return self.state in self.AGREED


class TargetProposal(models.Model):
    """Another value that the agent proposes for one indicator, with the reason; then what became of it."""

    class Decision(models.TextChoices):
        """OVERTAKEN: the targets were changed and sent anew. LATE: after the freeze HR was asked for the change."""

        OPEN = "", pgettext_lazy("proposal", "Open")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
        KEPT = "kept", pgettext_lazy("proposal", "Target kept")
        LATE = "late", pgettext_lazy("proposal", "Asked of HR")
        OVERTAKEN = "overtaken", pgettext_lazy("proposal", "Overtaken")

    sheet = models.ForeignKey(
        TargetSheet, verbose_name=_("targets"), on_delete=models.PROTECT, related_name="proposals"
    )
    indicator = models.CharField(_("indicator"), max_length=60)
    before = models.DecimalField(_("target before"), max_digits=12, decimal_places=4, null=True)
    value = models.DecimalField(_("target"), max_digits=12, decimal_places=4)
    reason = models.TextField(_("reason"))
    made_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN, blank=True)
    answer = models.TextField(_("reason of the decision"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = TargetProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of a target")
        verbose_name_plural = _("proposals of targets")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "indicator"], condition=models.Q(decision=""), name="one_open_proposal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.indicator}"
