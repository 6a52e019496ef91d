"""Who holds a month up, told to HR, and what HR reminded somebody of (SCORING §9)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.suggestions.models import Suggestion
from kpi_portal.lib.anything_there import PERSON
from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Button, Group, Task, tasks_for
from people.access import LEADS
from people.models import Account, Person, Posting
from records.models import BEFORE_COMPUTED
from scoring.models import MonthReminder
from scoring.to_do.months import named

LONG = timedelta(days=7)
"""A suggestion that waits longer is somebody's to remind of."""


def _open_reminders(person: Any) -> Any:
    return MonthReminder.objects.filter(person=person, month__state__in=BEFORE_COMPUTED)


@tasks_for("scoring.view_months", rows=lambda: _open_reminders(PERSON))
def of_months(account: Account, now: datetime) -> Iterator[Group]:
    """Months not closed yet of which the account's person was reminded; until their cut-off. Only leaders are."""
    if not account.has_role(*LEADS):
        return
    reminders = _open_reminders(account.person_id).select_related("month", "sent_by__person")
    for reminder in reminders.order_by("month__first_day"):
        month = reminder.month.month
        task = Task(
            key=f"reminder:{month}:{reminder.sent_at:%Y-%m-%d}",
            sentence=_("%(month)s waits for what you and your people hand in") % {"month": named(month)},
            reason=_("%(name)s reminds you; the page says what is missing") % {"name": reminder.sent_by},
            href=reverse("scoring:readiness", args=[month]),
            badge=f"{reminder.sent_at.astimezone(now.tzinfo):%m-%d}",
            tone="warn",
        )
        label = _("Reminders of %(month)s") % {"month": named(month)}
        yield Group(label=label, act=_("See what is missing"), tasks=(task,), due=reminder.month.cutoff_at)


def _undecided() -> Any:
    return Suggestion.objects.standing().filter(decision=Suggestion.Decision.PENDING)


@tasks_for("scoring.close_month", rows=_undecided)
def who_holds_up(account: Account, now: datetime) -> Iterator[Group]:
    """Leaders by how many suggestions of their teams wait for more than a week, the most first."""
    month = Month.of_day(now.date())
    posted = Posting.objects.of_agents().touching(month).filter(person=OuterRef("agent"))
    leader = Subquery(posted.filter(team__supervisor__isnull=False).values("team__supervisor")[:1])
    old = _undecided().filter(submitted_at__lt=now - LONG)
    counted = old.annotate(leader=leader).exclude(leader=None).exclude(leader=account.person_id).order_by()
    reminders = MonthReminder.objects.filter(month__first_day=month.first_day, person=OuterRef("leader"))
    rows = counted.values("leader").annotate(
        number=Count("pk"),
        since=Min("submitted_at"),
        reminded=Subquery(reminders.values("sent_at")[:1]),
        name=Subquery(Person.objects.filter(pk=OuterRef("leader")).values("name")),
    )
    tasks = tuple(_holds_up(row, month, now) for row in rows.order_by("-number", "leader")[:LISTED])
    yield Group(label=_("Who holds up"), tasks=tasks, href=reverse("evidence:suggestions"))


def _holds_up(row: Any, month: Month, now: datetime) -> Task:
    number, told = row["number"], _("the oldest since %(day)s") % {"day": _day(row["since"], now)}
    waits = ngettext("%(n)s suggestion undecided", "%(n)s suggestions undecided", number) % {"n": number}
    if row["reminded"]:
        told += _("; ") + _("reminded %(at)s") % {"at": _day(row["reminded"], now)}
    return Task(
        key=f"hold_up:{row['leader']}:{row['since']:%Y-%m-%d}",
        sentence=_("%(name)s: %(what)s") % {"name": row["name"], "what": waits},
        reason=told,
        href=f"{reverse('evidence:suggestions')}?decision={Suggestion.Decision.PENDING}",
        button=Button(_("Remind"), reverse("scoring:remind_of_month", args=[month, row["leader"]])),
    )


def _day(at: datetime, now: datetime) -> str:
    return f"{at.astimezone(now.tzinfo):%m-%d}"
