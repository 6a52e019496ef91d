"""A resident's request: what does not change with its events, and a projection of them for lists."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Building, Person, Site, Team
from records.models import Batch
from records.sources import PORTAL
from workorders.querysets import WorkOrderQuerySet


class Channel(models.TextChoices):
    """How residents reach the desk; imported orders keep the word of their source."""

    PHONE = "phone", _("Telephone")
    WECHAT = "wechat", _("WeChat")
    APP = "app", _("App")
    FRONT_DESK = "front_desk", _("Front desk")
    MAIL = "mail", _("Mail")
    PATROL = "patrol", _("Patrol")


class WorkOrder(models.Model):
    """One order, identified by source + number, whose letters are compared without case.

    The columns from ``state`` on are a projection of the standing events, written by the same verb that writes the
    event (``workorders.truth``). Where ``last_event_at`` is not after a cut-off they are the truth at it, and measures
    read them; else measures read the events up to it (SCORING §3). Responder and completer repeat people whom events
    name and protect, so that no key is checked a second time for each of millions of rows.
    """

    class Priority(models.TextChoices):
        """How urgent."""

        LOW = "low", _("Low")
        NORMAL = "normal", _("Normal")
        HIGH = "high", _("High")
        URGENT = "urgent", _("Urgent")

    class State(models.TextChoices):
        """Derived from the last events."""

        NEW = "new", pgettext_lazy("state of an order", "New")
        IN_PROGRESS = "in_progress", _("In progress")
        ON_HOLD = "on_hold", _("Waiting for the resident")
        COMPLETED = "completed", pgettext_lazy("state of an order", "Completed")
        REOPENED = "reopened", pgettext_lazy("state of an order", "Re-opened")
        CANCELLED = "cancelled", pgettext_lazy("state of an order", "Cancelled")

    source = models.CharField(_("source"), max_length=60, default=PORTAL)
    number = models.CharField(_("order number"), max_length=100)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    stands = models.BooleanField(_("stands"), default=True)
    batch = models.ForeignKey(
        Batch, verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    building = models.ForeignKey(
        Building, verbose_name=_("building"), null=True, on_delete=models.PROTECT, related_name="orders"
    )
    room = models.CharField(_("room"), max_length=200, blank=True)
    team = models.ForeignKey(Team, verbose_name=_("team"), null=True, on_delete=models.PROTECT, related_name="orders")
    category = models.CharField(_("category"), max_length=120, blank=True)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.NORMAL)
    is_emergency = models.BooleanField(_("emergency"), default=False)
    channel = models.CharField(_("source channel"), max_length=60, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    department = models.CharField(_("department"), max_length=120, blank=True)
    first_contact_owner = models.ForeignKey(
        Person,
        verbose_name=_("first-contact owner"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    source_agent = models.ForeignKey(
        Person,
        verbose_name=_("agent in the source"),
        null=True,
        on_delete=models.PROTECT,
        related_name="orders_in_source",
        help_text=_("The one agent column of a source that records no dispatches."),
    )
    records_responses = models.BooleanField(_("responses are recorded"), default=True)
    records_completions = models.BooleanField(_("completions are recorded"), default=True)
    records_dispatches = models.BooleanField(_("dispatches are recorded"), default=True)
    flags = ArrayField(models.CharField(max_length=60), verbose_name=_("flags"), default=list)

    created_at = models.DateTimeField(_("created"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW)
    agent = models.ForeignKey(
        Person,
        verbose_name=_("responsible agent"),
        null=True,
        on_delete=models.PROTECT,
        related_name="orders",
        db_index=False,
    )
    first_responded_at = models.DateTimeField(_("first response"), null=True)
    responder = models.ForeignKey(
        Person,
        verbose_name=_("responder"),
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    first_dispatched_at = models.DateTimeField(_("first dispatch"), null=True)
    completed_at = models.DateTimeField(_("completed"), null=True)
    completer = models.ForeignKey(
        Person,
        verbose_name=_("responsible at the completion"),
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    was_completed = models.BooleanField(_("was completed once"), default=False)
    correction = models.CharField(_("correction"), max_length=10, blank=True)
    last_event_at = models.DateTimeField(_("last event that can move a score"), null=True)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        constraints = [models.UniqueConstraint("source", Lower("number"), name="order_once_per_source")]
        indexes = [
            models.Index(fields=["created_at"], name="order_created"),
            models.Index(fields=["first_dispatched_at"], name="order_dispatched"),
            models.Index(fields=["agent", "created_at"], name="order_of_agent"),
            models.Index(fields=["site", "created_at"], name="order_of_site"),
            models.Index(OpClass(Lower("number"), "text_pattern_ops"), name="order_number"),
            models.Index(fields=["created_at"], name="order_flagged", condition=~models.Q(flags=[])),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("workorders:order", args=[self.pk])

    @property
    def channel_name(self) -> str:
        """The channel in words; that of an imported order as its source calls it."""
        return str(dict(Channel.choices).get(self.channel, self.channel))


class WorkOrderRevision(models.Model):
    """What an order said before a later import changed it, and which import did."""

    order = models.ForeignKey(WorkOrder, verbose_name=_("order"), on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField(_("revision"))
    values = models.JSONField(_("values before"))
    batch = models.ForeignKey(Batch, verbose_name=_("superseded by"), null=True, on_delete=models.PROTECT)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("order revision")
        verbose_name_plural = _("order revisions")
        ordering = ["order", "revision"]
        constraints = [models.UniqueConstraint(fields=["order", "revision"], name="order_revision_once")]

    def __str__(self) -> str:
        return f"{self.order} · {self.revision}"
