"""Pay: sums beside the grade, batches, their frozen rows, the columns of the file (SCORING §5 step 9, §9)."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person, Site, Team
from records.models import Fact, LedgerEntry, MonthRecord
from reports.pay.querysets import OwnPayQuerySet, PayBatchQuerySet, PayItemQuerySet
from scoring.models import Card

ZERO = Decimal("0.00")


def _account(name: Any, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=name, on_delete=models.PROTECT, related_name="+", **options
    )


def _yuan(name: Any, **options: Any) -> Any:
    return models.DecimalField(name, max_digits=12, decimal_places=2, **options)


class PayItem(Fact):
    """A sum beside the grade of one agent and month, with its reason; it never changes the grade.

    ``gate``: the score of ``team`` from which it is paid, or of complaints the share up to which it is (``gate_of``);
    where the team does not reach it nothing is paid, and the row says so.
    """

    class GateOf(models.TextChoices):
        """What the gate is compared with."""

        SCORE = "score", pgettext_lazy("gate of a team bonus", "The team's score")
        COMPLAINTS = "complaints", pgettext_lazy("gate of a team bonus", "Complaints upheld of the team's orders")

    class Kind(models.TextChoices):
        """What it is paid for."""

        AWARD = "award", pgettext_lazy("pay item", "Award")
        COMMISSION = "commission", pgettext_lazy("pay item", "Commission")
        TEAM_BONUS = "team_bonus", pgettext_lazy("pay item", "Team bonus")
        CORRECTION = "correction", pgettext_lazy("pay item", "Correction")
        OTHER = "other", pgettext_lazy("pay item", "Other")

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="pay_items")
    first_day = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    amount = _yuan(_("amount (yuan)"))
    text = models.CharField(_("reason"), max_length=300)
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    gate = models.DecimalField(_("paid from a team score of"), max_digits=5, decimal_places=2, null=True, blank=True)
    gate_of = models.CharField(_("gate"), max_length=10, choices=GateOf, default=GateOf.SCORE)

    objects = PayItemQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("pay item")
        verbose_name_plural = _("pay items")
        ordering = ["pk"]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(first_day__day=1), name="pay_item_of_a_month"),
            models.CheckConstraint(condition=~Q(amount=0), name="pay_item_is_a_sum"),
            models.CheckConstraint(condition=Q(gate=None) | Q(team__isnull=False), name="pay_gate_of_a_team"),
        ]
        indexes = [models.Index(fields=["first_day", "agent"], name="pay_item_in_month")]

    def __str__(self) -> str:
        return f"{self.agent} {self.first_day:%Y-%m} {self.amount:+}"


class PayBatch(models.Model):
    """What is paid of one month at once. Until it is released its rows are what the month owes now; then they stand."""

    class Kind(models.TextChoices):
        """Who is in it."""

        FIRST = "first", pgettext_lazy("pay batch", "Not paid yet")
        DIFFERENCE = "difference", pgettext_lazy("pay batch", "Difference")

    class State(models.TextChoices):
        """Its steps in their order; only what is not released can be withdrawn."""

        DRAFT = "draft", pgettext_lazy("pay batch", "Being made")
        WAITING = "waiting", pgettext_lazy("pay batch", "Waits for release")
        RELEASED = "released", pgettext_lazy("pay batch", "Released")
        PAID = "paid", pgettext_lazy("pay batch", "Paid")
        WITHDRAWN = "withdrawn", pgettext_lazy("pay batch", "Withdrawn")

    OPEN = (State.DRAFT, State.WAITING)
    FROZEN = (State.RELEASED, State.PAID)

    month = models.ForeignKey(
        MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="pay_batches"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_by = _account(_("made by"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    note = models.TextField(_("what the maker says"), blank=True)
    row_words = models.JSONField(_("what the maker says of single people"), default=dict)
    sent_back = models.TextField(_("why it was sent back"), blank=True)
    handed_over_at = models.DateTimeField(_("handed over at"), null=True)
    columns = models.JSONField(_("columns of the file"), default=list)
    people = models.PositiveIntegerField(_("people"), default=0)
    pay = _yuan(_("performance pay (yuan)"), default=ZERO)
    items = _yuan(_("items (yuan)"), default=ZERO)
    checksum = models.CharField(_("checksum of the file"), max_length=64, blank=True)
    rows_hash = models.CharField(_("checksum of the rows"), max_length=64, blank=True)
    released_by = _account(_("released by"), null=True)
    released_at = models.DateTimeField(_("released at"), null=True)
    ledger_entry = models.ForeignKey(
        LedgerEntry, verbose_name=_("ledger entry"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    paid_on = models.DateField(_("paid on"), null=True)
    paid_by = _account(_("marked as paid by"), null=True)

    objects = PayBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("pay batch")
        verbose_name_plural = _("pay batches")
        ordering = ["-month__first_day", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["month", "number"], name="pay_batch_number_once"),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("made_by")), name="pay_released_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("released", "paid"), released_by__isnull=False, released_at__isnull=False)
                | Q(state__in=("draft", "waiting", "withdrawn"), released_by=None, released_at=None),
                name="pay_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False, paid_by__isnull=False)
                | (~Q(state="paid") & Q(paid_on=None, paid_by=None)),
                name="pay_paid_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        named = {"month": self.month.month, "number": self.number}
        return _now("%(month)s, batch %(number)s") % named

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reports:pay_batch", args=[self.pk])

    @property
    def amount(self) -> Decimal:
        """What is paid by it."""
        return Decimal(self.pay + self.items)

    @property
    def is_open(self) -> bool:
        """Neither released nor withdrawn."""
        return self.state in self.OPEN

    @property
    def is_frozen(self) -> bool:
        """Its rows stand for ever."""
        return self.state in self.FROZEN


class PayRow(models.Model):
    """What one agent is paid of a month by one batch. ``place`` counts the agent's rows of the month: 1 is the first,
    later ones are differences to what was paid ``before``. ``lines`` are the items that are due, paid or not by gate;
    ``remark`` is what the file says of them, kept: the file stays the same to the byte however it is worded later.
    """

    batch = models.ForeignKey(PayBatch, verbose_name=_("pay batch"), on_delete=models.PROTECT, related_name="rows")
    month = models.ForeignKey(MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="pay_rows")
    place = models.PositiveSmallIntegerField(_("payment of the month"))
    line = models.PositiveIntegerField(_("line of the file"))
    card = models.ForeignKey(Card, verbose_name=_("card"), null=True, on_delete=models.PROTECT, related_name="+")
    labels = models.JSONField(_("labels"), default=dict)
    pay = _yuan(_("performance pay (yuan)"))
    items = _yuan(_("items (yuan)"))
    before_pay = _yuan(_("performance pay that was paid before"), default=ZERO)
    before_items = _yuan(_("items that were paid before"), default=ZERO)
    lines = models.JSONField(_("items that are due"), default=list)
    notes = models.JSONField(_("what to look at"), default=list)
    remark = models.TextField(_("note in the file"), blank=True)

    objects = OwnPayQuerySet.as_manager()

    class Meta:
        verbose_name = _("pay row")
        verbose_name_plural = _("pay rows")
        ordering = ["batch", "line"]
        constraints = [
            models.UniqueConstraint(fields=["month", "agent", "place"], name="pay_of_agent_and_month_once"),
            models.UniqueConstraint(fields=["batch", "agent"], name="pay_row_once_in_a_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.labels.get('name', '')} {self.amount}"

    @property
    def amount(self) -> Decimal:
        """What is paid by this row."""
        return Decimal(self.pay + self.items)

    @property
    def due(self) -> Decimal:
        """What the month owed altogether when the row was made."""
        return Decimal(self.amount + self.before_pay + self.before_items)


class PayColumns(models.Model):
    """The columns of the company's payroll file, in their order: ``[[field, heading], …]``; one row."""

    columns = models.JSONField(_("columns of the file"), default=list)

    class Meta:
        verbose_name = _("columns of the payroll file")
        verbose_name_plural = _("columns of the payroll file")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
