"""Outages whose orders somebody has to leave out of the figures, or not."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from workorders.models import Incident


@tasks_for("workorders.decide_incidents", rows=lambda: Incident.objects.exclude(counting=Incident.Counting.COUNTED))
def to_decide(account: Account, now: datetime) -> Iterator[Group]:
    """Those that hold orders about which nothing was decided, or new ones since."""
    counting = Count("orders", filter=Q(orders__order__correction="") & ~Q(orders__order__state="cancelled"))
    seen = Incident.objects.visible_to(account).exclude(counting=Incident.Counting.COUNTED).select_related("site")
    found = list(seen.annotate(number=counting).filter(number__gt=0).prefetch_related("at", "site__buildings"))
    yield Group(
        label=_("Outages: whether their orders count"),
        act=_("Decide about the outage"),
        tasks=tuple(_task(incident) for incident in found[:LISTED]),
        total=len(found),
    )


def _task(incident: Incident) -> Task:
    number: int = incident.number  # type: ignore[attr-defined]  # annotated
    return Task(
        key=f"incident:{incident.pk}",
        sentence=f"{incident} · {incident.site}",
        reason=ngettext("%(n)s order counts as it stands", "%(n)s orders count as they stand", number) % {"n": number},
        href=incident.get_absolute_url(),
    )
