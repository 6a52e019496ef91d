"""Early warnings that somebody who leads has not seen, or seen and not acted on."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from scoring.models import EarlyWarning
from scoring.saying import indicator_name


def _waiting() -> Any:
    return EarlyWarning.objects.filter(state__in=["open", "acknowledged"])


@tasks_for("scoring.handle_warnings", rows=_waiting)
def to_handle(account: Account, now: datetime) -> Iterator[Group]:
    """Open and acknowledged ones of the people whom the account sees, but for the own."""
    seen = _waiting().visible_to(account).exclude(agent=account.person_id)
    waiting = list(seen.select_related("agent").order_by("raised_at", "pk"))
    tasks = tuple(
        Task(
            key=f"warning:{one.pk}",
            sentence=_("%(name)s: %(indicator)s fell behind") % {"name": one.agent.name, "indicator": _named(one)},
            reason=_("compared with the own 28 days before; the workload stands beside it"),
            href=one.get_absolute_url(),
            badge=str(one.get_state_display()),
            tone="warn" if one.state == EarlyWarning.State.OPEN else "",
        )
        for one in waiting[:LISTED]
    )
    yield Group(
        label=_("Early warnings"),
        act=_("Look at the early warnings"),
        tasks=tasks,
        total=len(waiting),
        href=reverse("reports:warnings"),
    )


def _named(warning: EarlyWarning) -> str:
    return indicator_name(warning.indicator)
