"""A file on its way through the command, as an administrator sends it."""

import csv
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command

from kpi_portal.lib.company_connection import connection
from records.imports import running
from records.models import Batch, ImportRun
from tenants.models import Company

PROFILES = Path(__file__).resolve().parents[1] / "kpi_portal" / "demo" / "profiles"


class Sender:
    """Sends files of one kind to one company; the connection stays in its schema."""

    def __init__(self, company: Company, kind: str, folder: Path, profile: Path | None = None) -> None:
        self.company, self.kind, self.folder, self.profile = company, kind, folder, profile

    def send(self, text: str, *options: str) -> str:
        """Import a file with this content; what the command said. Raises CommandError."""
        path = self.folder / f"{self.kind}.csv"
        path.write_text(text, encoding="utf-8")
        return self.send_file(path, *options)

    def send_file(self, path: Path, *options: str) -> str:
        """Import a file."""
        said = StringIO()
        profile = [f"--profile={self.profile}"] if self.profile else []
        try:
            call_command(
                "import_evidence",
                self.company.schema_name,
                self.kind,
                str(path),
                "--by=hr",
                *profile,
                *options,
                stdout=said,
            )
        except CommandError as refusal:
            raise CommandError(f"{said.getvalue()}{refusal}") from None
        finally:
            connection.set_tenant(self.company)
        return said.getvalue()

    def refused(self, text: str) -> str:
        """What the command says when it refuses."""
        try:
            said = self.send(text)
        except CommandError as refusal:
            return str(refusal)
        raise AssertionError(f"It was stored: {said}")

    @property
    def batch(self) -> Batch:
        """The last import."""
        return Batch.objects.order_by("-pk")[0]


def as_csv(*rows: dict[str, object]) -> str:
    """Rows as the text of a CSV file."""
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def work_off() -> None:
    """What the worker does of the files that wait for it."""
    for run in ImportRun.objects.filter(state=ImportRun.State.QUEUED).order_by("pk"):
        running.work(run.pk)
