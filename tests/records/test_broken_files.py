"""A corpus of files with one defect each (PROMISES 12): each is named, and nothing of it is stored."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation

from records.imports import pipeline
from records.imports.kinds import all_kinds
from records.imports.problems import Severity
from records.imports.profile import Profile
from tenants.models import Company
from tests.records.broken_files import FILES, HEADER, Broken
from tests.refusals import refused
from workorders.models import WorkOrder

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


def judged(broken: Broken) -> pipeline.Outcome:
    """The file sent to be stored."""
    document = {"kind": "workorders", "source": "corpus", "fields": dict(zip(HEADER, HEADER, strict=True))}
    profile = Profile.from_document(document | broken.options)
    request = pipeline.Request(kind=all_kinds()["workorders"], now=NOW, profile=profile)
    return pipeline.run(request, io.BytesIO(broken.made()))


def test_the_corpus_holds_sixty_files_and_more() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize("name", [name for name, broken in FILES.items() if broken.table])
def test_a_file_that_cannot_be_read_is_refused_with_its_sentence(company: Company, name: str) -> None:
    with refused(FILES[name].table) as refusal:
        judged(FILES[name])
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("name", [name for name, broken in FILES.items() if broken.error])
def test_a_row_with_an_error_is_named_and_keeps_the_whole_file_out(company: Company, name: str) -> None:
    broken = FILES[name]
    outcome = judged(broken)
    assert [(p.row, p.column, p.code) for p in outcome.problems.errors] == [(broken.row, broken.field, broken.error)]
    assert outcome.problems.errors[0].sentence.endswith((".", "?"))
    assert not outcome.stored
    assert not WorkOrder.objects.filter(source="corpus").exists()


@pytest.mark.parametrize("name", [name for name, broken in FILES.items() if broken.warning])
def test_an_implausible_row_is_stored_with_a_warning(company: Company, name: str) -> None:
    broken = FILES[name]
    outcome = judged(broken)
    warnings = {(p.row, p.column, p.code) for p in outcome.problems.kept if p.severity is Severity.WARNING}
    assert (broken.row, broken.field, broken.warning) in warnings
    assert outcome.stored
    assert outcome.counts.created == 2
    assert WorkOrder.objects.filter(source="corpus", flags__contains=[broken.warning]).count() == 1
