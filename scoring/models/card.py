"""The frozen result for one agent, month and plan, and every fact that was counted or excluded."""

import json
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from itertools import repeat
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
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
    summary = models.GeneratedField(
        expression=models.Func("frozen", function="scoring_card_summary"),
        output_field=models.JSONField(),
        db_persist=True,
        verbose_name=_("what lists say of it"),
        help_text=_("Taken out of the tree by the database: scoring.card_summary."),
    )
    replayed = models.GeneratedField(
        expression=models.Func("frozen", function="scoring_card_replayed"),
        output_field=models.JSONField(),
        db_persist=True,
        verbose_name=_("what the lab scores again"),
        help_text=_("Taken out of the tree by the database: scoring.lab.reading."),
    )

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
    def counted_until(self) -> datetime:
        """The cut-off of its month."""
        return self.month.cutoff_at

    @property
    def label(self) -> Labels:
        """The words it is printed with, whatever its agent is called today."""
        return Labels.from_frozen(self.labels)


class CardFact(NamedTuple):
    """One fact as it entered (or did not enter) one indicator: what it added to the numerator, 0 where left out.

    ``shared_by``: how many facts make one counted thing; the ratings of one department do, else 1.
    """

    kind: str
    fact_id: int
    revision: int
    contribution: Fraction
    reason: str
    shared_by: int


def read_facts(facts: str, shared_by: list[int] | None) -> Iterator[CardFact]:
    """The facts that ``CardFacts`` keeps under these names."""
    for (name, revision, contribution, reason), shares in zip(json.loads(facts), shared_by or repeat(1), strict=False):
        kind, _colon, fact = name.partition(":")
        yield CardFact(kind, int(fact), revision, Fraction(contribution), reason, shares)


class CardFacts(models.Model):
    """Every fact of one indicator of one card, counted or not, as it was hashed (SCORING §9, fingerprint).

    One row for all of them, since they are written once, read together and never change: a close of 100,000 orders
    spends more on a row for each than on measuring and scoring.
    """

    pk = models.CompositePrimaryKey("card_id", "indicator")
    card = models.ForeignKey(
        Card, verbose_name=_("card"), on_delete=models.PROTECT, related_name="facts", db_index=False
    )
    indicator = models.CharField(_("indicator"), max_length=60)
    facts = models.TextField(
        _("facts"),
        help_text=_("Canonical JSON: a list of [fact, revision, contribution, reason for exclusion], sorted by fact."),
    )
    shared_by = ArrayField(
        models.PositiveIntegerField(),
        verbose_name=_("facts that make one counted thing"),
        null=True,
        help_text=_("Of each fact: the ratings of one department count as one. Empty: each fact counts by itself."),
    )

    class Meta:
        verbose_name = _("counted facts")
        verbose_name_plural = _("counted facts")

    def __str__(self) -> str:
        return f"{self.card_id} {self.indicator}"

    def __iter__(self) -> Iterator[CardFact]:
        """The facts, in the order of the hash."""
        return read_facts(self.facts, self.shared_by)
