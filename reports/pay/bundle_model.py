"""All cards of a month in one file, made by the worker and waited for on a page of its own."""

from uuid import uuid4

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import MonthRecord
from records.models.run import Run
from reports.pay.querysets import OfHrQuerySet


def random_place(bundle: "CardBundle", _name: str) -> str:
    """A name that tells nothing and cannot be guessed."""
    return f"bundles/{uuid4().hex}.{bundle.kind}"


class CardBundle(Run):
    """One run. ``done`` of ``total`` cards are in it so far."""

    class Kind(models.TextChoices):
        """As a file for each card, or all of them behind each other."""

        ZIP = "zip", pgettext_lazy("all cards", "A ZIP of PDF files")
        PDF = "pdf", pgettext_lazy("all cards", "One PDF")

    month = models.ForeignKey(MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=3, choices=Kind)
    language = models.CharField(_("language"), max_length=10)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("all of them"), default=0)
    file = models.FileField(_("file"), upload_to=random_place, blank=True)

    objects = OfHrQuerySet.as_manager()

    class Meta(Run.Meta):
        verbose_name = _("all cards of a month")
        verbose_name_plural = _("all cards of a month")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "kind"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_bundle_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reports:card_bundle", args=[self.pk])

    @property
    def file_name(self) -> str:
        """``cards-2026-10.zip``."""
        return f"cards-{self.month.month}.{self.kind}"
