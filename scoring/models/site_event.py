"""Events of a site's calendar that move the weights of dimensions while they last (SCORING §6)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from people.models import Site
from scoring.engine.definition import Text
from scoring.querysets import SiteEventQuerySet


class SiteEvent(models.Model):
    """One event as it was entered. It never changes: another takes its place, or it is withdrawn, and stays to be read.

    ``shifts``: points of weight by the code of a dimension, as text. Without ``site`` it is the whole company's.
    """

    class Kind(models.TextChoices):
        """What is going on at the site."""

        HANDOVER = "handover", _("Handover of new homes")
        RENEWAL = "renewal", _("Renewal of contracts")
        OWN = "own", _("Something else")

    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    words = models.CharField(_("in own words"), max_length=40, blank=True)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to (inclusive)"))
    shifts = models.JSONField(_("shifts"), default=dict)
    replaces = models.OneToOneField(
        "self", verbose_name=_("replaces"), null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("withdrawn by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("withdrawn at"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = SiteEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of the site calendar")
        verbose_name_plural = _("events of the site calendar")
        ordering = ["first_day", "last_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="site_event_days_in_order"
            ),
            models.CheckConstraint(condition=~models.Q(kind="own") | ~models.Q(words=""), name="site_event_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.first_day}–{self.last_day}"

    @property
    def title(self) -> str:
        """Its name in the reader's language: own words before the kind's."""
        return self.words or str(self.get_kind_display())

    @property
    def named(self) -> Text:
        """Its name in both languages, for cards."""
        return Text(*(self._title_in(language) for language in ("zh-hans", "en")))

    def _title_in(self, language: str) -> str:
        with override(language):
            return self.title

    @property
    def moves(self) -> dict[str, Decimal]:
        """Points of weight by dimension."""
        return {code: Decimal(points) for code, points in self.shifts.items()}
