"""An item of a check that its agent contests, and until when one may."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.quality_checks.models import QualityCheck
from kpi_portal.lib.read_once import once


class CheckRules(models.Model):
    """What the company chose about quality checks. One row; a company that never chose has these defaults."""

    contest_days = models.PositiveSmallIntegerField(
        _("Days to contest an item"),
        default=3,
        validators=[MaxValueValidator(30)],
        help_text=_("From when the check is entered; 0: items cannot be contested."),
    )

    class Meta:
        app_label = "evidence"
        verbose_name = _("rules of quality checks")
        verbose_name_plural = _("rules of quality checks")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="check_rules_one_row")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "CheckRules":
        """The company's row, or what holds before anybody chose."""
        return once(cls, lambda: cls.objects.first() or cls(pk=1))


class CheckContest(models.Model):
    """Entered once for an item of a check, and decided once. ``quality_check`` is the revision that was contested,
    ``corrected`` the one that an upheld contest made; ``noted_at``: when the agent took note of the decision."""

    class Decision(models.TextChoices):
        """Empty while nobody decided."""

        UPHELD = "upheld", pgettext_lazy("contest of an item", "Upheld")
        DECLINED = "declined", pgettext_lazy("contest of an item", "Not upheld")

    quality_check = models.ForeignKey(
        QualityCheck, verbose_name=_("quality check"), on_delete=models.PROTECT, related_name="contests"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    item = models.CharField(_("item"), max_length=120)
    words = models.TextField(_("why it is contested"))
    contested_at = models.DateTimeField(_("contested"))
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    decision_words = models.TextField(_("reason for the decision"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    corrected = models.ForeignKey(
        QualityCheck, verbose_name=_("corrected check"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"), null=True)

    class Meta:
        app_label = "evidence"
        verbose_name = _("contested item")
        verbose_name_plural = _("contested items")
        ordering = ["contested_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["quality_check", "position"], name="item_contested_once")]

    def __str__(self) -> str:
        return self.item

    def get_absolute_url(self) -> str:
        """Where it is decided."""
        return reverse("evidence:check_contest", args=[self.pk])


class NotedCheck(models.Model):
    """Its agent took note of this revision of a check."""

    quality_check = models.OneToOneField(
        QualityCheck, verbose_name=_("quality check"), on_delete=models.PROTECT, related_name="noted"
    )
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        app_label = "evidence"
        verbose_name = _("noted check")
        verbose_name_plural = _("noted checks")

    def __str__(self) -> str:
        return str(self.quality_check)
