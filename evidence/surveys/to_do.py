"""Bad answers that wait for somebody who speaks with the resident."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, DateField, Window
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.rounding import plain
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from people.visibility import rows_seen, sees_everybody

from . import follow_ups
from .models import SurveyAnswer


@tasks_for("evidence.follow_up")
def to_follow_up(account: Account, now: datetime) -> Iterator[Group]:
    """Of the people that the account leads; of all people's only what is late. The earliest answer first."""
    month = TruncMonth("answered_at", tzinfo=now.tzinfo, output_field=DateField())
    seen = rows_seen(SurveyAnswer.objects.standing(), account, whose="agent", month=month)
    answers = follow_ups.open_among(seen, now)
    answers = answers.exclude(agent=account.person_id)
    if sees_everybody(account):
        answers = answers.filter(answered_at__lt=now - follow_ups.WITHIN)
    listed = answers.annotate(waiting=Window(Count("*"))).select_related("agent", "site", "order")
    found = list(listed.order_by("answered_at", "pk")[:LISTED])
    yield Group(
        label=_("Bad answers to follow up"),
        act=_("Speak with the residents"),
        due=found[0].answered_at + follow_ups.WITHIN if found else None,
        tasks=tuple(_task(answer, now) for answer in found),
        total=found[0].waiting if found else 0,
        href=f"{reverse('evidence:surveys')}?follow_up=true",
    )


def _task(answer: SurveyAnswer, now: datetime) -> Task:
    late = now > answer.answered_at + follow_ups.WITHIN
    parts = (answer.site, answer.agent)
    return Task(
        key=f"follow_up:{answer.source}:{answer.number}",
        sentence=_("A resident was not satisfied: %(order)s") % {"order": answer.order or answer.number},
        reason=" · ".join(str(part) for part in parts if part),
        href=reverse("evidence:follow_up_answer", args=[answer.pk]),
        badge=_("overdue") if late else f"{plain(answer.rating, 2)} / {answer.top}",
        tone="bad" if late else "warn",
    )
