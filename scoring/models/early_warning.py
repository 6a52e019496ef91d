"""An early warning: an indicator of one agent that fell behind that agent's own last four weeks."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from scoring.querysets import EarlyWarningQuerySet
from scoring.saying import indicator_name


class EarlyWarning(models.Model):
    """Raised by a night's computation, answered by people; it changes no figure."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", pgettext_lazy("state of a warning", "Open")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        ACTED = "acted", _("Acted on")
        CLOSED = "closed", _("Closed")

    STANDING = (State.OPEN, State.ACKNOWLEDGED, State.ACTED)

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.CASCADE, related_name="+")
    indicator = models.CharField(_("indicator"), max_length=60)
    first_day = models.DateField(_("month"))
    raised_at = models.DateTimeField(_("raised at"))
    as_of = models.DateTimeField(_("as of"))
    recent = models.JSONField(_("last seven days"), help_text=_("Numerator and denominator as p/q, and n."))
    before = models.JSONField(_("the 28 days before"), help_text=_("Numerator and denominator as p/q, and n."))
    workload = models.JSONField(_("workload"), default=dict)
    days = models.JSONField(
        _("day by day"),
        default=list,
        help_text=_(
            "Of each of the 35 days the day, what it added to the numerator as p/q, and how many were counted."
        ),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handled by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    handled_at = models.DateTimeField(_("handled at"), null=True)
    note = models.TextField(_("note"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    is_back = models.BooleanField(_("closed by itself, the figure is back"), default=False)

    objects = EarlyWarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("early warning")
        verbose_name_plural = _("early warnings")
        ordering = ["-raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "indicator"],
                condition=models.Q(state__in=["open", "acknowledged", "acted"]),
                name="one_standing_warning",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent} {indicator_name(self.indicator)}"

    def get_absolute_url(self) -> str:
        return reverse("reports:warning", args=[self.pk])
