"""The own self-assessment of the month that ended last, until it is submitted or its window is shut."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import Group, Task, tasks_for
from people.models import Account, Person, Posting
from records.models import MonthRecord, MonthState
from records.months import COMPLETION_GRACE
from scoring import cards
from scoring.models import PlanVersion, ScoringSettings, SelfAssessment
from scoring.self_assessment.window import Window, of, reviewed
from scoring.to_do.months import named


@tasks_for("scoring.assess_oneself")
def to_write(account: Account, now: datetime) -> Iterator[Group]:
    """What a scored person has not submitted yet, in one statement."""
    month = Month.of_day(now.date()).previous
    row = _row(account, month)
    if row is None or row["kept"] == SelfAssessment.State.SUBMITTED or row["reviewed"]:
        return
    open_now = _window(row, month, now)
    if open_now.is_open:
        due = open_now.until or (open_now.at_least if now < open_now.at_least else None)
        label = _("Self-assessment of %(month)s") % {"month": named(month)}
        yield Group(label=label, act=_("Write my self-assessment"), tasks=(_task(month, row),), due=due)


def _row(account: Account, month: Month) -> dict[str, Any] | None:
    """What decides on it; None for who is not scored in the month."""
    posted = Posting.objects.touching(month).filter(person=OuterRef("pk"))
    plans = PlanVersion.objects.filter(state="published", is_trial=False, valid_from__lte=month.first_day)
    leading = posted.filter(Exists(plans.filter(post=OuterRef("post")).exclude(post="")))
    own_cards = cards.listed(month).filter(agent=OuterRef("pk"))
    record, own = (
        MonthRecord.objects.filter(first_day=month.first_day),
        SelfAssessment.objects.filter(agent=OuterRef("pk"), first_day=month.first_day),
    )
    rules = ScoringSettings.objects.filter(pk=1)
    scored = Q(Exists(posted.filter(post=Posting.Post.AGENT))) | Q(Exists(own_cards)) | Q(Exists(leading))
    found: dict[str, Any] | None = (
        Person.objects.filter(scored, pk=account.person_id)
        .values(
            kept=Subquery(own.values("state")),
            saved=Subquery(own.values("saved_at")),
            reviewed=Exists(reviewed(month).filter(agent=OuterRef("pk"))),
            reminder=Subquery(own.values("reminded_by__person__name")),
            state=Subquery(record.values("state")),
            ends_at=Subquery(record.values("ends_at")),
            cutoff_at=Subquery(record.values("cutoff_at")),
            days=Subquery(rules.values("self_assessment_days")),
            live_from=Subquery(rules.values("live_from")),
        )
        .first()
    )
    return found


def _window(row: dict[str, Any], month: Month, now: datetime) -> Window:
    end = row["ends_at"] or month.bounds(cast(ZoneInfo, now.tzinfo))[1]
    settings = ScoringSettings(self_assessment_days=row["days"], live_from=row["live_from"])
    edges = (end, row["cutoff_at"] or end + COMPLETION_GRACE)
    return of(month, now, edges, row["state"] or MonthState.OPEN, settings)


def _task(month: Month, row: dict[str, Any]) -> Task:
    reason = _("rate your own month; whoever reviews your card reads it, and no figure changes")
    if row["reminder"]:
        reason = _("%(name)s reminds you; whoever reviews your card reads it") % {"name": row["reminder"]}
    return Task(
        key=f"self_assessment:{month}",
        sentence=_("Say how %(month)s was, in your own words") % {"month": named(month)},
        reason=reason,
        href=reverse("scoring:self_assessment_of", args=[month]),
        badge=_("reminded") if row["reminder"] else _("draft") if row["saved"] else "",
        tone="warn" if row["reminder"] else "",
    )
