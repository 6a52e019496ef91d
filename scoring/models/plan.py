"""Plan versions: one canonical document each, immutable once published (SCORING §1, §2)."""

from fractions import Fraction

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpi_portal.lib.month import Month
from people.models import Posting, Site
from records import months
from scoring.querysets import PlanQuerySet


class PlanVersion(models.Model):
    """A version of a plan, in force from a month on, for a site kind and post or for the whole company."""

    class State(models.TextChoices):
        """A draft may hold any sum; a published one holds exactly 100.00 everywhere."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", pgettext_lazy("plan version", "Published")

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    valid_from = models.DateField(_("in force from"), null=True)
    site_kind = models.CharField(_("site kind"), max_length=12, choices=Site.Kind, blank=True)
    post = models.CharField(_("post"), max_length=20, choices=Posting.Post, blank=True)
    is_trial = models.BooleanField(_("trial"), default=False)
    document = models.TextField(_("document"), help_text=_("Canonical JSON; see scoring.engine.plan."))
    document_hash = models.CharField(_("hash"), max_length=64)
    published_at = models.DateTimeField(_("published at"), null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan version")
        verbose_name_plural = _("plan versions")
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class ScoringSettings(models.Model):
    """The company's choices about scoring; one row."""

    class PublishChecks(models.TextChoices):
        """What a publish check does (SCORING §2)."""

        WARN = "warn", _("Warn")
        REFUSE = "refuse", _("Refuse")

    class RankVisibility(models.TextChoices):
        """What agents may see of the ranking (SCORING §8)."""

        ALL = "all", _("All ranks")
        TOP = "top", _("The top ranks")
        OWN = "own", _("Only the own rank")

    publish_checks = models.CharField(
        _("publish checks"), max_length=6, choices=PublishChecks, default=PublishChecks.WARN
    )
    rank_visibility = models.CharField(
        _("rank visibility"), max_length=3, choices=RankVisibility, default=RankVisibility.OWN
    )
    rank_top = models.PositiveSmallIntegerField(_("top ranks shown"), default=10)
    two_people_final = models.BooleanField(
        _("A second person makes a month final"),
        default=True,
        help_text=_("Whoever published a month does not make it final as well."),
    )
    two_people_publish = models.BooleanField(
        _("A second person publishes a month"),
        default=False,
        help_text=_("Whoever asked for the latest close of a month does not publish it as well."),
    )

    target_freeze_day = models.PositiveSmallIntegerField(
        _("Last day to set targets"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("Day of the month. Afterwards a change needs a reason and a second person."),
    )
    target_ease = models.PositiveSmallIntegerField(
        _("How much easier a target may be (%)"),
        default=25,
        validators=[MaxValueValidator(99)],
        help_text=_("Of the way from the plan's target back to the floor."),
    )
    live_from = models.DateField(
        _("Live from month"),
        null=True,
        blank=True,
        help_text=_("Earlier months are history: HR enters their targets, and their cards say so."),
    )

    class Meta:
        verbose_name = _("scoring settings")
        verbose_name_plural = _("scoring settings")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def of_the_company(cls) -> "ScoringSettings":
        """The one row, with the defaults where nobody chose."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def live_since(self) -> Month:
        """The first month that is not history (SCORING §5): the one named, else that of the company's founding."""
        company = months.company()
        return Month.of_day(self.live_from) if self.live_from else Month.of(company.created_at, company.zone)

    @property
    def ease(self) -> Fraction:
        """``target_ease`` as a share."""
        return Fraction(self.target_ease, 100)
