"""manage.py publish_month acme 2023-05 --by USER"""

from argparse import ArgumentParser
from typing import Any

from kpi_portal.lib.month import Month
from kpi_portal.management.company_command import CompanyCommand, account_named, with_actor, with_month
from scoring import publishing


class Command(CompanyCommand):
    """Show a month's cards to the agents."""

    help = (
        "Publish a computed month: agents see their cards. From then on closing it again needs a re-opening. "
        "The act is entered in the ledger under the name of --by."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """COMPANY MONTH --by USER"""
        super().add_arguments(parser)
        with_month(parser)
        with_actor(parser)

    def run(self, *, month: Month, by: str | None, **options: Any) -> None:
        """Publish, or say in one sentence why not."""
        publishing.publish_month(month=month, by=account_named(by, "scoring.publish_month"))
        self.stdout.write(f"{month} is published.")
