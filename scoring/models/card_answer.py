"""What the person concerned says of a published card: accepted, or a comment (SCORING §9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.models.card import Card


class CardAnswer(models.Model):
    """One word about one version, by whom the card is about. Accepted once; comments as often as there is something."""

    class Kind(models.TextChoices):
        """What is said."""

        ACCEPTED = "accepted", pgettext_lazy("answer to a card", "Accepted")
        COMMENT = "comment", _("Comment")

    card = models.ForeignKey(Card, verbose_name=_("card"), on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    words = models.TextField(_("words"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer to a card")
        verbose_name_plural = _("answers to cards")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["card"], condition=Q(kind="accepted"), name="card_accepted_once"),
            models.CheckConstraint(condition=~Q(kind="comment", words=""), name="comment_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.card}: {self.get_kind_display()}"
