"""Words that residents tick, and what was noted where an agent got one too often."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person

LONGEST = 12


class SurveyTag(models.Model):
    """A word that residents may tick. An answer keeps the word itself: changing a tag changes no answer.

    ``most``: an agent who gets it more often in a month is asked about; empty where it is only counted.
    """

    name = models.CharField(_("name"), max_length=LONGEST, unique=True)
    is_bad = models.BooleanField(_("said of bad service"), default=True)
    most = models.PositiveSmallIntegerField(
        _("so often a month without a talk"),
        null=True,
        blank=True,
        help_text=_("Who gets it more often is talked with. Empty: it is counted only."),
    )
    in_use = models.BooleanField(_("offered"), default=True)

    class Meta:
        app_label = "evidence"
        verbose_name = _("tag of answers")
        verbose_name_plural = _("tags of answers")
        ordering = ["is_bad", "pk"]

    def __str__(self) -> str:
        return self.name


class TagTalk(models.Model):
    """Somebody talked with an agent who got a tag too often in a month. It moves no figure."""

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="+")
    tag = models.CharField(_("tag"), max_length=LONGEST)
    first_day = models.DateField(_("month"))
    note = models.TextField(_("note"))
    by = models.ForeignKey(Person, verbose_name=_("noted by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("noted at"))

    class Meta:
        app_label = "evidence"
        verbose_name = _("talk about a tag")
        verbose_name_plural = _("talks about tags")
        constraints = [models.UniqueConstraint(fields=["agent", "tag", "first_day"], name="tag_talked_about_once")]

    def __str__(self) -> str:
        return self.tag
