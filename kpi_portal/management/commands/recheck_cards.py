"""manage.py recheck_cards acme [2023-05]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from kpi_portal.lib.month import Month
from kpi_portal.management.company_command import CompanyCommand, printing, with_month
from scoring import rechecking


class Command(CompanyCommand):
    """Recompute cards from what was stored with them."""

    help = (
        "Score every version of every card again from its stored facts, plan and targets, and compare fingerprints, "
        "rows and ledger. Exits non-zero and names each card that does not agree."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """COMPANY [MONTH]"""
        super().add_arguments(parser)
        with_month(parser, optional=True)

    def run(self, *, month: Month | None, **options: Any) -> None:
        """Recheck; exit code 1 where something does not agree."""
        with printing():
            checked = rechecking.recheck(month)
        for problem in checked.problems:
            self.stdout.write(problem)
        if checked.problems:
            raise CommandError(f"{len(checked.problems)} problems in {checked.cards} cards.")
        if not checked.cards:
            raise CommandError(f"There are no cards{f' of {month}' if month else ''}.")
        self.stdout.write(f"{checked.cards} cards recomputed: every fingerprint is the same.")
