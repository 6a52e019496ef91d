"""Surveys of all residents: quarterly, annual, of new owners. They count on nobody's card."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.surveys.models import SCORES, TOP_SCORE, score_field
from people.models import Site
from people.visibility import sees_everybody
from records.months import company_zone

if TYPE_CHECKING:
    from people.models import Account


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Who sees which campaigns."""

    def visible_to(self, account: "Account") -> "CampaignQuerySet":
        """Those of the whole company, and of the sites that the account sees."""
        if sees_everybody(account):
            return self
        return self.filter(models.Q(site=None) | models.Q(site__in=Site.objects.visible_to(account)))

    def with_slips(self) -> "CampaignQuerySet":
        """Each with how many ``slips`` were printed and ``used``; when its ``first`` and ``latest`` link was made."""
        slips = models.Q(links__is_poster=False)
        counted: CampaignQuerySet = self.annotate(
            slips=models.Count("links", filter=slips),
            used=models.Count("links", filter=slips & models.Q(links__used_at__isnull=False)),
            first=models.Min("links__made_at"),
            latest=models.Max("links__made_at"),
        )
        return counted


class Campaign(models.Model):
    """Everybody at a site, or of the company, is asked between two days."""

    class Kind(models.TextChoices):
        """What it is for."""

        QUARTERLY = "quarterly", _("Quarterly survey")
        ANNUAL = "annual", _("Annual survey")
        NEW_OWNER = "new_owner", _("Survey of new owners")

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        app_label = "evidence"
        verbose_name = _("survey of all residents")
        verbose_name_plural = _("surveys of all residents")
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="campaign_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def starts_at(self) -> datetime:
        """When its first day begins in the company's zone."""
        return datetime.combine(self.first_day, time.min, tzinfo=company_zone())

    @property
    def expires_at(self) -> datetime:
        """When its last day is over."""
        return datetime.combine(self.last_day + timedelta(days=1), time.min, tzinfo=company_zone())


class CampaignLink(models.Model):
    """A slip, which works once, or a poster, which everybody who passes may use. Only the hash is kept."""

    campaign = models.ForeignKey(Campaign, verbose_name=_("survey"), on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(_("hash of the link"), max_length=64, unique=True)
    is_poster = models.BooleanField(_("poster"), default=False)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+"
    )
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        app_label = "evidence"
        verbose_name = _("link of a survey")
        verbose_name_plural = _("links of surveys")

    def __str__(self) -> str:
        return str(self.campaign)


class CampaignAnswer(models.Model):
    """What somebody answered. ``number`` is the link's, or that of the poster's form: no form is taken twice."""

    link = models.ForeignKey(CampaignLink, verbose_name=_("link"), on_delete=models.PROTECT, related_name="answers")
    number = models.CharField(_("number"), max_length=40, unique=True)
    answered_at = models.DateTimeField(_("answered"))
    rating = models.DecimalField(_("rating"), max_digits=6, decimal_places=2)
    attitude = score_field(SCORES["attitude"])
    expertise = score_field(SCORES["expertise"])
    communication = score_field(SCORES["communication"])
    resolution = score_field(SCORES["resolution"])
    recommend = models.PositiveSmallIntegerField(_("would recommend"), null=True)
    tags = ArrayField(models.CharField(max_length=12), verbose_name=_("tags"), default=list)
    comment = models.TextField(_("comment"), blank=True)
    receipt = models.CharField(_("receipt"), max_length=12, db_index=True)

    top = TOP_SCORE

    class Meta:
        app_label = "evidence"
        verbose_name = _("answer to a survey of all residents")
        verbose_name_plural = _("answers to surveys of all residents")

    def __str__(self) -> str:
        return self.number

    @property
    def invitation(self) -> str:
        """What was asked, for its receipt."""
        return f"campaign:{self.link.campaign_id}"
