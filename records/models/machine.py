"""Responders that are machines (SCORING §3): what they answer is an automatic message, and they are nobody."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MachineResponder(models.Model):
    """A name, as sources write it, that the company calls a machine, whatever file it comes in."""

    name = models.CharField(_("name in the files"), max_length=100, unique=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("machine responder")
        verbose_name_plural = _("machine responders")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
