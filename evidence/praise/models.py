"""Letters, banners and media reports that praise somebody (SCORING §4, ``praise_count``)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpi_portal.lib.attachments import random_name
from people.models import Person, Site
from records.models import Fact

from .querysets import PraiseQuerySet


class Praise(Fact):
    """One praise of one agent; what thanks two is entered for each."""

    class Form(models.TextChoices):
        """How it came."""

        LETTER = "letter", pgettext_lazy("praise", "Letter of praise")
        BANNER = "banner", pgettext_lazy("praise", "Banner")
        MEDIA = "media", pgettext_lazy("praise", "Media report")
        WORDS = "words", pgettext_lazy("praise", "By message or word of mouth")

    class State(models.TextChoices):
        """Only what is confirmed counts."""

        BROUGHT = "brought", pgettext_lazy("praise", "To be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("praise", "Confirmed")
        DECLINED = "declined", pgettext_lazy("praise", "Not confirmed")

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="praise")
    form = models.CharField(pgettext_lazy("praise", "form"), max_length=10, choices=Form)
    received_at = models.DateTimeField(pgettext_lazy("praise", "received"))
    giver = models.CharField(_("from whom"), max_length=100, blank=True)
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(_("what is praised"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.BROUGHT)
    brought_by = models.ForeignKey(
        Person, verbose_name=_("brought in by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PraiseQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("praise")
        verbose_name_plural = _("praise")
        indexes = [models.Index(fields=["received_at"], name="praise_in_month")]

    def __str__(self) -> str:
        return f"{self.get_form_display()} · {self.agent}"

    def get_absolute_url(self) -> str:
        return reverse("evidence:one_praise", args=[self.pk])


def random_place(file: "PraiseFile", _name: str) -> str:
    """A name that tells nothing; the company's folder is the storage's business."""
    return f"praise/{random_name(file.content_type)}"


class PraiseFile(models.Model):
    """A picture of the letter or banner, a page of the paper. ``praise`` is the revision to which it was added; it
    belongs to every revision."""

    praise = models.ForeignKey(Praise, verbose_name=_("praise"), on_delete=models.PROTECT, related_name="+")
    file = models.FileField(_("file"), upload_to=random_place)
    file_name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("kind of file"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of a praise")
        verbose_name_plural = _("files of praise")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name
