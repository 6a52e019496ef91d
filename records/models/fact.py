"""What every recorded fact has in common: a source, a number, a revision that stands or was superseded."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.imports import Batch
from records.sources import PORTAL


class FactQuerySet(models.QuerySet["Fact"]):
    """Words every fact understands."""

    def standing(self) -> "FactQuerySet":
        """Neither superseded nor voided."""
        return self.filter(stands=True)


class Fact(models.Model):
    """Corrected by superseding, never edited (SCORING §1): of the rows with one source and number, one stands.

    A correction adds a row with the next ``revision`` and takes ``stands`` from the one before. Undoing a batch voids
    its rows and lets the revision before stand again.
    """

    source = models.CharField(_("source"), max_length=60, default=PORTAL)
    number = models.CharField(_("number"), max_length=100)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    stands = models.BooleanField(_("stands"), default=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, editable=False)
    reason = models.TextField(_("reason for the correction"), blank=True)
    batch = models.ForeignKey(
        Batch, verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], condition=models.Q(stands=True), name="%(class)s_one_stands"
            ),
            models.UniqueConstraint(fields=["source", "number", "revision"], name="%(class)s_revision"),
        ]

    def __str__(self) -> str:
        return self.number
