"""Final months that are not paid, batches that wait for a second person, and what came back to its maker."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.to_do import Group, Task, tasks_for
from records.models import MonthRecord, MonthState
from reports.pay.due import release_until
from reports.pay.models import PayBatch
from scoring.models import Card, ScoringSettings

if TYPE_CHECKING:
    from people.models import Account

State = PayBatch.State
UNDER_WAY = (State.DRAFT, State.WAITING, State.RELEASED)


def _unpaid() -> "QuerySet[MonthRecord]":
    under_way = PayBatch.objects.filter(month=OuterRef("pk"), state__in=UNDER_WAY)
    cards = Card.objects.current().filter(month=OuterRef("pk"), is_trial=False)
    return MonthRecord.objects.filter(~Exists(under_way), Exists(cards), state=MonthState.FINAL)


@tasks_for("reports.make_pay", rows=_unpaid)
def months_to_pay(account: "Account", now: datetime) -> Iterator[Group]:
    """Final months of which no batch is under way, the earliest first; not of before the company was live."""
    live = ScoringSettings.of_the_company().live_since
    for record in _unpaid().filter(first_day__gte=live.first_day).order_by("first_day"):
        named = {"month": date_format(record.first_day, "YEAR_MONTH_FORMAT")}
        task = Task(
            key=f"payroll:{record.month}",
            sentence=_("Pay %(month)s") % named,
            reason=_("final, and not paid"),
            href=reverse("reports:payroll_of", args=[record.month]),
            tone="info",
        )
        due = release_until(record.month)
        yield Group(label=_("%(month)s to be paid") % named, act=_("Pay %(month)s") % named, tasks=(task,), due=due)


@tasks_for("reports.release_pay", rows=lambda: PayBatch.objects.filter(state__in=UNDER_WAY))
def batches(account: "Account", now: datetime) -> Iterator[Group]:
    """Batches that wait: for release by anybody but their maker, for their maker, for the day of payment."""
    found = PayBatch.objects.filter(state__in=UNDER_WAY).order_by("month", "number")
    told = list(found.select_related("month", "made_by__person"))
    tasks = tuple(task for batch in told if (task := _task(batch, account)) is not None)
    due = next((release_until(batch.month.month) for batch in told if batch.is_open), None)  # of the earliest month
    yield Group(label=_("Pay batches"), act=_("Look at the batch"), tasks=tasks, due=due if tasks else None)


def _task(batch: PayBatch, account: "Account") -> Task | None:
    is_maker = batch.made_by_id == account.pk
    if batch.state == State.DRAFT and not is_maker:
        return None
    people = ngettext("%(n)s person", "%(n)s people", batch.people) % {"n": batch.people}
    sentence, reason, badge, tone = {
        State.DRAFT: (_("Go on with %(batch)s"), _back(batch), _("being made"), "warn" if batch.sent_back else ""),
        State.WAITING: (
            _("Release %(batch)s"),
            _("made by %(name)s; a second person releases it") % {"name": batch.made_by},
            people,
            "warn",
        ),
        State.RELEASED: (_("Pay %(batch)s"), _("released; say when it is paid"), people, "info"),
    }[State(batch.state)]
    return Task(
        key=f"pay_batch:{batch.pk}:{batch.state}",
        sentence=sentence % {"batch": batch},
        reason=reason,
        href=batch.get_absolute_url(),
        badge=badge,
        tone=tone,
        waits=batch.state == State.WAITING and is_maker,
    )


def _back(batch: PayBatch) -> str:
    if batch.sent_back:
        return _("it came back: %(why)s") % {"why": batch.sent_back}
    return _("not handed over yet")
