"""A random sample of a team's month and the contacts that were drawn."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.quality_checks.models import QualityCheck
from people.models import Person, Site, Team
from people.visibility import sees_contacts, teams_led

if TYPE_CHECKING:
    from people.models import Account


class CheckSampleQuerySet(models.QuerySet["CheckSample"]):
    """Who sees which samples."""

    def visible_to(self, account: "Account") -> "CheckSampleQuerySet":
        """Those of the teams that the account leads, and those it drew; all for who sees all contacts."""
        if sees_contacts(account):
            return self
        return self.filter(models.Q(drawn_by=account) | models.Q(team__in=teams_led(account).values("pk")))

    def numbered(self) -> "CheckSampleQuerySet":
        """With ``number``, the how-manieth draw of its team and month each is, ``of`` how many there are, whoever drew
        them, ``left`` to check, and ``done``: so that a draw repeated until it pleased is seen to be one."""
        same = CheckSample.objects.filter(team=OuterRef("team"), first_day=OuterRef("first_day"))
        contacts = SampledContact.objects.filter(sample=OuterRef("pk"))
        return self.annotate(
            number=_counted(same.filter(pk__lte=OuterRef("pk"))),
            of=_counted(same),
            left=_counted(contacts.open()),
            done=_counted(contacts.exclude(quality_check=None)),
        )


def _counted(rows: "models.QuerySet[Any]") -> Coalesce:
    counted = rows.order_by().values(one=models.Value(1)).annotate(n=models.Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


class CheckSample(models.Model):
    """Drawn once and never changed. ``frame`` is a list of [contact, agent], frozen when the sample was drawn."""

    first_day = models.DateField(_("month"))
    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="+")
    per_agent = models.PositiveSmallIntegerField(_("contacts per agent"))
    seed = models.CharField(_("seed"), max_length=32)
    frame = models.JSONField(_("what could be drawn"), default=list)
    frame_hash = models.CharField(_("hash of what could be drawn"), max_length=64)
    drawn_at = models.DateTimeField(_("drawn"))
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("drawn by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = CheckSampleQuerySet.as_manager()

    class Meta:
        app_label = "evidence"
        verbose_name = _("random sample")
        verbose_name_plural = _("random samples")
        ordering = ["-drawn_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.team} {self.first_day:%Y-%m}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("evidence:check_sample", args=[self.pk])


class SampledContactQuerySet(models.QuerySet["SampledContact"]):
    """Drawn contacts as sentences."""

    def open(self) -> "SampledContactQuerySet":
        """Neither checked nor replaced."""
        return self.filter(quality_check=None, replaced_at=None)


class SampledContact(models.Model):
    """A contact that was drawn; open until it was checked, from whatever draw or none.

    One that cannot be checked stays in the list with the reason; the next of the same agent by the same seed takes its
    place and names it in ``replaces``.
    """

    class Why(models.TextChoices):
        """Why it cannot be checked; empty while it can."""

        NO_RECORDING = "no_recording", _("No recording")
        WRONG_NUMBER = "wrong_number", _("Wrong number, nobody was reached")
        OTHER = "other", pgettext_lazy("why a contact is replaced", "Something else")

    sample = models.ForeignKey(
        CheckSample, verbose_name=_("random sample"), on_delete=models.PROTECT, related_name="contacts"
    )
    contact = models.CharField(_("contact"), max_length=40)
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, verbose_name=_("site"), null=True, on_delete=models.PROTECT, related_name="+")
    contact_at = models.DateTimeField(_("contact at"))
    words = models.CharField(_("order number"), max_length=120, blank=True)
    quality_check = models.ForeignKey(
        QualityCheck, verbose_name=_("quality check"), null=True, on_delete=models.PROTECT, related_name="drawn_as"
    )
    why_replaced = models.CharField(
        _("why it was replaced"), max_length=12, choices=Why, blank=True, default="", db_default=""
    )
    words_replaced = models.CharField(_("remark"), max_length=300, blank=True, default="", db_default="")
    replaced_at = models.DateTimeField(_("replaced"), null=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("replaced by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", verbose_name=_("in place of"), null=True, on_delete=models.PROTECT, related_name="replacement"
    )

    objects = SampledContactQuerySet.as_manager()

    class Meta:
        app_label = "evidence"
        verbose_name = _("drawn contact")
        verbose_name_plural = _("drawn contacts")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sample", "contact"], name="contact_drawn_once")]

    def __str__(self) -> str:
        return self.words

    @property
    def order(self) -> int | None:
        """The key of the order that was drawn; None where it is another kind of contact."""
        source, _sep, key = self.contact.partition(":")
        return int(key) if source == "order" else None
