"""manage.py export_payroll acme 2023-05 --by USER --output grades.xlsx"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from kpi_portal.management.company_command import CompanyCommand, account_named, with_actor, with_month
from records import audit, downloads
from reports import payroll


class Command(CompanyCommand):
    """Write what payroll takes from a month."""

    help = (
        "Write grades, coefficients and pay of a month as .xlsx or .csv (UTF-8 with byte order mark). Final months "
        "only; --preview writes a file marked 预览 for a month that is computed but not final."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Names are an interface: other programs call them."""
        super().add_arguments(parser)
        with_month(parser)
        with_actor(parser)
        parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="A .xlsx or .csv file.")
        parser.add_argument("--preview", action="store_true", help="Mark the file as a preview, not to be paid.")

    def run(self, **options: Any) -> None:
        """Write the file, say what is in it."""
        by = account_named(options["by"], "reports.export_payroll")
        month, path, preview = options["month"], options["output"], options["preview"]
        kind = path.suffix.lower().removeprefix(".")
        if kind not in downloads.KINDS:
            raise CommandError(f"{path.name}: payroll is written as .xlsx or .csv.")
        found = payroll.payroll(month) if preview else payroll.final_payroll(month)
        if found is None:
            raise CommandError(f"{month} has no cards; close it first.")
        path.write_bytes(downloads.written(payroll.table(found, preview=preview), kind))
        audit.record(by=by, verb="reports.export_payroll", subject=found.record, detail={"format": kind})
        self.stdout.write(f"{found.people} rows, {found.total:,} yuan in {path}.")
