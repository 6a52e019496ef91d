"""Where residents live: sites and their buildings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.natural import natural_key
from people.models.person import Person
from people.querysets import SiteQuerySet


class Site(models.Model):
    """A residential community or an office building (项目/小区)."""

    class Kind(models.TextChoices):
        """Decides the plan in force together with the post (SCORING §1)."""

        RESIDENTIAL = "residential", _("Residential")
        PREMIUM = "premium", _("Premium residential")
        COMMERCIAL = "commercial", _("Commercial")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.RESIDENTIAL)
    is_active = models.BooleanField(_("active"), default=True)
    batch = models.ForeignKey(
        "records.Batch", verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def buildings_as_counted(self) -> "list[Building]":
        """1 栋, 2 栋, 10 栋."""
        return sorted(self.buildings.all(), key=lambda building: natural_key(building.name))


class Building(models.Model):
    """A building of a site (楼栋). Its steward (楼栋管家) is the agent who usually has what its residents ask for; the
    deputy does on the steward's days away. Orders keep the agent they were given to: no figure is counted from here."""

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="buildings")
    name = models.CharField(_("name"), max_length=60)
    steward = models.ForeignKey(
        Person, verbose_name=_("steward"), null=True, blank=True, on_delete=models.PROTECT, related_name="buildings"
    )
    deputy = models.ForeignKey(
        Person, verbose_name=_("deputy steward"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    batch = models.ForeignKey(
        "records.Batch", verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ["site", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="building_once_per_site")]

    def __str__(self) -> str:
        return self.name
