"""Several orders at once, and one's own tabs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people.models import Account, Department, Person
from workorders.acts import verbs
from workorders.acts.agents import posted_at
from workorders.models import SavedFilter, WorkOrder
from workorders.models.saved_filter import MOST
from workorders.usual import usual


@dataclass
class Outcome:
    """How many orders it was done to, and what was refused."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


def each(orders: Iterable[WorkOrder], verb: Callable[[WorkOrder], Any]) -> Outcome:
    """Do it to each by itself: one that is refused keeps none of the others back."""
    outcome = Outcome()
    for order in orders:
        try:
            with transaction.atomic():
                verb(order)
            outcome.done += 1
        except Refused as refusal:
            outcome.refused.append(f"{order.number}: {refusal}")
    return outcome


def dispatch_as_usual(order: WorkOrder, *, by: Account, at: datetime) -> None:
    """Give it to the department, and of it to whom, that usually does its category; where nobody is responsible yet,
    the steward of its building is."""
    given = verbs.on_the_board(order).department
    if given is not None:  # by somebody else, since this board was opened
        raise Refused(_("%(department)s has it already."), code="given", params={"department": given})
    found = usual(order.building, order.category, at)
    if found.department is None:
        raise Refused(_("No department usually does “%(category)s”; choose one on the order's page."),
                      code="no_default", params={"category": order.category or "–"})  # fmt: skip
    agent = None if order.agent_id else found.steward.person
    verbs.dispatch(order, department=found.department, executor=found.executor.person, agent=agent, by=by, at=at)


def dispatch_to(department: Department) -> Callable[..., None]:
    """Give it to this department."""

    def give(order: WorkOrder, *, by: Account, at: datetime) -> None:
        verbs.dispatch(order, department=department, executor=None, by=by, at=at)

    return give


def hand_over_to(agent: Person, reason: str) -> Callable[..., None]:
    """Another agent is responsible, where that agent works: somebody is away, or has too much."""

    def hand_over(order: WorkOrder, *, by: Account, at: datetime) -> None:
        if order.agent_id is None:
            raise Refused(_("Nobody is responsible for it yet; dispatch it."), code="nobody")
        if not posted_at(order.site_id).filter(pk=agent.pk).exists():
            params = {"name": agent, "site": order.site or "–"}
            raise Refused(_("%(name)s does not work at %(site)s."), code="not_posted", params=params)
        verbs.hand_over(order, agent=agent, reason=reason, by=by, at=at)

    return hand_over


def save_filter(*, name: str, query: str, by: Account, page: str = SavedFilter.Page.BOARD) -> SavedFilter:
    """Keep what is looked for as a tab of one's own; the same name again is the new content."""
    if not name.strip():
        raise Refused(_("Give the tab a name."), code="no_name", field="name")
    own = SavedFilter.objects.filter(account=by, page=page)
    if own.count() >= MOST and not own.filter(name=name).exists():
        raise Refused(_("At most %(most)s tabs; remove one first."), code="too_many", params={"most": MOST})
    kept = {"query": query[:500]}
    saved, _made = SavedFilter.objects.update_or_create(account=by, page=page, name=name[:20], defaults=kept)
    return saved


def forget_filter(saved: SavedFilter) -> None:
    """Remove a tab."""
    saved.delete()
