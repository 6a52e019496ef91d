"""A published or final month is opened again by two people with a reason, and makes new versions (PROMISES 10)."""

import pytest
from django.db import transaction

from kpi_portal.lib.month import Month
from people.models import Account, Person
from records import ledger, months
from records.final_month_guard import MonthIsFinal
from records.models import MonthState
from scoring import closing, publishing, reopening
from scoring.models import Card
from tenants.models import Company
from tests.months import closer, finaliser, publisher
from tests.refusals import refused
from tests.scoring.month_of_facts import OCTOBER, answer, person, the_golden_month
from tests.visiting import visitor


@pytest.fixture
def final_month(company: Company) -> Month:
    """October 2026 with the golden card, closed and final."""
    the_golden_month(person("王芳"))
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    publishing.publish_month(month=OCTOBER, by=publisher())
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    return OCTOBER


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def cards_of(agent: Person) -> list[tuple[int, bool]]:
    return list(Card.objects.filter(agent=agent).order_by("version").values_list("version", "is_current"))


def test_a_final_month_opened_again_takes_the_fact_and_makes_a_new_version(final_month: Month) -> None:
    agent = person("王芳")
    with pytest.raises(MonthIsFinal), transaction.atomic():
        answer(agent, 1)

    reopening.ask_to_reopen(month=final_month, by=account("hr"), reason="漏了一份满意度评价")
    reopening.confirm_reopening(month=final_month, by=account("administrator"))
    answer(agent, 1)
    closing.run_close(closing.request_close(month=final_month, by=closer(), ring=False).pk)
    publishing.publish_month(month=final_month, by=publisher())
    publishing.finalise_month(month=final_month, by=finaliser())

    assert cards_of(agent) == [(1, False), (2, True)]
    assert ledger.verify().is_sound


def test_opened_again_a_month_is_closed_once_more_before_it_is_published(final_month: Month) -> None:
    reopening.ask_to_reopen(month=final_month, by=account("hr"), reason="漏了一份满意度评价")
    reopening.confirm_reopening(month=final_month, by=account("administrator"))
    answer(person("王芳"), 1)

    with refused("opened_again"):
        publishing.publish_month(month=final_month, by=publisher())

    page = visitor("hr").get(f"/months/{final_month}/").content.decode()
    assert "Close the month" in page
    assert "/publish/" not in page


def test_whoever_asked_cannot_confirm(final_month: Month) -> None:
    reopening.ask_to_reopen(month=final_month, by=account("hr"), reason="更正")

    with refused("second_person"):
        reopening.confirm_reopening(month=final_month, by=account("hr"))

    assert months.record_for(final_month).state == MonthState.FINAL


def test_without_a_reason_or_a_request_nothing_is_opened(final_month: Month) -> None:
    with refused("no_reason"):
        reopening.ask_to_reopen(month=final_month, by=account("hr"), reason="  ")
    with refused("not_asked"):
        reopening.confirm_reopening(month=final_month, by=account("administrator"))


def test_a_month_that_is_not_published_is_not_opened_again(company: Company) -> None:
    months.record_for(OCTOBER)

    with refused("not_computed"):
        reopening.ask_to_reopen(month=OCTOBER, by=account("hr"), reason="更正")


def test_a_request_is_made_once_and_can_be_withdrawn(final_month: Month) -> None:
    reopening.ask_to_reopen(month=final_month, by=account("hr"), reason="更正")
    with refused("asked_already"):
        reopening.ask_to_reopen(month=final_month, by=account("administrator"), reason="更正")

    reopening.withdraw_reopening(month=final_month, by=account("administrator"))

    assert reopening.waiting(months.record_for(final_month)) is None
    assert months.record_for(final_month).state == MonthState.FINAL


def test_two_people_open_a_month_on_its_page(final_month: Month, company: Company) -> None:
    hr, administrator = visitor("hr"), visitor("administrator")

    hr.post(f"/months/{final_month}/reopen/", {"reason": "漏了一份评价"})
    page = administrator.get(f"/months/{final_month}/").content.decode()
    own_page = hr.get(f"/months/{final_month}/").content.decode()
    administrator.post(f"/months/{final_month}/reopen/answer/", {"answer": "confirm"})

    assert "漏了一份评价" in page
    assert 'value="confirm"' in page
    assert 'value="confirm"' not in own_page
    assert months.record_for(final_month).state == MonthState.COMPUTED
