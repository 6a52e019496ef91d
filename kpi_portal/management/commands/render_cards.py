"""manage.py render_cards acme 2023-05 --output DIR"""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from kpi_portal.management.company_command import CompanyCommand, with_month
from reports import pdf_cache
from reports.models import CardFile
from reports.pdf_process import Press

UNSAFE = re.compile(r"[^\w.-]+")


class Command(CompanyCommand):
    """Write the printed cards of a month to a folder."""

    help = (
        "Write one PDF per card of a month to a folder: MONTH-STAFF_NUMBER.pdf, or the name where there is no staff "
        "number. Works from “computed” on; a card already printed is not printed again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Names are an interface: other programs call them."""
        super().add_arguments(parser)
        with_month(parser)
        parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="The folder to write to.")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans", help="Words of the cards.")

    def run(self, **options: Any) -> None:
        """Print what is not printed yet, copy everything to the folder."""
        month, folder = options["month"], options["output"]
        stored = pdf_cache.cards_of(month)
        if not stored:
            raise CommandError(f"{month} has no cards yet; close it first with close_month.")
        folder.mkdir(parents=True, exist_ok=True)
        with Press() as press:
            files = pdf_cache.print_cards(stored, press, language=options["language"])
            names = {_copied(file, folder) for file in files}
        self.stdout.write(f"{len(names)} cards of {month} in {folder}.")


def _copied(file: CardFile, folder: Path) -> str:
    """The page under a name that is safe for every file system and belongs to one agent alone."""
    card = file.card
    name = UNSAFE.sub("_", card.agent.code).strip("._")[:80] or "agent"
    own = name if card.agent.staff_number == name else f"{name}-{card.agent_id}"
    trial = f"-trial-{card.plan.code}" if card.is_trial else ""
    path = folder / f"{card.month.month}-{own}{trial}.pdf"
    path.write_bytes(file.read())
    return path.name
