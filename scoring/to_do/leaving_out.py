"""What scored leaders want left out of the figures and HR has to decide (SCORING §1)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from scoring.models import LeavingOut
from scoring.scored_posts import is_scored


@tasks_for("scoring.decide_leaving_out", "workorders.exempt", rows=LeavingOut.objects.waiting)
def to_decide(account: Account, now: datetime) -> Iterator[Group]:
    """All of them to HR; to who asked that it waits."""
    decides = account.has_perm("scoring.decide_leaving_out")
    if not (decides or is_scored(account)):
        return
    waiting = LeavingOut.objects.visible_to(account).waiting()
    found = list(waiting.select_related("order", "answer__order", "asked_by__person"))
    yield Group(
        label=_("To be left out of the figures"),
        act=_("Decide what is left out"),
        tasks=tuple(_task(wish, account, decides=decides) for wish in found[:LISTED]),
        total=sum(decides and wish.asked_by_id != account.pk for wish in found),
        href=reverse("scoring:leaving_out") if decides else "",
    )


def _task(wish: LeavingOut, account: Account, *, decides: bool) -> Task:
    told = {"what": wish.get_kind_display(), "number": wish.about.number if wish.about else ""}
    return Task(
        key=f"leaving_out:{wish.pk}",
        sentence=_("%(what)s: %(number)s") % told,
        reason=_("%(name)s asks: %(reason)s") % {"name": wish.asked_by, "reason": wish.reason},
        href=reverse("scoring:wish", args=[wish.pk]) if decides else _shown_at(wish),
        badge=_("second person"),
        tone="warn",
        waits=not decides or wish.asked_by_id == account.pk,
    )


def _shown_at(wish: LeavingOut) -> str:
    return wish.the_order.get_absolute_url() if wish.the_order else reverse("evidence:surveys")
