"""manage.py write_import_docs"""

from typing import Any

from django.core.management.base import BaseCommand

from kpi_portal.lib.paths import CHECKOUT
from records.imports import explanations
from records.imports.reference import with_tables

KINDS = CHECKOUT / "docs" / "import-kinds.md"


class Command(BaseCommand):
    """Make the tables of the docs of imports anew, and room for explanations that are not written yet."""

    help = "Write the tables of docs/import-kinds.md from the kinds of import."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrite what stands between the marks."""
        KINDS.write_text(with_tables(KINDS.read_text("utf-8")), "utf-8")
        for code in explanations.add_empty():
            self.stdout.write(f"{code}: write its explanation into records/imports/help/")
        self.stdout.write(f"{KINDS.relative_to(CHECKOUT)} is up to date.")
