"""The demo's months are closed: the old ones here, the last one by a real worker; then published and made final."""

import time
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.utils.translation import override

from kpi_portal.demo.calendar import ZONE
from kpi_portal.demo.populating import SCHEMA, DemoFailed, company
from kpi_portal.lib.month import Month
from people.models import Account
from records.models import MonthRecord, MonthState
from records.months import COMPLETION_GRACE
from scoring import closing, publishing
from scoring.models import MonthClose

PATIENCE_SECONDS = 120.0
SHUT = (MonthState.FINAL, MonthState.PAID_OUT)


def last_closable(now: datetime) -> Month:
    """The latest month whose cut-off has passed."""
    zone = ZoneInfo(ZONE)
    month = Month.of(now, zone).previous
    while now <= month.bounds(zone)[1] + COMPLETION_GRACE:
        month = month.previous
    return month


def is_final(month: Month) -> bool:
    """Whether nothing is left to do for the month."""
    return MonthRecord.objects.filter(first_day=month.first_day, state__in=SHUT).exists()


def is_computed(month: Month) -> bool:
    """Whether the month was closed and its review begun, or more."""
    begun = (MonthState.IN_REVIEW, MonthState.PUBLISHED, *SHUT)
    return MonthRecord.objects.filter(first_day=month.first_day, state__in=begun).exists()


def close_here(month: Month) -> MonthClose:
    """Close a month in this process."""
    return closing.run_close(closing.request_close(month=month, by=_hr(), ring=False).pk)


def close_by_worker(month: Month, tell: Callable[[str], None]) -> MonthClose:
    """Ring for a worker and wait, telling the steps it reaches. Raises DemoFailed if it fails or none comes."""
    run = closing.request_close(month=month, by=_hr())
    deadline, told = time.monotonic() + PATIENCE_SECONDS, 0
    while not run.is_over:
        if time.monotonic() > deadline:
            raise DemoFailed(f"The worker did not close {month} within {PATIENCE_SECONDS:.0f} seconds.")
        time.sleep(0.1)
        steps = list(run.steps.all())
        with override("en"):  # like everything that commands print
            for step in steps[told:]:
                tell(f"{step.get_step_display()} {_counted(step.counts)}".rstrip())
        told = len(steps)
        run.refresh_from_db()
    if run.state != MonthClose.State.DONE:
        raise DemoFailed(f"The worker could not close {month}: {run.error}")
    return run


def publish_and_finalise(month: Month) -> None:
    """Review, publication and the last step, each by HR; a month that is further already is taken from there."""
    record = MonthRecord.objects.get(first_day=month.first_day)
    if record.state == MonthState.COMPUTED:
        publishing.start_review(month=month, by=_hr())
        record.refresh_from_db()
    if record.state == MonthState.IN_REVIEW:
        publishing.publish_month(month=month, by=_hr())
        record.refresh_from_db()
    if record.state == MonthState.PUBLISHED:
        publishing.finalise_month(month=month, by=_hr("H02"))


def write_documents(month: Month, folder: Path) -> list[Path]:
    """PDF cards and payroll files of a final month, by the commands that everybody uses."""
    folder.mkdir(parents=True, exist_ok=True)
    call_command("render_cards", SCHEMA, str(month), f"--output={folder / 'cards'}", stdout=StringIO())
    for suffix in ("xlsx", "csv"):
        output = f"--output={folder / f'payroll-{month}.{suffix}'}"
        call_command("export_payroll", SCHEMA, str(month), "--by=h01", output, stdout=StringIO())
    company()  # commands leave the connection in the public schema
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _hr(number: str = "H01") -> Account:
    return Account.objects.get(person__staff_number=number)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())
