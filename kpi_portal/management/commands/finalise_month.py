"""manage.py finalise_month acme 2023-05 --by USER"""

from argparse import ArgumentParser
from typing import Any

from kpi_portal.lib.month import Month
from kpi_portal.management.company_command import CompanyCommand, account_named, with_actor, with_month
from scoring import publishing


class Command(CompanyCommand):
    """Make a published month final."""

    help = (
        "Make a published month final: facts that would change it are refused from then on, and payroll may take it. "
        "Cards that wait for a decision block it. The act is entered in the ledger under the name of --by."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """COMPANY MONTH --by USER"""
        super().add_arguments(parser)
        with_month(parser)
        with_actor(parser)

    def run(self, *, month: Month, by: str | None, **options: Any) -> None:
        """Finalise, or say in one sentence why not."""
        publishing.finalise_month(month=month, by=account_named(by, "scoring.finalise_month"))
        self.stdout.write(f"{month} is final.")
