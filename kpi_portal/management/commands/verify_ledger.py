"""manage.py verify_ledger acme [--head HEAD]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from kpi_portal.management.company_command import CompanyCommand, printing
from records import ledger


class Command(CompanyCommand):
    """Walk the company's ledger."""

    help = (
        "Verify every link and signature of the ledger. With a head that was printed on a card earlier, also prove "
        "that the ledger still contains it: tampering shows up to the last head given out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """COMPANY [--head HEAD]"""
        super().add_arguments(parser)
        parser.add_argument("--head", default="", help="A head as printed on a card: KPI1.count.hash.month.signature.")

    def run(self, *, head: str, **options: Any) -> None:
        """Verify; exit code 1 where something is wrong."""
        with printing():
            verdict = ledger.verify(head)
        for problem in verdict.problems:
            self.stdout.write(problem)
        if not verdict.is_sound:
            raise CommandError(f"{len(verdict.problems)} problems in {verdict.entries} entries.")
        contains = ", and they contain the given head" if head else ""
        self.stdout.write(f"{verdict.entries} entries are sound{contains}. Head: {ledger.head() or 'none yet'}")
