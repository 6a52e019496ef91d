"""What happened to an order: append-only; a correction supersedes (SCORING §3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Department, Person
from records.models import Batch
from workorders.models.work_order import WorkOrder


class EventKind(models.TextChoices):
    """The events of an order, in the words of SCORING §3."""

    CREATED = "created", _("Created")
    RESPONDED = "responded", _("Responded")
    AUTOMATIC_MESSAGE = "automatic_message", _("Automatic message")
    ACCEPTED = "accepted", _("Accepted")
    DISPATCHED = "dispatched", _("Dispatched")
    REASSIGNED = "reassigned", _("Re-assigned")
    STARTED = "started", _("Started")
    COMPLETED = "completed", _("Completed")
    CALLED_BACK = "called_back", _("Called back")
    ARCHIVED = "archived", _("Archived")
    HELD = "held", _("Put on hold")
    RESUMED = "resumed", _("Resumed")
    REOPENED = "reopened", _("Re-opened")
    CANCELLED = "cancelled", _("Cancelled")
    MARKED_DUPLICATE = "marked_duplicate", _("Marked as duplicate")
    EXEMPTED = "exempted", _("Exempted")
    TOLD = "told", _("Progress told")
    DUE = "due", _("Due by the standard")
    PROMISED = "promised", _("Time promised")
    EXTENDED = "extended", _("Longer time granted")


class OrderEvent(models.Model):
    """One event. ``agent`` is whom a dispatch or re-assignment names, and who responded for a response.
    An automatic message (SCORING §3) names its machine in ``reason``: a machine is no person.

    ``department`` is to whom a dispatch gives the work; a source that does not say so, and dispatches from before this
    was noted, name none.

    ``until`` is the time that a standard, a promise or an extension gives, and until when an order is on hold.

    Of events with equal instants the larger ``sequence`` is the later. ``stands`` is False once superseded or voided.
    Millions of rows: the unique pair (order, sequence) serves look-ups by order, and rare ones have no index.
    """

    order = models.ForeignKey(
        WorkOrder, verbose_name=_("order"), on_delete=models.CASCADE, related_name="events", db_index=False
    )
    sequence = models.PositiveIntegerField(_("sequence"))
    kind = models.CharField(_("event"), max_length=20, choices=EventKind)
    at = models.DateTimeField(_("at"))
    agent = models.ForeignKey(
        Person, verbose_name=_("agent"), null=True, on_delete=models.PROTECT, related_name="order_events"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    until = models.DateTimeField(_("until"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    stands = models.BooleanField(_("stands"), default=True)
    superseded_by_batch = models.ForeignKey(
        Batch, verbose_name=_("superseded by"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    batch = models.ForeignKey(
        Batch, verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        ordering = ["at", "sequence"]
        constraints = [models.UniqueConstraint(fields=["order", "sequence"], name="event_sequence_once")]
        indexes = [
            models.Index(fields=["batch"], name="event_of_batch", condition=models.Q(batch__isnull=False)),
            models.Index(
                fields=["superseded_by_batch"],
                name="event_superseded",
                condition=models.Q(superseded_by_batch__isnull=False),
            ),
            models.Index(fields=["at"], name="event_completed", condition=models.Q(kind="completed", stands=True)),
            models.Index(
                fields=["until"],
                name="event_due",
                condition=models.Q(kind__in=["due", "promised", "extended"], stands=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
