"""What final months ask people to do, and the improvement that comes of it (SCORING §8)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.complaints.models import ComplaintTopic
from kpi_portal.lib.month import Month
from people.models import Person
from scoring.results.seen import FollowUpQuerySet, ImprovementQuerySet


def _account(label: Any, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, on_delete=models.PROTECT, related_name="+", **options
    )


class FollowUp(models.Model):
    """A proposal that people accept or dismiss. By a rule (``proposed_by`` empty), or by somebody who leads.

    ``figures`` are what it rests on: ``[["2026-08", "D 55.20"], …]``. ``about``: an indicator or a dimension.
    """

    class Kind(models.TextChoices):
        """What is proposed."""

        OUTCOME = "outcome", _("Plan for a low grade")
        IMPROVEMENT = "improvement", _("Improvement plan")
        TALK = "talk", _("Talk")
        CLINIC = "clinic", _("Service clinic")
        TRAINING = "training", _("Training")
        TALENT = "talent", _("Talent list")
        PROMOTION = "promotion", _("Promotion")
        ROTATION = "rotation", _("Rotation")

    class State(models.TextChoices):
        """``lapsed``: the month came to other cards; ``ended``: taken off its list."""

        OPEN = "open", pgettext_lazy("follow-up", "To be decided")
        ACCEPTED = "accepted", pgettext_lazy("follow-up", "Accepted")
        DISMISSED = "dismissed", pgettext_lazy("follow-up", "Dismissed")
        LAPSED = "lapsed", pgettext_lazy("follow-up", "Lapsed")
        ENDED = "ended", pgettext_lazy("follow-up", "Off the list")

    NEEDS_PLAN = (Kind.OUTCOME, Kind.IMPROVEMENT)
    """Never dismissed without an improvement plan."""
    LISTS = (Kind.TALENT, Kind.PROMOTION, Kind.ROTATION)
    """Decided by HR; accepted, somebody stands on a list."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="follow_ups")
    first_day = models.DateField(_("month"))
    about = models.CharField(_("about"), max_length=60, blank=True)
    figures = models.JSONField(_("what it rests on"), default=list)
    words = models.CharField(_("reason of the proposal"), max_length=500, blank=True)
    proposed_by = _account(_("proposed by"), null=True)
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = _account(_("decided by"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["-first_day", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "agent", "first_day", "about"],
                condition=~Q(state="lapsed") & Q(proposed_by=None),
                name="follow_up_proposed_once",
            ),
            models.CheckConstraint(condition=Q(first_day__day=1), name="follow_up_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.agent}"

    def get_absolute_url(self) -> str:
        """The page about it."""
        return reverse("scoring:follow_up", args=[self.pk])

    @property
    def month(self) -> Month:
        """The month as a value."""
        return Month.of_day(self.first_day)

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide."""
        return self.state == self.State.OPEN

    @property
    def needs_plan(self) -> bool:
        """A negative outcome always carries a plan."""
        return self.kind in self.NEEDS_PLAN

    @property
    def is_listed(self) -> bool:
        """Whether it is about standing on a list."""
        return self.kind in self.LISTS


class Improvement(models.Model):
    """One thing to be improved: plan, do, check, act. ``effect`` is frozen with the check: the figure before and after,
    from final months. Without an agent it is about how the whole desk works."""

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", pgettext_lazy("improvement", "Planned")
        DOING = "doing", pgettext_lazy("improvement", "Under way")
        CHECKED = "checked", pgettext_lazy("improvement", "Effect checked")
        STANDARD = "standard", pgettext_lazy("improvement", "Made the standard")
        CLOSED = "closed", pgettext_lazy("improvement", "Closed")

    OVER = (State.STANDARD, State.CLOSED)

    number = models.CharField(_("number"), max_length=24, unique=True)
    agent = models.ForeignKey(
        Person, verbose_name=_("agent"), null=True, blank=True, on_delete=models.PROTECT, related_name="improvements"
    )
    first_day = models.DateField(_("month of the cause"))
    what = models.CharField(_("what is done"), max_length=300)
    why = models.CharField(_("why"), max_length=500)
    indicator = models.CharField(_("indicator"), max_length=60, blank=True)
    topic = models.ForeignKey(
        ComplaintTopic, verbose_name=_("cause of complaints"), null=True, blank=True, on_delete=models.PROTECT
    )
    follow_up = models.ForeignKey(
        FollowUp, verbose_name=_("follow-up"), null=True, on_delete=models.PROTECT, related_name="improvements"
    )
    owner = _account(_("owner"))
    due = models.DateField(_("due by"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    effect = models.JSONField(_("effect"), default=dict)
    made_by = _account(_("made by"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        ordering = ["due", "pk"]
        constraints = [models.CheckConstraint(condition=Q(first_day__day=1), name="improvement_of_a_month")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page about it."""
        return reverse("scoring:improvement", args=[self.pk])

    @property
    def month(self) -> Month:
        """The month of the cause as a value."""
        return Month.of_day(self.first_day)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.state in self.OVER


class ImprovementNote(models.Model):
    """What was done, what the check found, what was made of it."""

    class Kind(models.TextChoices):
        """Which of the four letters."""

        DO = "do", pgettext_lazy("improvement", "Done")
        CHECK = "check", pgettext_lazy("improvement", "Checked")
        ACT = "act", pgettext_lazy("improvement", "Concluded")

    improvement = models.ForeignKey(
        Improvement, verbose_name=_("improvement"), on_delete=models.PROTECT, related_name="notes"
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    words = models.CharField(_("note"), max_length=1000)
    by = _account(_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("note on an improvement")
        verbose_name_plural = _("notes on improvements")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.improvement} {self.kind}"
