"""Suggestions that nobody decided on yet, for who may."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import DateField, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from people.visibility import rows_seen

from . import verbs
from .kind import IDEAS
from .models import Suggestion


def _pending() -> Any:
    return Suggestion.objects.standing().filter(decision=Suggestion.Decision.PENDING)


@tasks_for("evidence.record", rows=_pending)
def undecided(account: Account, now: datetime) -> Iterator[Group]:
    """The oldest first; one's own, and those that the own card counts, are decided by somebody else."""
    today = Value(now.date().replace(day=1), output_field=DateField())  # in no month yet: by who leads today
    pending = rows_seen(_pending(), account, whose=IDEAS.whose, month=today)
    pending = pending.exclude(agent=account.person_id).select_related("agent").order_by("submitted_at", "pk")
    found = verbs.left_to(account, list(pending), at=now)
    yield Group(
        label=_("Suggestions to decide on"),
        act=_("Decide on suggestions"),
        tasks=tuple(_task(idea, now) for idea in found[:LISTED]),
        total=len(found),
        href=f"{reverse('evidence:suggestions')}?decision={Suggestion.Decision.PENDING}",
    )


def _task(idea: Suggestion, now: datetime) -> Task:
    submitted = f"{idea.submitted_at.astimezone(now.tzinfo):%m-%d}"
    return Task(
        key=f"suggestion:{idea.pk}",
        sentence=idea.title,
        reason=str(idea.agent),
        href=reverse("evidence:decide_suggestion", args=[idea.pk]),
        badge=_("since %(day)s") % {"day": submitted},
    )
