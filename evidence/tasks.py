"""Doorbells of this room: what is new is pulled from the rooms below it."""

from django.utils import timezone

from evidence.surveys.inviting import rounds
from kpi_portal.celery import CompanyTask, FleetTask, app


@app.task(base=FleetTask, name="evidence.invite_residents")  # type: ignore[untyped-decorator]
def invite_residents() -> int:
    """Ring every company whose orders had events that were not looked at for good, found by one query."""
    due = rounds.due()
    for name in due:
        invite_of_completed.apply_async(headers={"_schema_name": name})
    return len(due)


@app.task(base=CompanyTask, name="evidence.invite_of_completed")  # type: ignore[untyped-decorator]
def invite_of_completed() -> None:
    """Invite to this company's orders that were completed lately, once however often it is rung."""
    rounds.invite_new(timezone.now())
