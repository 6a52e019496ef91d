"""The frozen result for one agent, month and plan, and every fact that was counted or excluded."""

from fractions import Fraction

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person
from records.models import LedgerEntry, MonthRecord
from scoring.labels import Labels
from scoring.models.month_close import MonthClose
from scoring.models.plan import PlanVersion
from scoring.querysets import CardQuerySet


class Card(models.Model):
    """One immutable version. A new one is made only when the fingerprint changes (SCORING §9)."""

    month = models.ForeignKey(MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="cards")
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="cards")
    plan = models.ForeignKey(PlanVersion, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="cards")
    is_trial = models.BooleanField(_("trial"), default=False)
    version = models.PositiveIntegerField(_("version"))
    is_current = models.BooleanField(_("current"), default=True)
    close = models.ForeignKey(MonthClose, verbose_name=_("close"), on_delete=models.PROTECT, related_name="cards")
    ledger_entry = models.ForeignKey(
        LedgerEntry, verbose_name=_("ledger entry"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    frozen = models.JSONField(_("card"), help_text=_("The tree of scoring.engine.card, as frozen."))
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=2, null=True)
    grade = models.CharField(_("grade"), max_length=4, blank=True)
    coefficient = models.DecimalField(_("coefficient"), max_digits=5, decimal_places=2, null=True)
    rank = models.PositiveIntegerField(_("rank"), null=True)
    ranked = models.PositiveIntegerField(_("ranked"), null=True)
    posted_days = models.PositiveSmallIntegerField(_("posted days"), default=0)
    team = models.ForeignKey("people.Team", verbose_name=_("team"), null=True, on_delete=models.PROTECT)
    site = models.ForeignKey("people.Site", verbose_name=_("site"), null=True, on_delete=models.PROTECT)
    bonus_base = models.DecimalField(_("bonus base (yuan)"), max_digits=12, decimal_places=2, null=True)
    pay = models.DecimalField(_("pay (yuan)"), max_digits=12, decimal_places=2, null=True)
    labels = models.JSONField(
        _("labels"),
        default=dict,
        help_text=_("Name, staff number, post, team, site and plan as printed: scoring.labels (SCORING §9)."),
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.UniqueConstraint(fields=["month", "agent", "is_trial", "plan", "version"], name="card_version_once"),
            models.UniqueConstraint(
                fields=["month", "agent"],
                condition=models.Q(is_current=True, is_trial=False),
                name="one_current_card",
            ),
        ]
        indexes = [models.Index(fields=["agent", "month"], name="card_of_agent")]

    def __str__(self) -> str:
        return f"{self.label.name} {self.month} v{self.version}"

    @property
    def label(self) -> Labels:
        """The words it is printed with, whatever its agent is called today."""
        return Labels.from_frozen(self.labels)


class CardFact(models.Model):
    """One fact as it entered (or did not enter) one indicator of one card (SCORING §9, fingerprint).

    ``numerator / denominator`` is what the fact adds to the measure's numerator, exact; 0 / 1 where it was excluded.
    Rows are written once by one INSERT … SELECT and never change; ``scoring.rechecking`` would see a row too many. So
    the database checks neither the key nor the card of each row, which would cost more than measuring them: migration
    0002 leaves only the index by card, a BRIN, since a card's rows lie together.
    """

    pk = models.CompositePrimaryKey("card_id", "indicator", "kind", "fact_id")
    card = models.ForeignKey(
        Card,
        verbose_name=_("card"),
        on_delete=models.DO_NOTHING,
        related_name="facts",
        db_constraint=False,
        db_index=False,
    )
    indicator = models.CharField(_("indicator"), max_length=60)
    kind = models.CharField(_("kind of fact"), max_length=30)
    fact_id = models.BigIntegerField(_("fact"))
    revision = models.PositiveIntegerField(_("revision"))
    numerator = models.BigIntegerField(_("contribution"))
    denominator = models.BigIntegerField(_("contribution is divided by"))
    shared_by = models.PositiveIntegerField(
        _("facts that make one counted thing"), help_text=_("The ratings of one department count as one; else 1.")
    )
    reason = models.CharField(_("reason for exclusion"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("counted fact")
        verbose_name_plural = _("counted facts")
        indexes = [BrinIndex(fields=["card"], name="fact_of_card", autosummarize=True, pages_per_range=16)]

    def __str__(self) -> str:
        return f"{self.indicator} {self.kind} {self.fact_id}"

    @property
    def contribution(self) -> Fraction:
        """What the fact adds to the numerator."""
        return Fraction(self.numerator, self.denominator)
