"""The review panel 评审小组: a blind second look at chosen cards of a month, before it is published."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpi_portal.lib.month import Month
from people.models import Person
from records.models import MonthRecord
from scoring.models.adjustment import Adjustment

if TYPE_CHECKING:
    from people.models import Account


class PanelQuerySet(models.QuerySet[Any]):
    """Words of review panels."""

    def open(self) -> "PanelQuerySet":
        """For which publication waits."""
        return self.filter(state="open")

    def visible_to(self, account: "Account") -> "PanelQuerySet":
        """HR's are all of them; other members see those they sit on."""
        return self if account.has_perm("scoring.convene_panel") else self.filter(members__account=account)


class PanelCardQuerySet(models.QuerySet[Any]):
    """Words of the cards of panels."""

    def waiting_for(self, account: "Account") -> "PanelCardQuerySet":
        """Those of open panels that this account sits on and has said nothing of, neither opinion nor recusal."""
        own = self.filter(panel__state="open", panel__members__account=account.pk)
        return own.exclude(opinions__member__account=account.pk)

    def agents_for(self, account: "Account", month: Month) -> frozenset[int]:
        """Whose cards of the month those are: lists that read no cards by ``visible_to`` leave them out."""
        own = self.waiting_for(account).filter(panel__month__first_day=month.first_day)
        return frozenset(own.values_list("agent", flat=True))


class ReviewPanel(models.Model):
    """One panel of a month. ``seed``: what the random sample was drawn with, kept so that anybody can draw it again.

    ``quorum``: so many opinions each card needs. A panel that is neither closed nor given up is open, one a month.
    """

    class State(models.TextChoices):
        """Publication waits for an open one."""

        OPEN = "open", pgettext_lazy("panel", "Open")
        CLOSED = "closed", pgettext_lazy("panel", "Closed")
        GIVEN_UP = "given_up", pgettext_lazy("panel", "Given up")

    month = models.ForeignKey(MonthRecord, verbose_name=_("month"), on_delete=models.PROTECT, related_name="panels")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=2, validators=[MinValueValidator(2)])
    seed = models.CharField(_("seed"), max_length=40, blank=True)
    sample = models.PositiveSmallIntegerField(_("random sample"), default=0)
    convened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("convened by"), on_delete=models.PROTECT, related_name="+"
    )
    convened_at = models.DateTimeField(_("convened at"), auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ended by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_reason = models.TextField(_("reason of the end"), blank=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = _("review panel")
        verbose_name_plural = _("review panels")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["month"], condition=Q(state="open"), name="one_open_panel"),
            models.CheckConstraint(condition=Q(quorum__gte=2), name="panel_of_two_at_least"),
        ]

    def __str__(self) -> str:
        return str(self.month)

    def get_absolute_url(self) -> str:
        """The page of the panel."""
        return reverse("scoring:panel", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether opinions are still given."""
        return self.state == self.State.OPEN


class PanelMember(models.Model):
    """An account that sits on a panel."""

    panel = models.ForeignKey(ReviewPanel, on_delete=models.PROTECT, related_name="members")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("member of a panel")
        verbose_name_plural = _("members of panels")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "account"], name="panel_member_once")]

    def __str__(self) -> str:
        return str(self.account)


class PanelCard(models.Model):
    """One agent's card that a panel looks at. ``why``: codes of ``scoring.panel.picking``, by which it was picked.

    ``outcome`` in points, ``figures`` before and after, and ``entry`` are filled in when the panel is closed.
    """

    panel = models.ForeignKey(ReviewPanel, on_delete=models.PROTECT, related_name="cards")
    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="+")
    why = models.JSONField(_("why it was picked"), default=list)
    outcome = models.DecimalField(_("outcome in points"), max_digits=5, decimal_places=2, null=True)
    figures = models.JSONField(_("before and after"), default=dict)
    entry = models.ForeignKey(
        Adjustment, verbose_name=_("adjustment"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PanelCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card of a panel")
        verbose_name_plural = _("cards of panels")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "agent"], name="panel_card_once")]

    def __str__(self) -> str:
        return f"{self.panel}: {self.agent}"

    @property
    def points_before(self) -> Decimal | None:
        """Of the first reviewer, once the panel is closed."""
        return Decimal(self.figures["before"]["points"]) if self.figures else None


class PanelOpinion(models.Model):
    """What one member says of one card, once and for all. ``points``: 0 where the member agrees with the card as
    measured; none where the member stays out of it (``recused``), by themselves or because of who they are."""

    class Kind(models.TextChoices):
        """A recused member has no vote."""

        AGREE = "agree", pgettext_lazy("panel", "Agrees with the measured card")
        PROPOSE = "propose", pgettext_lazy("panel", "Proposes points")
        RECUSED = "recused", pgettext_lazy("panel", "Recused")

    card = models.ForeignKey(PanelCard, on_delete=models.PROTECT, related_name="opinions")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="opinions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True)
    reason = models.TextField(_("reason"), blank=True)
    automatic = models.BooleanField(_("by rule"), default=False)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("opinion of a member")
        verbose_name_plural = _("opinions of members")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["card", "member"], name="one_opinion_of_a_member"),
            models.CheckConstraint(
                condition=Q(kind="recused", points__isnull=True)
                | Q(kind="agree", points=0)
                | (Q(kind="propose", points__isnull=False) & ~Q(points=0)),
                name="recused_have_no_vote",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card}: {self.member}"
