"""What other programs can be told of, found by looking: the things of each event since an instant, with id and link."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.complaints.models import Complaint
from kpi_portal.lib.canonical import instant_text
from kpi_portal.lib.links import whole
from scoring.models import Card
from scoring.querysets import SHOWN_TO_AGENTS
from workorders.guards import UNFINISHED
from workorders.models import Handling

AT_MOST = 500
"""Things of one event that are taken up at once; the rest is next."""


@dataclass(frozen=True)
class Happened:
    """One thing: ``key`` names it for ever, ``about`` is what is told."""

    key: str
    at: datetime
    about: Mapping[str, Any]


def _published(since: datetime, now: datetime) -> Iterator[Happened]:
    shown = Card.objects.current().filter(is_trial=False, month__state__in=SHOWN_TO_AGENTS)
    shown = shown.filter(month__published_at__gt=since, month__published_at__lte=now)
    for card in shown.select_related("month").without_tree().order_by("pk").iterator():
        month = card.month.month
        link = whole(reverse("reports:card", args=[month, card.agent_id]))
        about = {"card": card.pk, "month": str(month), "version": card.version, "link": link}
        yield Happened(f"card.published:{card.pk}", card.month.published_at, about)


def _overdue(since: datetime, now: datetime) -> Iterator[Happened]:
    late = Handling.objects.filter(order__state__in=UNFINISHED, archived_at=None)
    late = late.filter(due_at__gt=since, due_at__lte=now).select_related("order")
    for handling in late.order_by("due_at").iterator():
        order, due = handling.order, handling.due_at
        assert due is not None
        about = {"order": order.pk, "source": order.source, "number": order.number, "due": instant_text(due)}
        about["link"] = whole(order.get_absolute_url())
        yield Happened(f"order.overdue:{order.pk}:{due:%Y%m%d%H%M}", due, about)


def _received(since: datetime, now: datetime) -> Iterator[Happened]:
    new = Complaint.objects.filter(stands=True, received_at__gt=since, received_at__lte=now)
    for one in new.only("source", "number", "received_at").order_by("received_at").iterator():
        about = {"complaint": one.pk, "source": one.source, "number": one.number}
        about["link"] = whole(one.get_absolute_url())
        yield Happened(f"complaint.received:{one.pk}", one.received_at, about)


@dataclass(frozen=True)
class Event:
    """A kind of event: its label, and how its things are found."""

    label: Any
    since: Callable[[datetime, datetime], Iterator[Happened]]


EVENTS: Mapping[str, Event] = {
    "card.published": Event(_("A card is published"), _published),
    "order.overdue": Event(_("An order is overdue"), _overdue),
    "complaint.received": Event(_("A complaint is received"), _received),
}
TEST = "test"
"""Told where an administrator asks for it."""
