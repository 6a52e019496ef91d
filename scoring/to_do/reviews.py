"""Cards to review, with their day; grades that wait for HR's second look; evidence that reviewers asked for."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from people.visibility import sees_everybody
from records.models import MonthRecord
from scoring.computed import COMPUTED
from scoring.models import Adjustment, Card, Review, ScoringSettings
from scoring.review import checks, queue
from scoring.review.queue import Standing
from scoring.review.reviewers import leader_of_card
from scoring.to_do.months import named


@tasks_for("scoring.review", rows=lambda: MonthRecord.objects.filter(state__in=queue.REVIEWED))
def to_review(account: Account, now: datetime) -> Iterator[Group]:
    """Cards of the people whom the account leads; of HR those whom nobody leads, and what only HR answers."""
    cards = list(_waiting(account))
    settings = ScoringSettings.of_the_company() if cards else None
    own = groupby((card for card in cards if card.is_mine), key=lambda card: card.month_id)
    for found in [list(group) for _month, group in own]:
        yield _to_review(found, settings, now)
    if account.has_perm("scoring.confirm_grade") and settings is not None:
        yield _grades_to_confirm({card.month_id for card in cards if card.is_judged}, settings, account)
    if account.has_perm("scoring.answer_review"):
        yield _asked_for_evidence([card for card in cards if card.standing == Standing.SENT_BACK])


def _waiting(account: Account) -> Any:
    """All of it in one statement; of a card only what tells what waits, for there may be a thousand."""
    found = Card.objects.current().filter(is_trial=False, month__state__in=queue.REVIEWED, month__in=COMPUTED)
    found = queue.standing(found.visible_to(account).exclude(agent=account.person_id))
    closed = queue.closes_since_opened().filter(month=OuterRef("month"))
    entered = Adjustment.objects.filter(agent=OuterRef("agent"), first_day=OuterRef("month__first_day"))
    mine, everybodys = Q(standing__in=queue.WAITING), sees_everybody(account)
    if everybodys:
        mine &= Q(reviewer=account.person_id)
        of_hr = Coalesce(leader_of_card(), account.person_id, output_field=BigIntegerField())  # whom nobody leads
        found = found.annotate(reviewer=of_hr)
    found = found.annotate(
        closed_at=Subquery(closed.values("finished_at")[:1]),
        is_judged=Exists(entered.filter(checks.JUDGED)) & Q(confirmation=None, total__isnull=False),
    )
    # What waits, is not sent back and was not judged is mine: who leads is dear, and is not looked for twice.
    plainly = When(is_judged=False, then=Q(standing__in=queue.WAITING))
    found = found.annotate(is_mine=Case(plainly, When(mine, then=True), default=False))
    waiting = mine
    if everybodys:
        waiting |= Q(standing=Standing.SENT_BACK) | Q(is_judged=True)
    rows = found.filter(waiting).by_name("month__first_day", "standing")
    return rows.values_list("pk", "month_id", "agent_id", "standing", "closed_at", "is_mine", "is_judged", named=True)


def _to_review(own: list[Any], settings: ScoringSettings | None, now: datetime) -> Group:
    first = {card.pk: card.standing for card in own[:LISTED]}
    cards = Card.objects.filter(pk__in=first).select_related("month").defer("frozen", "summary", "replayed").in_bulk()
    month = cards[own[0].pk].month.month
    label = _("Reviews of %(month)s") % {"month": named(month)}
    number = ngettext("Review %(n)s card", "Review %(n)s cards", len(own)) % {"n": len(own)}
    return Group(
        label=label,
        act=number,
        due=_due(own[0], settings, now),
        tasks=tuple(_card(cards[key], standing) for key, standing in first.items()),
        total=len(own),
        href=reverse("scoring:reviews_of", args=[month]),
    )


def _due(card: Any, settings: ScoringSettings | None, now: datetime) -> datetime | None:
    if settings is None or card.closed_at is None or not isinstance(now.tzinfo, ZoneInfo):
        return None
    day = queue.due_after(card.closed_at.astimezone(now.tzinfo).date(), settings)
    return Month.of_day(day).end_of_day(day.day, now.tzinfo)


def _card(card: Card, standing: str) -> Task:
    reasons = {
        Standing.AGAIN: _("the card changed after its review"),
        Standing.DRAFT: _("a draft is kept; nothing of it counts yet"),
        Standing.TO_DO: _("agents do not see the card before it is published"),
    }
    return Task(
        key=f"review:{card.pk}",
        sentence=_("Review the card of %(name)s") % {"name": card.label.name},
        reason=reasons[Standing(standing)],
        href=reverse("reports:review", args=[card.month.month, card.agent_id]),
        badge=str(Standing(standing).label),
        tone=queue.TONES.get(Standing(standing), ""),
    )


def _grades_to_confirm(months: Collection[int], settings: ScoringSettings, account: Account) -> Group:
    """Grades that the supervisor's adjustment changed; one that one entered oneself waits for somebody else."""
    records = MonthRecord.objects.filter(pk__in=months) if months else ()
    confirmed = [record for record in records if checks.confirms(record, settings)]
    judged = checks.judged(account).visible_to(account).exclude(agent=account.person_id)
    judged = judged.filter(month__in=confirmed, confirmation=None).select_related("plan", "month")
    changes = list(checks.changes_of(judged.by_name("month__first_day"), {})) if confirmed else []
    href = reverse("scoring:changed_grades", args=[changes[0].card.month.month]) if changes else ""
    tasks = tuple(
        Task(
            key=f"grade:{change.card.pk}",
            sentence=_("%(name)s: an adjustment changed the grade of %(month)s")
            % {"name": change.card.label.name, "month": named(change.card.month.month)},
            reason=_("a second person confirms it before the month is published"),
            href=reverse("scoring:changed_grades", args=[change.card.month.month]),
            badge=f"{change.grade_without} → {change.card.grade}",
            tone="warn",
            waits=change.is_own,
        )
        for change in changes[:LISTED]
    )
    return Group(label=_("Grades to confirm"), act=_("Confirm the grades"), tasks=tasks, href=href)


def _asked_for_evidence(cards: Sequence[Any]) -> Group:
    """Cards that a reviewer sent back because evidence is missing."""
    rows = Review.objects.filter(month__in=[card.month_id for card in cards], state=Review.State.SENT_BACK)
    rows = rows.filter(agent__in=[card.agent_id for card in cards]).select_related("agent", "month", "reviewer__person")
    asked = list(rows.order_by("changed_at", "pk")) if cards else []
    tasks = tuple(
        Task(
            key=f"evidence:{one.pk}",
            sentence=_("%(name)s: evidence is missing for %(month)s")
            % {"name": one.agent.name, "month": named(one.month.month)},
            reason=_("%(name)s asks: %(reason)s") % {"name": one.reviewer, "reason": one.missing},
            href=reverse("scoring:answer_review", args=[one.month.month, one.pk]),
            badge=_("sent back"),
            tone="warn",
        )
        for one in asked[:LISTED]
    )
    return Group(label=_("Cards sent back for evidence"), act=_("Bring in the evidence"), tasks=tasks, total=len(asked))
