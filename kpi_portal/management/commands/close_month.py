"""manage.py close_month acme 2023-05 --by USER [--wait] [--inline]"""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from kombu.exceptions import KombuError

from kpi_portal.celery import app
from kpi_portal.lib.month import Month
from kpi_portal.management.company_command import CompanyCommand, account_named, with_actor, with_month
from scoring import closing
from scoring.models import MonthClose

PATIENCE_SECONDS = 10
LOOK_EVERY_SECONDS = 0.2


class Command(CompanyCommand):
    """Compute a month's cards."""

    help = (
        "Close a month: measure, score and freeze a card for every agent, and enter the ledger. The month must be over "
        "and its cut-off passed. Closing again is free until the month is published; only what changed gets a new "
        "version. Without an option the worker is asked and the command ends at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """COMPANY MONTH --by USER [--wait | --inline]"""
        super().add_arguments(parser)
        with_month(parser)
        with_actor(parser)
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--wait", action="store_true", help="Ask the worker and wait until it is done.")
        how.add_argument("--inline", action="store_true", help="Do the work in this process; no worker is needed.")

    def run(self, *, month: Month, by: str | None, wait: bool, inline: bool, **options: Any) -> None:
        """Close, or say in one sentence why not."""
        run = closing.request_close(month=month, by=account_named(by, "scoring.close_month"), ring=not inline)
        if inline:
            run = closing.run_close(run.pk)
            if not run.is_over:
                raise CommandError(f"{month} is being closed by a worker; wait for it with --wait.")
        elif wait:
            run = self._wait_for(run)
        else:
            self.stdout.write(f"{month}: the worker is asked to close it (run {run.pk}).")
            return
        if run.state == MonthClose.State.FAILED:
            raise CommandError(run.error)
        counts = run.counts
        self.stdout.write(
            f"{month} is computed: {counts['cards']} cards, {counts['new']} new versions, "
            f"{counts['trial']} trial cards."
        )

    def _wait_for(self, run: MonthClose) -> MonthClose:
        asked = time.monotonic()
        while not run.is_over:
            waited_long = time.monotonic() - asked > PATIENCE_SECONDS
            if run.state == MonthClose.State.QUEUED and waited_long and not _a_worker_answers():
                raise CommandError(
                    f"No worker took the close within {PATIENCE_SECONDS} seconds. It stays asked for; start a worker "
                    "with “make worker”, or close in this process with --inline."
                )
            time.sleep(LOOK_EVERY_SECONDS)
            run.refresh_from_db()
        return run


def _a_worker_answers() -> bool:
    """Whether any worker is there; one that is busy with something else will come to the close."""
    try:
        return bool(app.control.ping(timeout=2.0))
    except KombuError:
        return False
