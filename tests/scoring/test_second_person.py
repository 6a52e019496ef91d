"""Publishing and making final by two people where the company asks for it, on the page and by command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from people.models import Account
from records.models import AuditEntry, MonthRecord, MonthState
from scoring import closing
from scoring.models import ScoringSettings
from tenants.models import Company
from tests.months import second_hr
from tests.scoring.month_of_facts import OCTOBER, handled, person
from tests.visiting import visitor

FINALISE = ("finalise_month", "acme", "2026-10", "--by")
PUBLISH = ("publish_month", "acme", "2026-10", "--by")


def state() -> str:
    return MonthRecord.objects.get(first_day=OCTOBER.first_day).state


def run(*command: str) -> None:
    call_command(*command, stdout=StringIO())


@pytest.fixture
def closed_by_hr(company: Company) -> None:
    handled(person("王芳"))
    hr = person("周敏").account
    closing.run_close(closing.request_close(month=OCTOBER, by=hr, ring=False).pk)


def test_whoever_published_does_not_make_final(closed_by_hr: None) -> None:
    second_hr()
    run(*PUBLISH, "hr")

    with pytest.raises(
        CommandError,
        match=r"You published 2026-10 yourself; a second person makes it final|2026-10 由本人公布，须由第二人定稿",
    ):
        run(*FINALISE, "hr")
    page = visitor("hr").post("/months/2026-10/finalise/", follow=True).content.decode()
    assert "You published 2026-10 yourself" in page or "2026-10 由本人公布" in page
    assert state() == MonthState.PUBLISHED

    run(*FINALISE, "hr2")
    assert state() == MonthState.FINAL


def test_an_administrator_lifts_the_rule_and_hr_cannot(closed_by_hr: None) -> None:
    run(*PUBLISH, "hr")
    assert visitor("hr").post("/settings/second_person/", {}).status_code == 403
    assert visitor("administrator").post("/settings/second_person/", {}).status_code == 302
    assert AuditEntry.objects.filter(verb="scoring.change_settings").count() == 1
    run(*FINALISE, "hr")
    assert state() == MonthState.FINAL


def test_whoever_closed_does_not_publish_where_the_company_says_so(closed_by_hr: None) -> None:
    second_hr()
    ScoringSettings.objects.update(two_people_publish=True)
    with pytest.raises(CommandError, match=r"You asked for the close of 2026-10 yourself|2026-10 由本人发起关账"):
        run(*PUBLISH, "hr")
    run(*PUBLISH, "hr2")
    assert state() == MonthState.PUBLISHED


def _steps_by(published_by: Account | None, finalised_by: Account | None) -> None:
    """Both steps by whatever writes the table, past the verbs."""
    month = MonthRecord.objects.filter(first_day=OCTOBER.first_day)
    with transaction.atomic():
        month.update(state="published", published_by=published_by)
        month.update(state="final", finalised_by=finalised_by)


def test_the_database_asks_for_two_names_too(closed_by_hr: None) -> None:
    hr, other = Account.objects.get(username="hr"), second_hr()
    for pair in ((hr, hr), (hr, None), (None, hr), (None, None)):
        with pytest.raises(DatabaseError):
            _steps_by(*pair)
    _steps_by(hr, other)
    assert state() == MonthState.FINAL


def test_where_one_person_may_do_both_the_step_still_has_a_name(closed_by_hr: None) -> None:
    hr = Account.objects.get(username="hr")
    ScoringSettings.objects.update(two_people_final=False)
    with pytest.raises(DatabaseError):
        _steps_by(hr, None)
    _steps_by(hr, hr)
