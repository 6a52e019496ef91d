"""manage.py write_import_docs"""

from typing import Any

from django.core.management.base import BaseCommand

from kpi_portal.lib.paths import CHECKOUT
from records.imports import explanations
from records.imports.reference import with_tables

DOCS = [CHECKOUT / "docs" / name for name in ("import-kinds.md", "import-profiles.md")]


class Command(BaseCommand):
    """Make the tables of the docs of imports anew, and room for explanations that are not written yet."""

    help = "Write the tables of docs/import-kinds.md and docs/import-profiles.md from the code."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrite what stands between the marks."""
        for document in DOCS:
            document.write_text(with_tables(document.read_text("utf-8")), "utf-8")
            self.stdout.write(f"{document.relative_to(CHECKOUT)} is up to date.")
        for code in explanations.add_empty():
            self.stdout.write(f"{code}: write its explanation into records/imports/help/")
