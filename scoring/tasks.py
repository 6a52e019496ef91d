"""Doorbells of this room."""

from contextlib import suppress

from django.utils import timezone

from kpi_portal.celery import CompanyTask, FleetTask, app
from kpi_portal.lib.refusals import Refused
from records import outbox
from scoring import closing
from scoring.flags import finding
from scoring.models import ProvisionalRun
from scoring.running import month, nights
from scoring.scheduled_close import due as scheduled


@app.task(base=CompanyTask, name="scoring.close_month")  # type: ignore[untyped-decorator]
def close_month(message_id: int) -> None:
    """Do the close that was promised. A second delivery finds it done, or in other hands."""
    message = outbox.waiting(message_id)
    if message is None:
        return
    try:
        run = closing.run_close(message.payload["close"])
    except Refused:
        outbox.keep(message)
        return
    if run.is_over:
        outbox.keep(message)


@app.task(base=CompanyTask, name="scoring.compute_running_month")  # type: ignore[untyped-decorator]
def compute_running_month(message_id: int) -> None:
    """Compute the running month that was promised. A second delivery finds it done, or in other hands."""
    message = outbox.waiting(message_id)
    if message is None:
        return
    with suppress(Refused):  # its row says why
        month.run(message.payload["run"])
    run = ProvisionalRun.objects.select_related("month").get(pk=message.payload["run"])
    if run.is_over:
        finding.look(run.month.month)
        outbox.keep(message)


@app.task(base=FleetTask, name="scoring.nightly")  # type: ignore[untyped-decorator]
def nightly() -> int:
    """Ring every company whose night has begun and whose running months were not computed in it, found by one query."""
    due = nights.due(timezone.now())
    for name in due:
        compute_at_night.apply_async(headers={"_schema_name": name})
    return len(due)


@app.task(base=CompanyTask, name="scoring.compute_at_night")  # type: ignore[untyped-decorator]
def compute_at_night() -> None:
    """Promise each running month of this company, once a night however often it is rung."""
    nights.ask(timezone.now())


@app.task(base=FleetTask, name="scoring.close_on_schedule")  # type: ignore[untyped-decorator]
def close_on_schedule() -> int:
    """Ring every company whose schedule has a month to look at, found by one query."""
    due = scheduled.due(timezone.now())
    for name in due:
        close_what_is_due.apply_async(headers={"_schema_name": name})
    return len(due)


@app.task(base=CompanyTask, name="scoring.close_what_is_due")  # type: ignore[untyped-decorator]
def close_what_is_due() -> None:
    """Ask for this company's close if it is due, once however often it is rung."""
    scheduled.ask(timezone.now())
