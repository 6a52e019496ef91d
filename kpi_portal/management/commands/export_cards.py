"""manage.py export_cards acme 2023-05 --output cards.json [--trial]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from kpi_portal.lib.month import Month
from kpi_portal.management.company_command import CompanyCommand, with_month
from scoring import cards


class Command(CompanyCommand):
    """Write a month's cards as data."""

    help = (
        "Write the cards of a computed, published or final month as JSON: decimals as text, every indicator with its "
        "numerator, denominator, points and what was excluded. The shape is stable; other programs read it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """COMPANY MONTH --output FILE [--trial]"""
        super().add_arguments(parser)
        with_month(parser)
        parser.add_argument("--output", metavar="FILE", type=Path, required=True, help="Where to write; - is stdout.")
        parser.add_argument("--trial", action="store_true", help="The cards of the trial plans instead.")

    def run(self, *, month: Month, output: Path, trial: bool, **options: Any) -> None:
        """Write the file, or say in one sentence why not."""
        if not cards.current_cards(month, trial=trial).exists():
            raise CommandError(f"There are no {'trial ' if trial else ''}cards of {month}; close the month first.")
        exported = cards.export(month, trial=trial)
        text = cards.as_text(exported)
        if str(output) == "-":
            self.stdout.write(text, ending="")
            return
        output.write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(exported['cards'])} cards of {month} are in {output}.")
