"""Review panels: cards that wait for a member's look; for HR a panel that can be closed, or lacks members."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from people.models import Account
from scoring.models import PanelCard, PanelMember, ReviewPanel
from scoring.to_do.months import named


@tasks_for("scoring.sit_on_panel", rows=ReviewPanel.objects.open)
def to_look(account: Account, now: datetime) -> Iterator[Group]:
    """Cards that the account has said nothing of yet."""
    waiting = list(PanelCard.objects.waiting_for(account).select_related("panel__month", "agent").order_by("pk"))
    tasks = tuple(
        Task(
            key=f"panel_card:{card.pk}",
            sentence=_("Second look at the card of %(name)s, %(month)s")
            % {"name": card.agent.name, "month": named(card.panel.month.month)},
            reason=_("you see it as it was measured; your opinion is given once"),
            href=reverse("reports:panel_card", args=[card.pk]),
        )
        for card in waiting[:LISTED]
    )
    href = waiting[0].panel.get_absolute_url() if waiting else ""
    label = _("Review panel")
    yield Group(label=label, act=_("Give my opinion"), tasks=tasks, total=len(waiting), href=href)


@tasks_for("scoring.convene_panel", rows=ReviewPanel.objects.open)
def to_close(account: Account, now: datetime) -> Iterator[Group]:
    """Open panels whose cards all have their quorum, and those with cards that too few members have a vote on."""
    by_panel: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _cards():
        by_panel[row["panel"]].append(row)
    tasks = tuple(task for rows in by_panel.values() if (task := _task(rows)) is not None)
    yield Group(label=_("Review panels"), act=_("Close the panel"), tasks=tasks)


def _cards() -> Any:
    """Every card of every open panel with how many voted, and may vote, in one statement."""
    members = PanelMember.objects.filter(panel=OuterRef("panel")).order_by().values("panel")
    return (
        PanelCard.objects.filter(panel__state=ReviewPanel.State.OPEN)
        .annotate(
            votes=Count("opinions", filter=Q(opinions__points__isnull=False)),
            out=Count("opinions", filter=Q(opinions__points__isnull=True)),
            seats=Coalesce(Subquery(members.annotate(n=Count("pk")).values("n")), 0),
        )
        .order_by("panel")
        .values("panel", "panel__quorum", "panel__month__first_day", "votes", "out", "seats")
    )


def _task(rows: list[dict[str, Any]]) -> Task | None:
    quorum, month = rows[0]["panel__quorum"], Month.of_day(rows[0]["panel__month__first_day"])
    if any(row["seats"] - row["out"] < quorum for row in rows):
        return Task(
            key=f"panel_short:{rows[0]['panel']}",
            sentence=_("The panel of %(month)s lacks members") % {"month": named(month)},
            reason=_("too many are recused; its page says whom to add"),
            href=reverse("scoring:panel", args=[rows[0]["panel"]]),
            badge=_("below the quorum"),
            tone="warn",
        )
    if any(row["votes"] < quorum for row in rows):
        return None
    return Task(
        key=f"close_panel:{rows[0]['panel']}",
        sentence=_("Close the panel of %(month)s") % {"month": named(month)},
        reason=_("every card has its opinions; the month is not published before"),
        href=reverse("scoring:close_panel", args=[rows[0]["panel"]]),
        badge=_("ready"),
        tone="info",
    )
