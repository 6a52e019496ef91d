"""Awards of a month: what the rule proposed, what people decided and why, who got what (SCORING §8)."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from people.models import Person
from records.models import LedgerEntry
from scoring.labels import Labels
from scoring.models.card import Card
from scoring.results.seen import AwardQuerySet


class AwardKind(models.TextChoices):
    """Which award."""

    STAR = "star", _("Service star of the month")
    PROGRESS = "progress", _("Most improved of the month")


class AwardDecision(models.Model):
    """One decision about one award of one month. Another one takes its place; both stay readable.

    ``proposal`` is what the rule said then: a list of ``{"agent", "place", "total", "gain"}``, figures as texts.
    """

    first_day = models.DateField(_("month"))
    kind = models.CharField(_("award"), max_length=10, choices=AwardKind)
    proposal = models.JSONField(_("what the rule proposed"), default=list)
    by_rule = models.BooleanField(_("as the rule proposed"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    amount = models.DecimalField(
        _("award money (yuan)"), max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"))
    ended_at = models.DateTimeField(_("replaced at"), null=True)
    ledger_entry = models.ForeignKey(
        LedgerEntry, verbose_name=_("ledger entry"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("decision about an award")
        verbose_name_plural = _("decisions about awards")
        ordering = ["-first_day", "-kind", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_day", "kind"], condition=Q(ended_at=None), name="award_decided_once"
            ),
            models.CheckConstraint(condition=Q(first_day__day=1), name="award_of_a_month"),
            models.CheckConstraint(condition=Q(by_rule=True) | ~Q(reason=""), name="other_choice_has_a_reason"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="award_takes_no_money"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.month}"

    def get_absolute_url(self) -> str:
        """The page of this award of its month."""
        return reverse("scoring:award", args=[self.month, self.kind])

    @property
    def month(self) -> Month:
        """The month as a value."""
        return Month.of_day(self.first_day)


class Award(models.Model):
    """What one person got by a decision; shared money is split to the cent. ``card`` is the version that was read then,
    and bears the labels that the certificate is printed with."""

    decision = models.ForeignKey(
        AwardDecision, verbose_name=_("decision"), on_delete=models.PROTECT, related_name="awards"
    )
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="awards")
    card = models.ForeignKey(Card, verbose_name=_("card"), on_delete=models.PROTECT, related_name="awards")
    amount = models.DecimalField(_("award money (yuan)"), max_digits=10, decimal_places=2)
    gain = models.DecimalField(_("gain"), max_digits=6, decimal_places=2, null=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "agent"], name="awarded_once")]

    def __str__(self) -> str:
        return f"{self.label.name} {self.decision}"

    @property
    def label(self) -> Labels:
        """The words that its card was printed with."""
        return self.card.label

    @property
    def number(self) -> str:
        """What the certificate is filed under: ``RY-2026-09-S012``."""
        return f"RY-{self.decision.month}-{self.decision.kind[0].upper()}{self.pk:03}"


class AwardComment(models.Model):
    """What somebody who leads says of the candidates, before HR decides."""

    first_day = models.DateField(_("month"))
    kind = models.CharField(_("award"), max_length=10, choices=AwardKind)
    words = models.CharField(_("comment"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("comment on an award")
        verbose_name_plural = _("comments on awards")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m} {self.kind}"
