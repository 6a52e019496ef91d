"""Checks of recorded contacts against a checklist (SCORING §3, ``etiquette_pass_rate``)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.querysets import EvidenceQuerySet
from people.models import Person, Site
from records.models import Fact


class QualityCheck(Fact):
    """One check of one contact. Final from ``final_at`` on; only checks final by the cut-off count."""

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="quality_checks")
    site = models.ForeignKey(Site, verbose_name=_("site"), null=True, on_delete=models.PROTECT, related_name="+")
    contact_at = models.DateTimeField(_("contact at"))
    final_at = models.DateTimeField(_("final at"), null=True)
    checker = models.ForeignKey(
        Person, verbose_name=_("checked by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("quality check")
        verbose_name_plural = _("quality checks")
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

    class Meta:
        verbose_name = _("check item")
        verbose_name_plural = _("check items")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["quality_check", "position"], name="item_position_once")]

    def __str__(self) -> str:
        return self.name


class Checklist(models.Model):
    """A named list of items from which checks begin. ``items``: a list of [words, weight, critical]."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    items = models.JSONField(_("items"), default=list)
    in_use = models.BooleanField(_("Checks may begin with it"), default=True)

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
