"""manage.py migrate_companies: what a deployment runs before the new code serves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kpi_portal.management.company_command import refusals_end_it
from tenants import schemas
from tenants.owner import as_owner


class Command(BaseCommand):
    """Bring every schema up to date."""

    help = (
        "Bring the public schema, the template of new companies and every company's schema up to date. Only those "
        "that are behind are touched; one that fails does not stop the others; run again after mending it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Report each schema that was behind; exit non-zero if one still is."""
        with refusals_end_it(), as_owner():
            results = schemas.prepare()
        for result in results:
            self.stdout.write(f"{result.schema}: {result.error or 'up to date'}")
        failed = [result.schema for result in results if result.error]
        if failed:
            raise CommandError(f"{len(failed)} of {len(results)} schemas could not be migrated: {', '.join(failed)}")
        if not results:
            self.stdout.write("Every schema was up to date.")
