"""How each account is told of its tasks, and what it was told already."""

from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Account

CHECKED_EVERY = timedelta(minutes=2)
"""So often the inbox of who wants to know at once is looked at."""


class MessageSettings(models.Model):
    """One account's choice. An account without a row is told once a day, as the defaults say."""

    class How(models.TextChoices):
        """When mail is written."""

        DAILY = "daily", _("Once a day, together")
        AT_ONCE = "at_once", _("At once, each time something new waits")
        NEVER = "never", pgettext_lazy("mail about tasks", "Never; I look at my home page")

    account = models.OneToOneField(
        Account, verbose_name=_("account"), on_delete=models.CASCADE, related_name="message_settings"
    )
    how = models.CharField(_("when"), max_length=8, choices=How, default=How.DAILY)
    hour = models.PositiveSmallIntegerField(_("hour of the daily mail"), default=8, validators=[MaxValueValidator(23)])
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), default=21, validators=[MaxValueValidator(23)])
    quiet_until = models.PositiveSmallIntegerField(_("quiet until"), default=7, validators=[MaxValueValidator(23)])
    next_at = models.DateTimeField(_("next look"), null=True, editable=False)
    """When the inbox is looked at next; empty: never."""

    class Meta:
        verbose_name = _("message settings")
        verbose_name_plural = _("message settings")
        indexes = [models.Index(fields=["next_at"], name="messages_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hour__lte=23, quiet_from__lte=23, quiet_until__lte=23), name="message_hours_of_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.how}"

    def following(self, now: datetime) -> datetime | None:
        """The next look after this one (aware, in the company's zone)."""
        if self.how == self.How.NEVER:
            return None
        if self.how == self.How.DAILY:
            return _next(now, self.hour)
        soon = now + CHECKED_EVERY
        return _next(now, self.quiet_until) if self.is_quiet(soon) else soon

    def quiet_left(self, now: datetime) -> timedelta:
        """How long nothing is written yet; nothing where it is not quiet."""
        return _next(now, self.quiet_until) - now if self.is_quiet(now) else timedelta()

    def is_quiet(self, at: datetime) -> bool:
        """Whether nothing is written at this hour; equal hours are no quiet at all."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at.hour < self.quiet_until
        return at.hour >= self.quiet_from or at.hour < self.quiet_until


class MessageDefaults(models.Model):
    """What the company chose for log-ins that chose nothing themselves; one row."""

    how = models.CharField(
        _("When mail is written"), max_length=8, choices=MessageSettings.How, default=MessageSettings.How.DAILY
    )
    hour = models.PositiveSmallIntegerField(_("Daily mail at"), default=8, validators=[MaxValueValidator(23)])
    quiet_from = models.PositiveSmallIntegerField(_("Quiet from"), default=21, validators=[MaxValueValidator(23)])
    quiet_until = models.PositiveSmallIntegerField(_("Quiet until"), default=7, validators=[MaxValueValidator(23)])

    class Meta:
        verbose_name = _("message defaults")
        verbose_name_plural = _("message defaults")

    def __str__(self) -> str:
        return ""

    @classmethod
    def chosen(cls) -> dict[str, Any]:
        """The fields that a new row of ``MessageSettings`` begins with."""
        row = cls.objects.filter(pk=1).first() or cls(pk=1)
        return {name: getattr(row, name) for name in ("how", "hour", "quiet_from", "quiet_until")}


class Told(models.Model):
    """A task of which an account was told by mail, so that it is told once."""

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.CASCADE, related_name="+")
    key = models.CharField(_("task"), max_length=120)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("task told")
        verbose_name_plural = _("tasks told")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="task_told_once")]

    def __str__(self) -> str:
        return f"{self.account} {self.key}"


def _next(now: datetime, hour: int) -> datetime:
    """The next time it is this hour, later than now."""
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)
