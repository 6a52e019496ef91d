"""Reads of cards, plans and adjustments as sentences.

A stored card is read as types: one whole by ``cards.tree``, many by ``card_summary.summary``, its labels by ``label``.
What a statement has to take out of the JSON itself to filter and to sort is said here.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import TruncMonth

from kpi_portal.lib.month import Month
from people.access import LEADS
from people.querysets import chinese_order, during
from people.visibility import people_seen, rows_seen, sees_everybody
from records.models import BEFORE_COMPUTED

if TYPE_CHECKING:
    from people.models import Account


SHOWN_TO_AGENTS = ("published", "final", "paid_out")


def looked_at_blindly(account: "Account", first_day: str) -> models.Exists:
    """Inside a statement about rows of ``agent`` and month: the account has to give its own opinion of that card in an
    open panel, and until then sees nothing that tells what others thought of it."""
    from scoring.models import PanelCard

    waiting = PanelCard.objects.waiting_for(account).filter(agent=models.OuterRef("agent"))
    return models.Exists(waiting.filter(panel__month__first_day=models.OuterRef(first_day)))


class CardQuerySet(models.QuerySet[Any]):
    """Words of cards."""

    def current(self) -> "CardQuerySet":
        """The latest version of each."""
        return self.filter(is_current=True)

    def without_tree(self) -> "CardQuerySet":
        """For lists: they read ``card_summary.summary`` and leave the tree where it is."""
        return self.defer("frozen", "replayed")

    def held(self) -> "CardQuerySet":
        """Those that an indicator with the policy ``hold`` keeps from being final (SCORING §3)."""
        return self.exclude(summary__needs_decision=[])

    def waiting_for_decision(self) -> "CardQuerySet":
        """Those that an indicator holds, and those that nothing carries and about whose pay nobody decided."""
        return self.filter(~Q(summary__needs_decision=[]) | Q(total=None, coefficient=None))

    def by_name(self, *first: Any) -> "CardQuerySet":
        """In Chinese order of the names they were printed with, after what comes first."""
        return self.order_by(*first, chinese_order(KT("labels__name")), "labels__staff_number", "pk")

    def by_staff_number(self, *first: str) -> "CardQuerySet":
        """By the numbers they were printed with, after what comes first."""
        return self.order_by(*first, "labels__staff_number", "labels__name", "pk")

    def visible_to(self, account: "Account") -> "CardQuerySet":
        """Cards of the people whom the account may see *in that month*.

        One's own only from ``published`` on (SCORING §9), except for who sees everybody.
        """
        seen = rows_seen(self, account, whose="agent", month=models.F("month__first_day"))
        seen = seen.exclude(looked_at_blindly(account, "month__first_day"))
        if sees_everybody(account):
            return seen
        return seen.exclude(Q(agent_id=account.person_id) & ~Q(month__state__in=SHOWN_TO_AGENTS))


class ReviewQuerySet(models.QuerySet[Any]):
    """Words of reviews."""

    def of_card(self) -> "ReviewQuerySet":
        """Inside a statement about cards: the review of each."""
        return self.filter(month=models.OuterRef("month"), agent=models.OuterRef("agent"))

    def as_it_is(self) -> "ReviewQuerySet":
        """Those of the card as it is now: of this version, or of one that differs by the review's own entry alone."""
        return self.filter(Q(card=models.OuterRef("pk")) | Q(fingerprint=models.OuterRef("fingerprint")))


class ProvisionalCardQuerySet(models.QuerySet[Any]):
    """Words of the cards of months that still run."""

    def standing(self) -> "ProvisionalCardQuerySet":
        """Those whose month was not computed: from then on the real card takes over, even over a row left behind."""
        return self.filter(month__state__in=BEFORE_COMPUTED)

    def visible_to(self, account: "Account") -> "ProvisionalCardQuerySet":
        """Cards of the people whom the account may see in that month, one's own among them."""
        return rows_seen(self, account, whose="agent", month=models.F("month__first_day"))

    def without_tree(self) -> "ProvisionalCardQuerySet":
        """For lists, as for cards."""
        return self.defer("frozen")

    def by_name(self, *first: Any) -> "ProvisionalCardQuerySet":
        """In Chinese order of names, after what comes first."""
        return self.order_by(*first, chinese_order(KT("labels__name")), "labels__staff_number", "pk")


class EarlyWarningQuerySet(models.QuerySet[Any]):
    """Words of early warnings."""

    def standing(self) -> "EarlyWarningQuerySet":
        """Those that nobody closed and that did not close by themselves."""
        return self.exclude(state="closed")

    def visible_to(self, account: "Account") -> "EarlyWarningQuerySet":
        """Those of people whom the account may see in their month."""
        return rows_seen(self, account, whose="agent", month=models.F("first_day"))


class LeavingOutQuerySet(models.QuerySet[Any]):
    """Words of wishes to leave something out."""

    def waiting(self) -> "LeavingOutQuerySet":
        """Those that nobody decided, the oldest first."""
        return self.filter(decided_at=None).order_by("asked_at", "pk")

    def visible_to(self, account: "Account") -> "LeavingOutQuerySet":
        """One's own; all of them to HR and administrators."""
        return self if sees_everybody(account) else self.filter(asked_by=account)


class PlanQuerySet(models.QuerySet[Any]):
    """Words of plan versions."""

    def visible_to(self, account: "Account") -> "PlanQuerySet":
        """Published versions are everybody's; drafts are seen by HR and administrators.

        Once shown for comments, also by those to whom they were shown, and by who leads.
        """
        if sees_everybody(account):
            return self
        from scoring.models import PlanReader

        shown = Q(pk__in=PlanReader.objects.filter(person=account.person_id).values("version"))
        if account.has_role(*LEADS):
            shown |= Q(shown_at__isnull=False)
        return self.filter(Q(state="published") | shown)


class PlanCommentQuerySet(models.QuerySet[Any]):
    """Words of comments on drafts."""

    def visible_to(self, account: "Account") -> "PlanCommentQuerySet":
        """One's own; all of them to HR and administrators."""
        return self if sees_everybody(account) else self.filter(author=account)

    def unanswered(self) -> "PlanCommentQuerySet":
        """Those on drafts that HR has not answered yet."""
        return self.filter(answered_at=None, version__state="draft")


class AdjustmentQuerySet(models.QuerySet[Any]):
    """Words of adjustments."""

    def visible_in(self, month: Month, account: "Account") -> "AdjustmentQuerySet":
        """The month's entries for people whose card of the month the account may see."""
        seen = self.filter(first_day=month.first_day, agent__in=people_seen(account, month))
        return seen.exclude(looked_at_blindly(account, "first_day"))


class CatalogueQuerySet(models.QuerySet[Any]):
    """Words of the catalogue of bonuses and deductions."""

    def used_in(self, month: Month) -> "CatalogueQuerySet":
        """Lines in use on a day of the month."""
        begun = Q(first_day=None) | Q(first_day__lte=month.last_day)
        return self.filter(begun & (Q(last_day=None) | Q(last_day__gte=month.first_day)))

    def in_use_first(self, today: Any) -> "CatalogueQuerySet":
        """All of them, with whether their use is over (``is_over``)."""
        over = models.Case(models.When(last_day__lt=today, then=True), default=False)
        lines: CatalogueQuerySet = self.annotate(is_over=over).order_by("is_over", "kind", "name")
        return lines


class TargetQuerySet(models.QuerySet[Any]):
    """Words of targets."""

    def standing(self) -> "TargetQuerySet":
        """Neither superseded nor voided."""
        return self.filter(stands=True)

    def holding(self) -> "TargetQuerySet":
        """Those by which cards are scored: none that waits for the agent's word."""
        return self.filter(stands=True).exclude(word="due")


class TargetSheetQuerySet(models.QuerySet[Any]):
    """Words of agreements with agents."""

    def visible_in(self, month: Month, account: "Account") -> "TargetSheetQuerySet":
        """Those of the month with people whom the account may see in it."""
        return self.filter(first_day=month.first_day, agent__in=people_seen(account, month))


class TargetProposalQuerySet(models.QuerySet[Any]):
    """Words of agents' proposals."""

    def visible_in(self, month: Month, account: "Account") -> "TargetProposalQuerySet":
        """Those of the month of people whom the account may see in it."""
        return self.filter(sheet__first_day=month.first_day, sheet__agent__in=people_seen(account, month))

    def waiting(self) -> "TargetProposalQuerySet":
        """Those that nobody decided."""
        return self.filter(decision="")


class DecisionQuerySet(models.QuerySet[Any]):
    """Words of decisions where evidence lacks."""

    def of_month(self, month: Month) -> "DecisionQuerySet":
        """Those that stand, in the order in which they were made."""
        return self.filter(first_day=month.first_day, stands=True).order_by("pk")


class RedLineQuerySet(models.QuerySet[Any]):
    """Words of red lines."""

    def counting_in(self, month: Month) -> "RedLineQuerySet":
        """Confirmed by two people, and on the cards of this month."""
        return self.filter(counts=True, counts_in=month.first_day)

    def open(self) -> "RedLineQuerySet":
        """In which somebody still has to act."""
        return self.exclude(state__in=("back", "dismissed", "overturned"))

    def waiting_first(self) -> "RedLineQuerySet":
        """By deadline, those that ended last, newest first."""
        return self.order_by(models.F("due").asc(nulls_last=True), "-pk")

    def visible_to(self, account: "Account") -> "RedLineQuerySet":
        """Those of people whom the account saw in the month of the incident; the own ones once there is a hearing."""
        seen = rows_seen(self, account, whose="agent", month=TruncMonth("day", output_field=models.DateField()))
        return seen.exclude(Q(agent_id=account.person_id) & Q(state="evidence") & Q(hearing_on=None))


class TargetChangeQuerySet(models.QuerySet[Any]):
    """Words of changes of targets after their freeze."""

    def visible_in(self, month: Month, account: "Account") -> "TargetChangeQuerySet":
        """The month's changes for agents, teams and sites that the account may see."""
        from people.models import Site, Team

        rows = self.filter(first_day=month.first_day)
        if sees_everybody(account):
            return rows
        return rows.filter(
            Q(agent__in=people_seen(account, month))
            | Q(team__in=Team.objects.visible_to(account))
            | Q(site__in=Site.objects.visible_to(account))
        )

    def waiting(self) -> "TargetChangeQuerySet":
        """Neither confirmed nor withdrawn."""
        return self.filter(confirmed_at=None, withdrawn_at=None)

    def confirmed(self) -> "TargetChangeQuerySet":
        """Those that were made, in the order in which they were."""
        return self.filter(confirmed_at__isnull=False).order_by("confirmed_at", "pk")


class SiteEventQuerySet(models.QuerySet[Any]):
    """Words of the site calendar."""

    def standing(self) -> "SiteEventQuerySet":
        """Neither withdrawn nor replaced."""
        return self.filter(ended_at=None)

    def touching(self, month: Month) -> "SiteEventQuerySet":
        """Events with a day in the month."""
        return self.filter(during(month))

    def visible_to(self, account: "Account") -> "SiteEventQuerySet":
        """The whole company's are everybody's; those of a site are seen by whom may see the site."""
        from people.models import Site

        return self.filter(Q(site=None) | Q(site__in=Site.objects.visible_to(account)))


class AnnualGoalQuerySet(models.QuerySet[Any]):
    """Words of annual goals."""

    def standing(self) -> "AnnualGoalQuerySet":
        """Neither replaced nor given up."""
        return self.filter(ended_at=None)

    def visible_to(self, account: "Account") -> "AnnualGoalQuerySet":
        """The whole company's are everybody's; those of a site are seen by whom may see the site."""
        from people.models import Site

        return self.filter(Q(site=None) | Q(site__in=Site.objects.visible_to(account)))
