"""Three files that nobody here made are read by the profiles that ship (their rows are not part of the project)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from evidence.models import SurveyAnswer
from tenants.models import Company
from tests.importing import Sender
from workorders.models import OrderEvent, WorkOrder

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
PROFILES = ROOT / "workorders" / "profiles"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is absent")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


def imported(company: Company, file: str, profile: str) -> str:
    """What the command says of one of the files."""
    return Sender(company, "workorders", DATA, PROFILES / profile).send_file(DATA / file)


def test_support_tickets_come_with_their_surveys_and_the_workbook_says_the_same(company: Company) -> None:
    said = imported(company, "support_tickets_2023.csv.gz", "support_tickets.toml")
    assert "2330 new, 0 changed, 0 unchanged, 0 with errors, 62 warnings" in said
    tickets = WorkOrder.objects.filter(source="support_tickets")
    assert tickets.filter(flags__contains=["before_creation"]).count() == 2
    assert tickets.filter(flags__contains=["completed_before_response"]).count() == 18
    assert tickets.filter(flags__contains=["archived_before_completion"]).count() == 42
    assert tickets.exclude(state="completed").count() == 418
    assert SurveyAnswer.objects.filter(source="support_tickets").count() == 1173
    sample = imported(company, "support_tickets_sample.xlsx", "support_tickets.toml")
    assert "0 new, 0 changed, 501 unchanged" in sample


def test_housing_requests_have_teams_and_no_agents(company: Company) -> None:
    said = imported(company, "housing_requests_2015.csv.gz", "housing_requests.toml")
    assert "18093 new, 0 changed, 0 unchanged, 0 with errors, 1 warnings" in said
    requests = WorkOrder.objects.filter(source="housing_requests", agent=None, records_responses=False)
    assert requests.filter(team__isnull=False).count() == 18093
    assert requests.exclude(state="completed").count() == 5775
    assert not OrderEvent.objects.filter(order__in=requests, kind="responded").exists()


def test_residents_messages_name_the_row_with_a_day_without_a_time(company: Company) -> None:
    said = imported(company, "residents_messages.xlsx", "residents_messages.toml")
    assert "2816 new, 0 changed, 0 unchanged, 0 with errors" in said
    assert "row 1141" in said
    assert WorkOrder.objects.filter(source="residents_messages", flags__contains=["date_without_time"]).count() == 1
