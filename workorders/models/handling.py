"""How the desk handles an order that is worked in the portal; who the resident is; pictures."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.attachments import random_name
from people.models import Department, Person
from workorders.models.work_order import WorkOrder


class Handling(models.Model):
    """What the board and the order's page show of an order that is worked in the portal.

    A projection of its events where those say it (``due_at`` and the instants), written by the same verb; the rest is
    who does the work. No figure is counted from here.
    """

    order = models.OneToOneField(
        WorkOrder, verbose_name=_("order"), primary_key=True, on_delete=models.CASCADE, related_name="handling"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    executor = models.ForeignKey(
        Person, verbose_name=_("done by"), null=True, on_delete=models.PROTECT, related_name="orders_to_do"
    )
    escalated_due = models.DateTimeField(_("late since, as who leads was told"), null=True)
    escalated_to = models.PositiveSmallIntegerField(_("superiors told of it"), default=0, db_default=0)
    alarmed_at = models.DateTimeField(_("department written to"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    started_at = models.DateTimeField(_("started"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    is_promised = models.BooleanField(_("promised to the resident"), default=False)
    held_until = models.DateTimeField(_("on hold until"), null=True)
    told_at = models.DateTimeField(_("last word to the resident"), null=True)
    called_back_at = models.DateTimeField(_("called back"), null=True)
    archived_at = models.DateTimeField(_("archived"), null=True)
    in_warranty = models.BooleanField(_("under warranty"), null=True)
    is_paid = models.BooleanField(_("paid by the resident"), null=True)
    repeat_of = models.ForeignKey(
        WorkOrder, verbose_name=_("repeats"), null=True, on_delete=models.SET_NULL, related_name="repeats"
    )

    calls_missed = models.PositiveSmallIntegerField(_("calls that reached nobody"), default=0)
    call_missed_at = models.DateTimeField(_("last call that reached nobody"), null=True)
    asked_until = models.DateTimeField(_("longer time asked for"), null=True)
    asked_reason = models.CharField(_("reason for a longer time"), max_length=500, blank=True)
    asked_by = models.ForeignKey(
        Person, verbose_name=_("asked by"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("handling of an order")
        verbose_name_plural = _("handling of orders")
        indexes = [models.Index(fields=["department"], name="handling_open", condition=models.Q(archived_at=None))]

    def __str__(self) -> str:
        return str(self.order)


class ResidentContact(models.Model):
    """Whom to call about an order. A table of its own: no list, export or audit reads it, only who is in charge."""

    order = models.OneToOneField(
        WorkOrder, verbose_name=_("order"), primary_key=True, on_delete=models.CASCADE, related_name="resident"
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("resident's contact")
        verbose_name_plural = _("residents' contacts")

    def __str__(self) -> str:
        return str(self.order)

    @property
    def masked_phone(self) -> str:
        """``138****2760``: enough to recognise, too little to dial."""
        digits = self.phone.replace(" ", "").replace("-", "")
        return f"{digits[:3]}****{digits[-4:]}" if len(digits) > 7 else "****"


def random_place(photo: "OrderPhoto", _name: str) -> str:
    """A name that tells nothing and cannot be guessed; the company's folder is the storage's business."""
    return f"orders/{random_name(photo.content_type)}"


class OrderPhoto(models.Model):
    """A picture of the trouble or of the work. It leaves through a view that asks who may see the order."""

    class Stage(models.TextChoices):
        """What it shows."""

        REQUEST = "request", _("The request")
        WORK = "work", _("The work done")

    order = models.ForeignKey(WorkOrder, verbose_name=_("order"), on_delete=models.CASCADE, related_name="photos")
    stage = models.CharField(_("shows"), max_length=8, choices=Stage, default=Stage.REQUEST)
    file = models.FileField(_("file"), upload_to=random_place)
    content_type = models.CharField(_("kind of file"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("picture of an order")
        verbose_name_plural = _("pictures of orders")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.order)
