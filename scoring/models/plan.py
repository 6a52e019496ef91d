"""Plan versions: one canonical document each, immutable once published (SCORING §1, §2)."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpi_portal.lib.language import is_chinese
from kpi_portal.lib.month import Month
from kpi_portal.lib.read_once import once
from people.models import Posting, Site
from records import months
from scoring.querysets import PlanQuerySet
from scoring.wished_grades import can_be_read


class Scope(NamedTuple):
    """Whom a version is for: the key of a site (0: any), a site kind, a post; all empty is the whole company."""

    site: int = 0
    site_kind: str = ""
    post: str = ""


class PlanVersion(models.Model):
    """A version of a plan, in force from a month on, for a site, site kind and post or for the whole company.

    A draft may name month and scope already: what it is meant for. ``based_on``: the published version it was copied
    from. ``changed_by``: who made the last change of a draft.
    """

    class State(models.TextChoices):
        """A draft may hold any sum; a published one holds exactly 100.00 everywhere."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", pgettext_lazy("plan version", "Published")

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    valid_from = models.DateField(_("in force from"), null=True)
    site_kind = models.CharField(_("site kind"), max_length=12, choices=Site.Kind, blank=True)
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    post = models.CharField(_("post"), max_length=20, choices=Posting.Post, blank=True)
    is_trial = models.BooleanField(_("trial"), default=False)
    document = models.TextField(_("document"), help_text=_("Canonical JSON; see scoring.engine.plan."))
    document_hash = models.CharField(_("hash"), max_length=64)
    published_at = models.DateTimeField(_("published at"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("published by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    based_on = models.ForeignKey(
        "self", verbose_name=_("copied from"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("changed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed at"), null=True)
    shown_at = models.DateTimeField(_("shown for comments at"), null=True)
    comments_until = models.DateField(_("comments until"), null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan version")
        verbose_name_plural = _("plan versions")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="plan_version_once"),
            models.CheckConstraint(
                condition=models.Q(site__isnull=True) | models.Q(site_kind=""), name="plan_for_a_site_or_a_kind"
            ),
        ]

    def __str__(self) -> str:
        name = json.loads(self.document)["name"]
        said = name["zh" if is_chinese() else "en"]
        return _("%(plan)s v%(version)s") % {"plan": said, "version": self.version}

    def get_absolute_url(self) -> str:
        """The page of the version in words."""
        return reverse("scoring:plan", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == self.State.DRAFT

    @property
    def scope(self) -> "Scope":
        """Whom it is for."""
        return Scope(self.site_id or 0, self.site_kind, self.post)

    @property
    def begins(self) -> Month | None:
        """The month from which it is in force, or is meant to be; None for every month and where none is named."""
        return None if self.valid_from is None or self.valid_from.year == 1 else Month.of_day(self.valid_from)


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
    two_people_plans = models.BooleanField(
        _("A second person publishes a plan"),
        default=False,
        help_text=_("Whoever made the last change of a draft does not publish it as well."),
    )

    wished_grades = models.CharField(
        _("Wished spread of grades"),
        max_length=100,
        blank=True,
        validators=[can_be_read],
        help_text=_("Such as: S 10, A 20, B 50 (percent). The page of publishing compares; no grade is changed by it."),
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
    red_line_days = models.PositiveSmallIntegerField(
        _("Working days for each step of a red line"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("For gathering evidence, and for each of the two confirmations."),
    )
    review_days = models.PositiveSmallIntegerField(
        _("Working days to review the cards"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("After the first close of the month."),
    )
    all_reviewed = models.BooleanField(
        _("A month is published only once every card was reviewed"),
        default=False,
        help_text=_("Otherwise the page of publishing warns."),
    )
    free_adjustments = models.BooleanField(
        _("Bonuses and deductions beside the catalogue"),
        default=True,
        help_text=_("Entered freely, with a reason; otherwise only by a line of the catalogue."),
    )
    confirm_grades = models.BooleanField(
        _("HR confirms a grade that the supervisor's adjustment changed"),
        default=True,
        help_text=_("A second person: whoever entered the adjustment does not confirm it."),
    )
    self_assessment_days = models.PositiveSmallIntegerField(
        _("Days for self-assessments"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("After the month's end. Empty: until the review of the own card is submitted."),
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("Working days to accept or appeal"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("From the publication of a card, or of a new version of it."),
    )
    appeal_answer_days = models.PositiveSmallIntegerField(
        _("Working days to answer an appeal"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Afterwards the administrators are asked too."),
    )
    star_amount = models.DecimalField(
        _("Award money of the service star (yuan)"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Proposed with each decision; several who share the award share it."),
    )
    progress_amount = models.DecimalField(
        _("Award money of the most improved (yuan)"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    complaint_limit = models.DecimalField(
        _("Complaints upheld of the team's orders, at most (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        default=Decimal("1.00"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("The month of complaints shows it of each team. Empty: there is no such gate."),
    )
    past_complaint_limits = models.JSONField(_("former limits of complaints"), default=dict, blank=True, editable=False)
    talk_days = models.PositiveSmallIntegerField(
        _("Working days to talk about a card"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("From the publication of the month. Afterwards the next superior and HR are asked too."),
    )
    talk_sign_days = models.PositiveSmallIntegerField(
        _("Working days for the agent to sign a talk"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("From the signature of whoever leads. Afterwards the next superior and HR are told."),
    )
    talk_fall = models.PositiveSmallIntegerField(
        _("A plan is needed from a fall of so many points"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of the total, against the month before. It is needed for a grade that lowers the pay, too."),
    )
    talk_floor = models.PositiveSmallIntegerField(
        _("A plan is needed where a dimension is below"),
        default=60,
        validators=[MaxValueValidator(100)],
        help_text=_("0: no dimension calls for a plan."),
    )
    training_below = models.PositiveSmallIntegerField(
        _("Training is suggested below (points)"),
        default=60,
        validators=[MaxValueValidator(100)],
        help_text=_("For the weakest dimension of a final card. The other rules of follow-ups stand in the plan."),
    )
    pay_day = models.PositiveSmallIntegerField(
        _("Pay is released by this day of the next month"), default=0, validators=[MaxValueValidator(31)]
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
        return once(cls, lambda: cls.objects.filter(pk=1).first() or cls(pk=1))

    @property
    def live_since(self) -> Month:
        """The first month that is not history (SCORING §5): the one named, else that of the company's founding."""
        company = months.company()
        return Month.of_day(self.live_from) if self.live_from else Month.of(company.created_at, company.zone)

    @property
    def ease(self) -> Fraction:
        """``target_ease`` as a share."""
        return Fraction(self.target_ease, 100)
