"""Published cards that call for a talk: the lowest grade, or ten points and more below the month before. A talk that
was held is an entry of the audit; what was said in it is not the portal's."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Button, Group, Task, tasks_for
from people.models import Account, Person
from people.self_acting import refuse_for_oneself
from people.visibility import sees_everybody
from records import audit
from records.models import AuditEntry
from reports import wording
from reports.overview import Found, Overview
from reports.overview_once import overview_once
from scoring.models import Card
from scoring.querysets import SHOWN_TO_AGENTS

WITHIN = timedelta(days=7)
"""A talk is due by the end of the seventh day after the publication."""
CALLS_FOR_A_TALK = ("lowest", "drop")


@transaction.atomic
def hold(*, by: Account, agent: Person, month: Month) -> None:
    """Note that the talk about this month was held. Raises Refused; nobody talks to themselves."""
    refuse_for_oneself(by, agent.pk)
    if not _held(month).filter(subject_id=str(agent.pk)).exists():
        audit.record(by=by, verb="reports.hold_talk", subject=agent, detail={"month": month})


@tasks_for("reports.hold_talk")
def to_hold(account: Account, now: datetime) -> Iterator[Group]:
    """Of the people led, in the latest published month, those with whom nobody has talked yet."""
    month = None if sees_everybody(account) else _latest_published(account)
    if month is None:
        return
    overview = overview_once(account, month)
    found = _to_talk_to(overview, account)
    if found:
        yield Group(
            label=_("Talks about %(month)s") % {"month": wording.month(month)},
            act=_("See the card for the talk"),
            due=_due(overview, now),
            tasks=tuple(_task(each, overview, month) for each in found[:LISTED]),
            total=len(found),
            href=reverse("reports:overview_of", args=[month]),
        )


def _due(overview: Overview, now: datetime) -> datetime | None:
    published = overview.record.published_at
    if published is None:
        return None
    over = published.astimezone(now.tzinfo).date() + WITHIN + timedelta(days=1)
    return datetime.combine(over, time.min, tzinfo=now.tzinfo)


def _to_talk_to(overview: Overview, account: Account) -> list[Found]:
    """The worse first; each person once."""
    held = {int(agent) for agent in _held(overview.month).values_list("subject_id", flat=True)}
    calling = (found for found in overview.to_look_at if found.of in CALLS_FOR_A_TALK)
    first: dict[int, Found] = {}
    for found in calling:
        if found.card.agent not in held | {account.person_id}:
            first.setdefault(found.card.agent, found)
    return list(first.values())


def _task(found: Found, overview: Overview, month: Month) -> Task:
    (notice,) = overview.notices([found])
    where = [month, found.card.agent]
    return Task(
        key=f"talk:{found.card.agent}:{month}",
        sentence=_("Talk with %(name)s") % {"name": notice.name},
        reason=_("the card says why; note it here when it was held"),
        href=reverse("reports:card", args=where),
        badge=notice.badge if found.of == "lowest" else notice.text,
        tone=notice.tone,
        button=Button(_("Talk held"), reverse("reports:talk_held", args=where), "check"),
    )


def _latest_published(account: Account) -> Month | None:
    seen = Card.objects.current().filter(month__state__in=SHOWN_TO_AGENTS, is_trial=False)
    day = seen.order_by("-month__first_day").values_list("month__first_day", flat=True).first()
    return Month.of_day(day) if day else None


def _held(month: Month) -> "QuerySet[AuditEntry]":
    label = Person._meta.label_lower
    return AuditEntry.objects.filter(verb="reports.hold_talk", subject_type=label, detail__month=str(month))
