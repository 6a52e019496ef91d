"""The exports that people have come in through the profiles that the portal brings, with the right figures; and are
recognised without them, as far as a file can say."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evidence.surveys.models import SurveyAnswer
from people.models import Account, Site
from records.imports.kinds import all_kinds, fields_of, riders
from records.imports.mapping import receiving
from records.imports.mapping.facts import Facts
from records.imports.mapping.headings import likely_kinds
from records.imports.mapping.lacking import lacks
from records.imports.mapping.proposing import start
from records.models import Batch
from tenants.models import Company
from tests.database import CHECKOUT
from tests.exports import EXPORTS, Export
from tests.importing import Sender
from workorders.models import WorkOrder

each_export = pytest.mark.parametrize("export", EXPORTS, ids=[export.name for export in EXPORTS])


@each_export
def test_an_export_comes_in_by_its_profile_with_the_right_figures(
    export: Export, company: Company, tmp_path: Path
) -> None:
    Site.objects.get_or_create(code="CH", defaults={"name": "翠湖花园"})
    file = tmp_path / export.file_name
    file.write_bytes(export.content())
    said = Sender(company, export.kind, tmp_path, CHECKOUT / export.profile).send_file(file)
    assert f"{len(export.rows) - export.title_rows - 1} new" in said
    orders = WorkOrder.objects.order_by("created_at")
    waited = [o.first_responded_at - o.created_at for o in orders if o.first_responded_at is not None]
    assert waited == [timedelta(minutes=minutes) for minutes in export.minutes]
    assert sum(order.state == "completed" for order in orders) == export.completed
    assert [order.agent.name for order in orders if order.state == "completed" and order.agent] == ["王芳", "李静"][
        : export.completed
    ]
    answers = SurveyAnswer.objects.filter(stands=True).order_by("answered_at")
    assert tuple(int(answer.rating) for answer in answers) == export.ratings


@each_export
def test_an_export_that_is_uploaded_takes_its_profile_by_itself(
    export: Export, company: Company, settings: object, tmp_path: Path
) -> None:
    batch = received(export)
    assert (batch.detail["origin"], batch.kind, batch.source) == ("shipped", export.kind, shipped_source(export))
    assert batch.profile.get("header_row", 1) == export.title_rows + 1


@each_export
def test_an_export_is_recognised_without_a_profile(export: Export, company: Company) -> None:
    facts = Facts.of(received(export).detail["facts"])
    likely = likely_kinds(list(all_kinds().values()), facts.names)[0]
    assert (likely.kind.code, facts.names) == (export.kind, tuple(map(str, export.headings)))
    fields = fields_of([likely.kind, *riders(likely.kind)])
    document = start(export.kind, "file", fields, likely.matches, facts)
    assert set(export.found) <= set(document["fields"])
    assert {lack.place for lack in lacks(document, fields, facts)} == set(export.missing)


def received(export: Export) -> Batch:
    """The export as an administrator uploads it."""
    file = SimpleUploadedFile(export.file_name, export.content())
    kinds = list(all_kinds().values())
    by = Account.objects.get(username="administrator")
    return receiving.receive(file, kinds=kinds, told=receiving.Told(), by=by)


def shipped_source(export: Export) -> str:
    """The source that the export's profile names."""
    line = next(line for line in (CHECKOUT / export.profile).read_text("utf-8").splitlines() if "source = " in line)
    return line.partition('"')[2].rstrip('"')
