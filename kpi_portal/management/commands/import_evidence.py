"""manage.py import_evidence acme workorders tickets.csv --by USER --profile tickets.toml"""

from argparse import ArgumentParser
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone, translation

from kpi_portal.lib.refusals import Refused
from kpi_portal.management import import_report
from kpi_portal.management.company_command import CompanyCommand, account_named, printing, with_actor
from records.imports import error_file, pipeline, workbooks
from records.imports.kinds import all_kinds
from records.imports.profile import Profile
from records.models import Batch


class Command(CompanyCommand):
    """Read a file of evidence into a company: all of it, or nothing."""

    help = (
        "Import a CSV or XLSX file (also a gzip or zip of one) into a company. Rows that cannot be understood stop the "
        "import, or are left out with --skip-bad; the same file twice stores nothing new. Without --profile the "
        "columns must be called like the fields of the kind. The kind “company” is a workbook with a sheet per kind. "
        "How to write a profile: docs/import-profiles.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Names are an interface: other programs call them."""
        super().add_arguments(parser)
        parser.add_argument("kind", metavar="KIND", help=f"One of: {', '.join(all_kinds())}; or {workbooks.CODE}.")
        parser.add_argument("file", metavar="FILE", type=Path, help="The file; its content decides, not its name.")
        with_actor(parser)
        parser.add_argument("--profile", type=Path, help="Which column is what (TOML).")
        parser.add_argument("--source", default="file", help="Where the file is from, if there is no profile.")
        parser.add_argument("--dry-run", action="store_true", help="Judge only; store nothing.")
        parser.add_argument("--skip-bad", action="store_true", help="Store the good rows, hand the others back.")
        parser.add_argument(
            "--accept-repeats", action="store_true", help="Store rows that say the same as facts of other files too."
        )
        parser.add_argument("--errors", type=Path, help="Write the bad rows with their errors here (.csv or .xlsx).")

    def run(self, **options: Any) -> None:
        """Import, say what came of it; exit code 1 and one sentence if nothing could be stored."""
        with printing():
            self._run(options)

    def _run(self, options: dict[str, Any]) -> None:
        if options["kind"] == workbooks.CODE:
            self._run_workbook(options)
            return
        if options["kind"] not in all_kinds():
            raise CommandError(f"There is no kind “{options['kind']}”; there are: {', '.join(all_kinds())}.")
        kind = all_kinds()[options["kind"]]
        request = pipeline.Request(
            kind=kind,
            by=account_named(options["by"], kind.verb),
            now=timezone.now(),
            profile=_profile(options["profile"]),
            source=options["source"],
            dry_run=options["dry_run"],
            skip_bad=options["skip_bad"],
            accept_repeats=options["accept_repeats"],
        )
        self._report(pipeline.run(request, options["file"]), options)

    def _run_workbook(self, options: dict[str, Any]) -> None:
        """Every sheet of a workbook is a file of its kind; all of them are stored, or none."""
        asked = workbooks.Asked(
            by=account_named(options["by"], "records.import_evidence"),
            now=timezone.now(),
            dry_run=options["dry_run"],
            skip_bad=options["skip_bad"],
            accept_repeats=options["accept_repeats"],
        )
        outcome = workbooks.run(asked, options["file"])
        for sheet in outcome.sheets:
            self._say([f"{sheet.profile.sheet}: {_counts(sheet.batch)}."], import_report.caused(sheet.batch))
        if outcome.unknown:
            self.stdout.write(f"Not imported: {', '.join(outcome.unknown)}.")
        self._conclude(outcome.batch, stored=outcome.stored)

    def _report(self, outcome: pipeline.Outcome, options: dict[str, Any]) -> None:
        batch = outcome.batch
        self.stdout.write(f"Read as {outcome.read_as}: {batch.rows} rows.")
        if outcome.binding.unused:
            self.stdout.write(f"Not imported: {', '.join(outcome.binding.unused)}.")
        if outcome.problems.stopped:
            self.stdout.write("Too many errors: reading stopped there.")
        self._say(import_report.caused(batch))
        if outcome.problems.asked:
            self.stdout.write("  Rows that look like facts of other files are stored with --accept-repeats.")
        if options["errors"] and batch.rejected:
            _write_errors(options["file"], options["errors"], outcome)
            self.stdout.write(f"The bad rows, annotated: {options['errors']}")
        self._conclude(batch, stored=outcome.stored)

    def _conclude(self, batch: Batch, *, stored: bool) -> None:
        counts = _counts(batch)
        self._say(import_report.told(batch))
        self.stdout.write(f"Stored as import {batch.pk}: {counts}." if stored else f"Nothing is stored: {counts}.")
        if batch.rejected and not stored:
            raise CommandError(
                f"{batch.rejected} of {batch.rows} rows have errors; nothing was stored. "
                "Correct them, or store the others with --skip-bad."
            )

    def _say(self, *parts: Iterable[str]) -> None:
        for line in chain(*parts):
            self.stdout.write(line)


def _counts(batch: Batch) -> str:
    return (
        f"{batch.created} new, {batch.changed} changed, {batch.unchanged} unchanged, "
        f"{batch.rejected} with errors, {batch.warned} warnings, {batch.late} too late"
    )


def _profile(path: Path | None) -> Profile | None:
    if path is None:
        return None
    try:
        return Profile.parse(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not a text in UTF-8.") from None
    except Refused as problem:
        raise CommandError(f"{path.name}: {problem}") from None


def _write_errors(file: Path, target: Path, outcome: pipeline.Outcome) -> None:
    the_files = translation.override(settings.LANGUAGE_CODE)
    with the_files, pipeline.opened(file, outcome.profile) as table, target.open("wb") as stream:
        error_file.write_error_file(
            stream, table, outcome.problems.errors, as_xlsx=target.suffix.lower() in {".xlsx", ".xlsm"}
        )
