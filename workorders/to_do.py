"""Orders that wait: near the cut-off, credited to nobody, handled by people without a posting."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, Exists, OuterRef, Q
from django.db.models.functions import Coalesce, TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.access import AGENT
from people.models import Account, Person, Posting
from people.visibility import led_postings, sees_everybody
from records.models import MonthRecord
from records.months import CLOSED, COMPLETION_GRACE
from workorders.models import WorkOrder
from workorders.querysets import WorkOrderQuerySet

State = WorkOrder.State
NEAR = timedelta(days=6)
"""So long before its month's cut-off an order that is not completed is told: from three days before the month's end."""
NEW = timedelta(days=2)
"""An order that nobody is responsible for is told after this time: new ones are still being dispatched."""


@tasks_for("workorders.view")
def near_the_cut_off(account: Account, now: datetime) -> Iterator[Group]:
    """One's own orders, and those of the people led, that are not completed shortly before their month's cut-off."""
    zone = cast(ZoneInfo, now.tzinfo)
    month = Month.of_day((now - COMPLETION_GRACE).date())
    cutoff = month.bounds(zone)[1] + COMPLETION_GRACE
    if sees_everybody(account) or now < cutoff - NEAR:
        return
    found = list(_open_orders(account, month, zone))
    yield Group(
        label=_("Orders not completed, near the cut-off of %(month)s") % {"month": _named(month.first_day)},
        act=_("Complete the orders"),
        due=cutoff,
        tasks=tuple(_order(order, account, now) for order in found[:LISTED]),
        total=len(found),
        href=f"{reverse('workorders:list')}?created={month}",
    )


def _open_orders(account: Account, month: Month, zone: ZoneInfo) -> WorkOrderQuerySet:
    """Those of the month's population for the completion rate (SCORING §3), the oldest first."""
    begun, (start, end) = Coalesce("first_dispatched_at", "created_at"), month.bounds(zone)
    whose = Q(agent=account.person_id) | Q(agent__in=led_postings(account, month).values("person_id"))
    orders = WorkOrder.objects.standing().filter(whose, state__in=(State.NEW, State.IN_PROGRESS, State.REOPENED))
    found: WorkOrderQuerySet = orders.alias(begun=begun).filter(begun__gte=start, begun__lt=end, correction="")
    return found.select_related("agent", "site", "building").order_by("created_at", "pk")


def _order(order: WorkOrder, account: Account, now: datetime) -> Task:
    parts = ["" if order.agent_id == account.person_id else order.agent, order.site, order.building]
    return Task(
        key=f"order:{order.pk}",
        sentence=f"{order.number} {order.subject}".strip(),
        reason=" · ".join([*(str(part) for part in parts if part), order.get_state_display()]),
        href=order.get_absolute_url(),
        badge=_("since %(day)s") % {"day": f"{order.created_at.astimezone(now.tzinfo):%m-%d}"},
        tone="warn",
    )


@tasks_for("scoring.close_month")
def uncredited(account: Account, now: datetime) -> Iterator[Group]:
    """Orders of this month and the last that count for nobody, while the month is not final."""
    zone = cast(ZoneInfo, now.tzinfo)
    start = Month.of_day(now.date()).previous.bounds(zone)[0]
    orders = WorkOrder.objects.nobodys().filter(created_at__gte=start, created_at__lt=now - NEW)
    first_day = TruncMonth("created_at", tzinfo=zone, output_field=DateField())
    final = MonthRecord.objects.filter(first_day=OuterRef("day"), state__in=CLOSED)
    by_month = orders.annotate(day=first_day).exclude(Exists(final)).order_by("day").values_list("day")
    tasks = tuple(
        Task(
            key=f"uncredited:{day:%Y-%m}",
            sentence=ngettext(
                "%(n)s order of %(month)s has no agent", "%(n)s orders of %(month)s have no agent", number
            )
            % {"n": number, "month": _named(day)},
            reason=_("nobody is credited with them; a dispatch or another file can name one"),
            href=f"{reverse('workorders:list')}?created={day:%Y-%m}&nobodys=true",
            badge=_("uncredited"),
        )
        for day, number in by_month.annotate(Count("pk"))
    )
    yield Group(label=_("Orders without an agent"), tasks=tasks)


@tasks_for("people.manage")
def without_posting(account: Account, now: datetime) -> Iterator[Group]:
    """Agents with a log-in, and people responsible for orders of this month, who are posted nowhere in it."""
    month = Month.of_day(now.date())
    start = month.bounds(cast(ZoneInfo, now.tzinfo))[0]
    handled = WorkOrder.objects.standing().filter(agent=OuterRef("pk"), created_at__gte=start)
    posted = Posting.objects.of_agents().touching(month).filter(person=OuterRef("pk"))
    people = Person.objects.standing().filter(~Exists(posted), is_active=True)
    is_agent = Q(account__is_active=True, account__roles__contains=[AGENT])
    found = list(people.filter(is_agent | Q(Exists(handled))).in_chinese_order())
    yield Group(
        label=_("People without a posting"),
        act=_("Enter postings"),
        tasks=tuple(
            Task(
                key=f"posting:{person.pk}:{month}",
                sentence=_("%(name)s is posted nowhere in %(month)s")
                % {"name": person, "month": _named(month.first_day)},
                reason=_("without a posting: no rank, and no pay for the month"),
                href=person.get_absolute_url(),
                badge=_("no posting"),
            )
            for person in found[:LISTED]
        ),
        total=len(found),
        href=reverse("people:list"),
    )


def _named(day: date) -> str:
    """``2026 年 10 月``, ``October 2026``."""
    return date_format(day, "YEAR_MONTH_FORMAT")
