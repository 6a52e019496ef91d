"""Addresses of other programs that are told of events, and what was told."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WebhookEndpoint(models.Model):
    """An address, of which events it hears, and the secret with which they are signed (locked: it is needed again)."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    url = models.CharField(_("address"), max_length=500)
    locked_secret = models.TextField(_("secret"), editable=False)
    events = ArrayField(models.CharField(max_length=40), verbose_name=_("events"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One event for one address. ``key`` names what happened: it is told once, and again only where a person asks."""

    class State(models.TextChoices):
        """Whether it arrived."""

        WAITING = "waiting", pgettext_lazy("state of a delivery", "Waiting")
        ARRIVED = "arrived", pgettext_lazy("state of a delivery", "Arrived")
        FAILED = "failed", pgettext_lazy("state of a delivery", "Given up")

    uuid = models.UUIDField(_("identifier"), default=uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(
        WebhookEndpoint, verbose_name=_("webhook"), on_delete=models.CASCADE, related_name="deliveries"
    )
    event = models.CharField(_("event"), max_length=40)
    key = models.CharField(_("what happened"), max_length=100)
    body = models.JSONField(_("body"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), null=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True)
    answer = models.CharField(_("what came back"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "key"], name="webhook_tells_once")]
        indexes = [models.Index(fields=["created_at"], name="webhook_delivery_age")]

    def __str__(self) -> str:
        return f"{self.event} {self.key}"
