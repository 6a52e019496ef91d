"""Keys with which other programs speak to the portal in somebody's name."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ApiKey(models.Model):
    """What one other program may do, until when. Its words are shown once; kept is their hash (``records.keys``).

    What it does, whoever made it does: their roles bound it, what nobody does for themselves it does not do for them.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    hint = models.CharField(_("begins with"), max_length=12, editable=False)
    hashed = models.CharField(_("hash"), max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=50), verbose_name=_("may"))
    calls_per_minute = models.PositiveIntegerField(_("calls a minute"), default=60)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("records:keys")

    @property
    def is_over(self) -> bool:
        """Withdrawn or expired: it opens nothing any more."""
        return self.withdrawn_at is not None or self.expires_at <= timezone.now()

    @property
    def opens(self) -> bool:
        """Whether a request with it is let in: not over, and whoever made it still logs in."""
        return not self.is_over and bool(self.made_by.is_active)
