"""A company's month: its state, its edges, its cut-off (SCORING §1, §9)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month


class MonthState(models.TextChoices):
    """SCORING §9, in order; ``computed`` is what a close leaves behind before review starts."""

    OPEN = "open", _("Open")
    TARGETS_CONFIRMED = "targets_confirmed", _("Targets confirmed")
    COLLECTING = "collecting", _("Collecting")
    COMPUTED = "computed", _("Computed")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    FINAL = "final", _("Final")
    PAID_OUT = "paid_out", _("Paid out")


BEFORE_COMPUTED = (MonthState.OPEN, MonthState.TARGETS_CONFIRMED, MonthState.COLLECTING)
"""Nobody has closed it yet."""
BEFORE_PUBLISHED = (*BEFORE_COMPUTED, MonthState.COMPUTED, MonthState.IN_REVIEW)
"""No agent has seen a card of it."""


class MonthRecord(models.Model):
    """One month of this company. Its edges are frozen when the row is made; a later change of zone moves nothing."""

    first_day = models.DateField(_("month"), unique=True)
    state = models.CharField(_("state"), max_length=20, choices=MonthState, default=MonthState.OPEN)
    time_zone = models.CharField(_("time zone"), max_length=64)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends (exclusive)"))
    cutoff_at = models.DateTimeField(_("cut-off (inclusive)"))
    service_hours = models.JSONField(_("service hours"), null=True, editable=False)
    """When the company served from the start to the cut-off, frozen at the first close (``records.service_time``)."""
    published_at = models.DateTimeField(_("published at"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("published by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    finalised_at = models.DateTimeField(_("final since"), null=True)
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made final by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("month")
        verbose_name_plural = _("months")
        ordering = ["-first_day"]
        constraints = [
            models.CheckConstraint(condition=models.Q(first_day__day=1), name="month_begins_on_the_first"),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at"), ends_at__lte=models.F("cutoff_at")),
                name="month_edges_in_order",
            ),
        ]

    is_over = True
    """False for a part of a running month that is measured like a month (never stored): what is said of people in
    confidence counts in none, since each word would be seen from how the figure moves."""

    def __str__(self) -> str:
        return str(self.month)

    def get_absolute_url(self) -> str:
        return reverse("scoring:month", args=[self.month])

    @property
    def month(self) -> Month:
        """The month as a value."""
        return Month(self.first_day.year, self.first_day.month)

    @property
    def stage(self) -> MonthState:
        """The state as it is shown: nobody enters that a month has begun, so one that has is collecting."""
        state = MonthState(self.state)
        has_begun = self.starts_at is None or self.starts_at <= timezone.now()
        return MonthState.COLLECTING if state in BEFORE_COMPUTED and has_begun else state

    def get_state_display(self) -> str:  # type: ignore[no-redef] # in place of the field's own
        """In words; one word for one state, wherever it stands."""
        return str(self.stage.label)

    @property
    def is_closed(self) -> bool:
        """Facts that would change it are refused (SCORING §9)."""
        return self.state in {MonthState.FINAL, MonthState.PAID_OUT}

    @property
    def is_shown_to_agents(self) -> bool:
        """Agents see cards from ``published`` on."""
        return self.state in {MonthState.PUBLISHED, MonthState.FINAL, MonthState.PAID_OUT}


class ZoneChange(models.Model):
    """From this month on the company's months begin in another zone (SCORING §1, month)."""

    from_first_day = models.DateField(_("from month"), unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64)

    class Meta:
        verbose_name = _("change of time zone")
        verbose_name_plural = _("changes of time zone")

    def __str__(self) -> str:
        return f"{self.from_first_day:%Y-%m}: {self.time_zone}"
