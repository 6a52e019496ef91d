"""What this room keeps: printed pages, so that a card already printed is not printed again; who is told of what."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.inbox.channel_models import Channel
from reports.inbox.models import MessageDefaults, MessageSettings, Told
from reports.pay.bundle_model import CardBundle
from reports.pay.models import PayBatch, PayColumns, PayItem, PayRow
from reports.webhooks.models import WebhookDelivery, WebhookEndpoint
from scoring.models import Card

__all__ = [
    "CardBundle",
    "CardFile",
    "Channel",
    "MessageDefaults",
    "MessageSettings",
    "PayBatch",
    "PayColumns",
    "PayItem",
    "PayRow",
    "Told",
    "WebhookDelivery",
    "WebhookEndpoint",
]


def random_place(_file: "CardFile", _name: str) -> str:
    """A name that tells nothing and cannot be guessed; the company's folder is the storage's business."""
    return f"cards/{uuid4().hex}.pdf"


class CardFile(models.Model):
    """The page of one card in one language, with or without money. ``page`` is what was laid out (``reports.pdf``)."""

    card = models.ForeignKey(Card, verbose_name=_("card"), on_delete=models.CASCADE, related_name="files")
    language = models.CharField(_("language"), max_length=10)
    with_pay = models.BooleanField(_("with pay"))
    page = models.CharField(_("fingerprint of the page"), max_length=64)
    file = models.FileField(_("file"), upload_to=random_place)
    printed_at = models.DateTimeField(_("printed at"), auto_now=True)

    class Meta:
        verbose_name = _("printed card")
        verbose_name_plural = _("printed cards")
        constraints = [models.UniqueConstraint(fields=["card", "language", "with_pay"], name="one_file_of_a_card")]

    def __str__(self) -> str:
        return f"{self.card} {self.language}"

    def read(self) -> bytes:
        """The page."""
        with self.file.open("rb") as stored:
            return bytes(stored.read())
