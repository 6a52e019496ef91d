"""The next step of each month, for who takes it (SCORING §9): close, decide, publish, make final; re-openings.

What is to be paid is asked for by ``reports.pay``.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from records.models import BEFORE_COMPUTED, MonthRecord, MonthState
from records.months import CLOSED, COMPLETION_GRACE
from scoring import publishing
from scoring.computed import OPENED_AGAIN
from scoring.models import Card, MonthClose, MonthReopening, ScoringSettings
from scoring.review import queue
from scoring.to_do import scheduled_closes
from workorders.models import WorkOrder

AFTER_COMPUTED = {
    MonthState.COMPUTED: "publish",
    MonthState.IN_REVIEW: "publish",
    MonthState.PUBLISHED: "finalise",
}
VERBS = {
    "close": "scoring.close_month",
    "publish": "scoring.publish_month",
    "finalise": "scoring.finalise_month",
}
"""Step → who takes it."""


class Rules(NamedTuple):
    """What the company chose; ``schedule`` None where months do not close by themselves."""

    settings: ScoringSettings
    schedule: Any


@tasks_for("scoring.close_month", "scoring.publish_month", "scoring.finalise_month")
def steps(account: Account, now: datetime) -> Iterator[Group]:
    """Months whose next step can be taken now, the earliest first."""
    current = Month.of_day(now.date())
    rules, records = Rules(ScoringSettings.of_the_company(), scheduled_closes.the_schedule()), list(_records(current))
    records += [_unsaved(month, now) for month in _without_a_row(current, {record.month for record in records}, now)]
    for record in sorted(records, key=lambda record: record.first_day):
        yield from _step(account, record, now, rules)
    if rules.schedule is not None and rules.schedule.has_stopped and account.has_perm("scoring.close_month"):
        yield scheduled_closes.stopped(rules.schedule)


def named(month: Month) -> str:
    """``2026 年 10 月``, ``October 2026``."""
    return date_format(month.first_day, "YEAR_MONTH_FORMAT")


@tasks_for("scoring.finalise_month", rows=publishing.waiting_for_a_decision)
def decisions(_account: Account, _now: datetime) -> Iterator[Group]:
    """Cards that no month can be made final with until HR decided (``hold``)."""
    held = list(publishing.waiting_for_a_decision())
    tasks = tuple(
        Task(
            key=f"decision:{card.pk}",
            sentence=_("%(name)s: a decision is missing for %(month)s")
            % {"name": card.label.name, "month": named(card.month.month)},
            reason=_("an indicator without evidence is held; the month cannot be made final"),
            href=reverse("scoring:decide", args=[card.month.month, card.agent_id]),
            badge=_("held"),
        )
        for card in held[:LISTED]
    )
    yield Group(label=_("Decisions missing"), tasks=tasks, total=len(held), href=reverse("scoring:decisions"))


def _asked() -> Any:
    return MonthReopening.objects.filter(confirmed_at=None, withdrawn_at=None)


@tasks_for("scoring.reopen_month", rows=_asked)
def reopenings(account: Account, _now: datetime) -> Iterator[Group]:
    """Requests to open a month again, for everybody but who asked."""
    tasks = tuple(
        Task(
            key=f"reopening:{one.pk}",
            sentence=_("Open %(month)s again?") % {"month": named(one.month.month)},
            reason=_("%(name)s asks: %(reason)s") % {"name": one.asked_by, "reason": one.reason},
            href=reverse("scoring:month", args=[one.month.month]),
            badge=_("second person"),
            tone="warn",
            waits=one.asked_by_id == account.pk,
        )
        for one in _asked().select_related("month", "asked_by__person").order_by("pk")
    )
    yield Group(label=_("Re-openings to confirm"), act=_("Look at the re-opening"), tasks=tasks)


def _records(current: Month) -> Any:
    """Every month with what decides on its next step, in one statement; of final ones the latest only, which have none
    but have a row."""
    closes = MonthClose.objects.filter(month=OuterRef("pk")).order_by("-pk")
    found = Card.objects.current().filter(month=OuterRef("pk"), is_trial=False)
    cards = found.order_by().values("month")
    reviewed = queue.standing(found).filter(standing=queue.Standing.REVIEWED).order_by().values("month")
    return MonthRecord.objects.exclude(state__in=CLOSED, first_day__lt=current.previous.first_day).annotate(
        again=OPENED_AGAIN,
        latest=Subquery(closes.values("state")[:1]),
        closer=Subquery(closes.filter(state=MonthClose.State.DONE).values("requested_by")[:1]),
        number=Coalesce(Subquery(cards.annotate(n=Count("pk")).values("n")), 0),
        reviewed=Coalesce(Subquery(reviewed.annotate(n=Count("pk")).values("n")), 0),
    )


def _without_a_row(current: Month, known: set[Month], now: datetime) -> Iterator[Month]:
    """This month, and the last one if it has orders, where nothing was recorded of them yet."""
    if current.previous not in known:
        start, end = current.previous.bounds(_zone(now))
        if WorkOrder.objects.standing().filter(created_at__gte=start, created_at__lt=end).exists():
            yield current.previous
    if current not in known:
        yield current


def _unsaved(month: Month, now: datetime) -> MonthRecord:
    record = MonthRecord(first_day=month.first_day, cutoff_at=month.bounds(_zone(now))[1] + COMPLETION_GRACE)
    vars(record).update(again=False, latest=None, closer=None, number=0, reviewed=0)
    return record


def _zone(now: datetime) -> ZoneInfo:
    assert isinstance(now.tzinfo, ZoneInfo)  # the company's
    return now.tzinfo


def _step(account: Account, record: Any, now: datetime, rules: Rules) -> Iterator[Group]:
    """At most one group: what comes next for the month, if this account takes that step."""
    step = _next(record, rules.settings)
    if step and account.has_perm(VERBS[step]):
        if step == "close":
            yield _to_close(record, now, rules.schedule)
        else:
            yield _group(step, record, waits=_is_anothers(step, record, account, rules.settings))


def _next(record: Any, settings: ScoringSettings) -> str:
    """The step that comes next; empty while a close is under way, and where nothing is left to do."""
    if record.latest in MonthClose.UNDER_WAY:
        return ""
    if record.state in BEFORE_COMPUTED or record.again:
        return "close"
    return AFTER_COMPUTED.get(MonthState(record.state), "")


def _is_anothers(step: str, record: Any, account: Account, settings: ScoringSettings) -> bool:
    """Whether the company wants a second person for this step, and the account is the first."""
    if step == "publish":
        return bool(settings.two_people_publish and record.closer == account.pk)
    return bool(step == "finalise" and settings.two_people_final and record.published_by_id == account.pk)


def _to_close(record: Any, now: datetime, schedule: Any) -> Group:
    """Once the cut-off has passed; until then its instant, as the next deadline, and so where it closes by itself."""
    label = _("Close %(month)s") % {"month": named(record.month)}
    if now <= record.cutoff_at:
        return Group(label=_("Cut-off of %(month)s") % {"month": named(record.month)}, due=record.cutoff_at)
    failed = record.latest == MonthClose.State.FAILED
    if (told := scheduled_closes.kept_back(schedule, record.month)) is not None and not failed:
        return Group(label=label, act=label, tasks=(told,))
    if not failed and (at := scheduled_closes.comes_at(schedule, record.cutoff_at, now)) is not None:
        return Group(label=_("%(month)s closes by itself") % {"month": named(record.month)}, due=at)
    task = Task(
        key=f"close:{record.month}",
        sentence=label,
        reason=_("the last close failed; its page says why") if failed else _("its cut-off has passed"),
        href=reverse("scoring:month" if failed else "scoring:readiness", args=[record.month]),
        badge=_("Close failed") if failed else _("can be closed"),
        tone="bad" if failed else "info",
    )
    return Group(label=label, act=label, tasks=(task,))


def _group(step: str, record: Any, *, waits: bool = False) -> Group:
    label, act, reason, route = _words(step, record.month)
    cards = ngettext("%(n)s card", "%(n)s cards", record.number) % {"n": record.number}
    task = Task(
        key=f"{step}:{record.month}",
        sentence=act,
        reason=_("a second person has to do it") if waits else _so_far(step, record) or reason,
        href=reverse(route, args=[record.month]),
        badge=cards,
        tone="info",
        waits=waits,
    )
    return Group(label=label, act=act, tasks=(task,))


def _so_far(step: str, record: Any) -> str:
    """How far the review of a month is that is to be published."""
    if step != "publish" or not record.number:
        return ""
    told = {"done": record.reviewed, "all": record.number}
    return _("%(done)s of %(all)s cards reviewed; agents do not see them yet") % told


def _words(step: str, month: Month) -> tuple[str, str, str, str]:
    """Heading, act, reason, and the route where it is done."""
    name = {"month": named(month)}
    if step == "publish":
        return (
            _("%(month)s to publish") % name,
            _("Publish %(month)s") % name,
            _("computed; agents do not see it yet"),
            "scoring:publish",
        )
    return (
        _("%(month)s to be made final") % name,
        _("Make %(month)s final") % name,
        _("published; payroll takes final months only"),
        "scoring:finalise",
    )
