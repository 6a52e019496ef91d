"""manage.py redraw_sample acme 12"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from evidence.quality_checks.sampling.models import CheckSample
from evidence.quality_checks.sampling.verbs import draw_again
from kpi_portal.management.company_command import CompanyCommand, printing


class Command(CompanyCommand):
    """Draw a random sample again."""

    help = "Draw a random sample of quality checks again from its kept seed and frame, and compare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """COMPANY SAMPLE"""
        super().add_arguments(parser)
        parser.add_argument("sample", type=int, help="The number in the address of the sample's page.")

    def run(self, *, sample: int, **options: Any) -> None:
        """Compare; exit code 1 where something differs."""
        with printing():
            found = CheckSample.objects.filter(pk=sample).first()
        if found is None:
            raise CommandError("There is no such sample.")
        again = draw_again(found)
        if not again.is_same:
            raise CommandError(f"Not the same: frame {again.same_frame}, contacts {again.same_contacts}.")
        self.stdout.write(f"The same {found.contacts.count()} of {len(found.frame)} by seed {found.seed}.")
