"""Checks of recorded contacts against a checklist (SCORING §3, ``etiquette_pass_rate``)."""

from typing import TYPE_CHECKING, cast

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from evidence.querysets import EvidenceQuerySet
from people.models import Person, Site
from records.models import Batch, Fact

if TYPE_CHECKING:
    from people.models import Account


class Checklist(models.Model):
    """A named list of items from which checks begin. ``items``: a list of [words, weight, critical, standard,
    [findings]], the last two left out where there are none.

    A version from which a check was made is never changed: another content is the next version under the same name.
    """

    class Contact(models.TextChoices):
        """What kind of contact is checked with it."""

        PHONE = "phone", _("Telephone")
        DESK = "desk", _("Front desk")
        VISIT = "visit", _("Visit at home")
        WRITTEN = "written", _("In writing")
        MYSTERY = "mystery", _("Mystery visit")

    name = models.CharField(_("name"), max_length=60)
    contact = models.CharField(
        _("kind of contact"), max_length=10, choices=Contact, blank=True, default="", db_default=""
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1, db_default=1)
    is_current = models.BooleanField(_("latest version"), default=True, db_default=True, editable=False)
    items = models.JSONField(_("items"), default=list)
    in_use = models.BooleanField(_("Checks may begin with it"), default=True)
    batch = models.ForeignKey(
        Batch, verbose_name=_("import"), null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        editable=False,
    )  # fmt: skip

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(is_current=True), name="checklist_one_is_current"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CheckQuerySet(EvidenceQuerySet):
    """Who sees which checks."""

    def visible_to(self, account: "Account") -> "CheckQuerySet":
        """As all evidence; but not to who is asked for a second rating, until it is given: a second look is blind."""
        from evidence.quality_checks.second.models import SecondRating

        same = {"quality_check__source": OuterRef("source"), "quality_check__number": OuterRef("number")}
        owed = SecondRating.objects.filter(rater=account, rated_at=None, **same)
        return cast(CheckQuerySet, super().visible_to(account).filter(~Exists(owed)))


class QualityCheck(Fact):
    """One check of one contact. Final from ``final_at`` on; only checks final by the cut-off count.

    ``contact`` is the id of what was checked, like ``order:12``, where it is known: of one contact one check stands.
    """

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="quality_checks")
    site = models.ForeignKey(Site, verbose_name=_("site"), null=True, on_delete=models.PROTECT, related_name="+")
    contact_at = models.DateTimeField(_("contact at"))
    final_at = models.DateTimeField(_("final at"), null=True)
    checker = models.ForeignKey(
        Person, verbose_name=_("checked by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)
    checklist = models.ForeignKey(
        Checklist, verbose_name=_("checklist"), null=True, on_delete=models.PROTECT, related_name="checks"
    )
    recording = models.URLField(_("recording"), max_length=500, blank=True, default="", db_default="")
    time_mark = models.CharField(_("time mark"), max_length=8, blank=True, default="", db_default="")

    contact = models.CharField(_("contact"), max_length=40, blank=True, default="", db_default="", editable=False)

    objects = CheckQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("quality check")
        verbose_name_plural = _("quality checks")
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["contact"], condition=Q(stands=True) & ~Q(contact=""), name="contact_checked_once"
            ),
        ]
        indexes = [models.Index(fields=["contact_at"], name="check_in_month")]


class QualityItem(models.Model):
    class Outcome(models.TextChoices):
        """Pass, fail, not applicable."""

        PASS = "pass", _("Pass")
        FAIL = "fail", _("Fail")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    quality_check = models.ForeignKey(
        QualityCheck, verbose_name=_("quality check"), on_delete=models.CASCADE, related_name="items"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("item"), max_length=120)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    is_critical = models.BooleanField(_("critical"), default=False)
    finding = models.CharField(_("finding"), max_length=120, blank=True, default="", db_default="")
    standard = models.CharField(_("standard"), max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("check item")
        verbose_name_plural = _("check items")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["quality_check", "position"], name="item_position_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def standard_address(self) -> str:
        """The standard's address, where it is one."""
        return next((word for word in self.standard.split() if word.startswith(("https://", "http://"))), "")
