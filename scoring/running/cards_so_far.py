"""Reading the cards of a month that still runs, 未结算 (SCORING §5), for pages; nothing is counted or scored anew."""

from dataclasses import dataclass
from datetime import datetime

from kpi_portal.lib.month import Month
from people.models import Account, Person
from records.models.run import Run
from scoring.models import ProvisionalCard, ProvisionalRun
from scoring.querysets import ProvisionalCardQuerySet


@dataclass(frozen=True)
class Computation:
    """How far the figures of a running month are: the instant they stand for (None: never computed), whether the next
    ones are being worked out, and why the latest attempt failed."""

    as_of: datetime | None
    under_way: bool
    error: str


def seen(account: Account, month: Month) -> ProvisionalCardQuerySet:
    """The cards so far of the people whom the account sees in this month; none once the month is computed."""
    cards = ProvisionalCard.objects.standing().filter(month__first_day=month.first_day).visible_to(account)
    return cards.select_related("agent", "plan", "team", "site", "month", "run")


def of(account: Account, agent: Person | int | None, month: Month) -> ProvisionalCard | None:
    """The card so far of one agent, if the account may see it."""
    found: ProvisionalCard | None = seen(account, month).filter(agent=agent).first() if agent else None
    return found


def computation(month: Month) -> Computation:
    """Where the computing of this month stands."""
    runs = list(ProvisionalRun.objects.filter(month__first_day=month.first_day).order_by("-pk")[:10])
    done = next((run for run in runs if run.state == Run.State.DONE), None)
    failed = bool(runs) and runs[0].state == Run.State.FAILED
    return Computation(
        as_of=done.as_of if done else None,
        under_way=any(not run.is_over for run in runs),
        error=runs[0].error if failed else "",
    )


def latest_own(account: Account) -> ProvisionalCard | None:
    """One's own card of the latest running month."""
    own = ProvisionalCard.objects.standing().visible_to(account).filter(agent=account.person_id)
    latest: ProvisionalCard | None = own.select_related("month").order_by("-month__first_day").first()
    return latest
