"""Follow-ups to decide, and improvements that one owns, or that are about oneself."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from scoring.models import FollowUp, Improvement
from scoring.to_do.months import named


@tasks_for("scoring.handle_follow_ups", rows=FollowUp.objects.open)
def to_decide(account: Account, now: datetime) -> Iterator[Group]:
    """What the rules ask, of the people whom the account sees; lists are HR's."""
    waiting = FollowUp.objects.visible_to(account).open()
    if not account.has_perm("scoring.decide_lists"):
        waiting = waiting.exclude(kind__in=FollowUp.LISTS)
    found = list(waiting.select_related("agent").urgent_first()[: LISTED + 1])
    yield Group(
        label=_("Follow-ups"),
        act=_("Decide the follow-ups"),
        tasks=tuple(_task(one) for one in found[:LISTED]),
        total=waiting.count() if len(found) > LISTED else len(found),
        href=reverse("scoring:follow_ups"),
    )


def _task(one: FollowUp) -> Task:
    sentence = _("%(name)s, %(month)s: accept or dismiss") % {"name": one.agent, "month": named(one.month)}
    tone = "bad" if one.needs_plan else ""
    badge = str(one.get_kind_display())
    return Task(key=f"follow_up:{one.pk}", sentence=sentence, href=one.get_absolute_url(), badge=badge, tone=tone)


@tasks_for("scoring.view_improvements", rows=Improvement.objects.under_way)
def to_improve(account: Account, now: datetime) -> Iterator[Group]:
    """What one owns, by its day; what is about oneself and somebody else's is told."""
    mine = Q(owner=account) | Q(agent=account.person_id)
    rows = Improvement.objects.under_way().filter(mine).select_related("agent").order_by("due", "pk")
    found = list(rows[:LISTED])
    if not found:
        return
    owned = [one for one in found if one.owner_id == account.pk]
    due = min((one.due for one in owned), default=None)
    yield Group(
        label=_("Improvements"),
        act=_("Go on with the improvement"),
        tasks=tuple(_improvement(one, account, now) for one in found),
        due=datetime.combine(due, time(23, 59), now.tzinfo) if due else None,
        href=reverse("scoring:improvements"),
    )


def _improvement(one: Improvement, account: Account, now: datetime) -> Task:
    is_late = one.due < now.date()
    return Task(
        key=f"improvement:{one.pk}:{one.state}",
        sentence=_("%(number)s, due %(day)s") % {"number": one.number, "day": one.due.isoformat()},
        reason=str(one.get_state_display()),
        href=one.get_absolute_url(),
        badge=_("late") if is_late else "",
        tone="bad" if is_late else "",
        waits=one.owner_id != account.pk,
    )
