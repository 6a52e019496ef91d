"""A mass outage (大面积停水停电): one trouble of many buildings, and the orders that it brings."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Building, Site
from people.visibility import sees_everybody
from workorders.models.work_order import WorkOrder

if TYPE_CHECKING:
    from people.models import Account


class IncidentQuerySet(models.QuerySet[Any]):
    """Words of incidents."""

    def visible_to(self, account: "Account") -> "IncidentQuerySet":
        """Those of the sites where the account works or leads; all for who sees everybody."""
        if sees_everybody(account):
            return self
        return self.filter(site__in=Site.objects.visible_to(account).values("pk"))

    def running(self) -> "IncidentQuerySet":
        """Not over yet."""
        return self.filter(ended_at=None)


class Incident(models.Model):
    """What happened where, since when, and what residents are told. Its orders go by hand or by themselves: those of
    its buildings and categories that come in while it lasts. Whether they count is decided by a supervisor or HR."""

    class Kind(models.TextChoices):
        """What failed."""

        WATER = "water", _("No water")
        POWER = "power", _("No electricity")
        GAS = "gas", _("No gas")
        HEATING = "heating", _("No heating")
        LIFT = "lift", _("Lifts out of service")
        NETWORK = "network", _("No network")
        OTHER = "other", _("Another outage")

    class Counting(models.TextChoices):
        """What was decided about its orders."""

        UNDECIDED = "", _("not decided")
        LEFT_OUT = "left_out", _("left out of the figures")
        COUNTED = "counted", _("they count")

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    categories = ArrayField(models.CharField(max_length=60), verbose_name=_("categories"))
    words = models.TextField(_("what residents are told"))
    begins_at = models.DateTimeField(_("since"))
    expected_at = models.DateTimeField(_("expected to end"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    told_at = models.DateTimeField(_("last word to the residents"), null=True, blank=True)
    counting = models.CharField(_("whether its orders count"), max_length=8, choices=Counting, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-begins_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.where}"

    def get_absolute_url(self) -> str:
        return reverse("workorders:incident", args=[self.pk])

    @property
    def where(self) -> str:
        """Its buildings as they are counted, else its site."""
        keys = {one.building_id for one in self.at.all()}
        return "、".join(one.name for one in self.site.buildings_as_counted if one.pk in keys) or self.site.name


class IncidentBuilding(models.Model):
    """One building of an incident."""

    incident = models.ForeignKey(Incident, verbose_name=_("incident"), on_delete=models.CASCADE, related_name="at")
    building = models.ForeignKey(Building, verbose_name=_("building"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("building of an incident")
        verbose_name_plural = _("buildings of incidents")
        constraints = [models.UniqueConstraint(fields=["incident", "building"], name="incident_building_once")]

    def __str__(self) -> str:
        return str(self.building)


class IncidentOrder(models.Model):
    """An order that an incident brought."""

    order = models.OneToOneField(
        WorkOrder, verbose_name=_("order"), primary_key=True, on_delete=models.CASCADE, related_name="in_incident"
    )
    incident = models.ForeignKey(Incident, verbose_name=_("incident"), on_delete=models.CASCADE, related_name="orders")
    at = models.DateTimeField(_("attached"))
    is_automatic = models.BooleanField(_("by itself"), default=False)

    class Meta:
        verbose_name = _("order of an incident")
        verbose_name_plural = _("orders of incidents")

    def __str__(self) -> str:
        return str(self.order)
