"""The card of a month that still runs, 未结算 (SCORING §5): apart from the cards, and replaced whole by every run.

Neither version nor ledger nor payroll knows these rows. Whatever they are about may go and takes them along: the next
run makes them anew.
"""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person
from records.models import MonthRecord
from records.models.run import Run
from scoring.labels import Labels
from scoring.models.card import CardFact, read_facts
from scoring.models.plan import PlanVersion
from scoring.querysets import ProvisionalCardQuerySet


class ProvisionalRun(Run):
    """One computation of everybody's card so far. ``as_of``: the instant that stood for the cut-off."""

    month = models.ForeignKey(
        MonthRecord, verbose_name=_("month"), on_delete=models.CASCADE, related_name="provisional_runs"
    )
    as_of = models.DateTimeField(_("as of"), null=True)
    counts = models.JSONField(_("counts"), default=dict)

    class Meta(Run.Meta):
        verbose_name = _("computation of a running month")
        verbose_name_plural = _("computations of running months")
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_provisional_run_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.state}"


class ProvisionalCard(models.Model):
    """What a close at the instant of its run would make of one agent's month."""

    month = models.ForeignKey(
        MonthRecord, verbose_name=_("month"), on_delete=models.CASCADE, related_name="provisional_cards"
    )
    agent = models.ForeignKey(
        Person, verbose_name=_("agent"), on_delete=models.CASCADE, related_name="provisional_cards"
    )
    plan = models.ForeignKey(PlanVersion, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(
        ProvisionalRun, verbose_name=_("computation"), on_delete=models.CASCADE, related_name="cards"
    )
    frozen = models.JSONField(_("card"), help_text=_("The tree of scoring.engine.card, as frozen."))
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=2, null=True)
    grade = models.CharField(_("grade"), max_length=4, blank=True)
    team = models.ForeignKey("people.Team", verbose_name=_("team"), null=True, on_delete=models.CASCADE)
    site = models.ForeignKey("people.Site", verbose_name=_("site"), null=True, on_delete=models.CASCADE)
    labels = models.JSONField(_("labels"), default=dict)
    summary = models.GeneratedField(
        expression=models.Func("frozen", function="scoring_card_summary"),
        output_field=models.JSONField(),
        db_persist=True,
        verbose_name=_("what lists say of it"),
    )

    objects = ProvisionalCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card so far")
        verbose_name_plural = _("cards so far")
        constraints = [models.UniqueConstraint(fields=["month", "agent"], name="one_card_so_far")]

    def __str__(self) -> str:
        return f"{self.label.name} {self.month}"

    @property
    def label(self) -> Labels:
        """The words of the instant at which it was computed."""
        return Labels.from_frozen(self.labels)

    @property
    def counted_until(self) -> datetime:
        """The instant that stood for the cut-off."""
        assert self.run.as_of is not None  # a run has an instant before it has cards
        return self.run.as_of


class ProvisionalFacts(models.Model):
    """Every fact of one indicator of one card so far, kept with it, so that the list adds up to the figure above it
    however much came in since."""

    pk = models.CompositePrimaryKey("card_id", "indicator")
    card = models.ForeignKey(
        ProvisionalCard, verbose_name=_("card so far"), on_delete=models.CASCADE, related_name="facts", db_index=False
    )
    indicator = models.CharField(_("indicator"), max_length=60)
    facts = models.TextField(_("facts"), help_text=_("As in the facts of a card."))
    shared_by = ArrayField(
        models.PositiveIntegerField(), verbose_name=_("facts that make one counted thing"), null=True
    )

    class Meta:
        verbose_name = _("facts so far")
        verbose_name_plural = _("facts so far")

    def __str__(self) -> str:
        return f"{self.card_id} {self.indicator}"

    def __iter__(self) -> Iterator[CardFact]:
        """The facts, in the order of the hash."""
        return read_facts(self.facts, self.shared_by)
