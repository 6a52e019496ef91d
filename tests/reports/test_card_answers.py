"""The own card is accepted or commented on, by whom it is about, while its window is open (SCORING §9)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from people.models import Account
from records.months import company_zone
from reports.inbox.asking import inbox_of
from scoring.appeals import answers, window
from scoring.models import Card, ScoringSettings
from tests.refusals import refused
from tests.visiting import visitor


def account(username: str) -> Account:
    found: Account = Account.objects.get(username=username)
    return found


def read(username: str, card: Card) -> str:
    return visitor(username).get(f"/card/{card.month.month}/{card.agent_id}/").content.decode()


def asked(at: datetime) -> set[str]:
    found = inbox_of(account("agent"), at.astimezone(company_zone()))
    return {task.key for _asked, task in found.tasks() if task.key.startswith("card:")}


def until(card: Card) -> datetime:
    found = window.of(card)
    assert found is not None
    return found.until


def test_a_published_card_asks_its_agent_until_it_is_accepted(published: Card) -> None:
    assert asked(timezone.now()) == {f"card:{published.pk}"}
    assert "Accept my card" in read("agent", published)
    assert "Accept my card" not in read("supervisor", published)
    answer = visitor("agent").post(f"/cards/{published.pk}/accept/", follow=True)
    assert "You have accepted your card." in answer.content.decode()
    assert asked(timezone.now()) == set()
    assert "Version 1 was accepted" in read("hr", published)
    with refused("twice"):
        answers.accept(published, by=account("agent"))


def test_the_window_is_the_companys_working_days_and_ends_at_midnight(published: Card) -> None:
    published.month.published_at = datetime(2026, 11, 27, 23, 30, tzinfo=company_zone())  # a Friday
    published.created_at = datetime(2026, 11, 10, tzinfo=company_zone())
    assert until(published) == datetime(2026, 12, 5, tzinfo=company_zone())
    ScoringSettings.objects.update(appeal_days=1)
    assert until(published) == datetime(2026, 12, 1, tzinfo=company_zone())
    page = visitor("administrator").post("/settings/windows/", {"appeal_days": 31}).content.decode()
    assert "less than or equal to 30" in page


def test_after_the_window_nothing_is_accepted_and_silence_is_consent(published: Card) -> None:
    with time_machine.travel(until(published), tick=False):
        assert asked(timezone.now()) == set()
        with refused("window_over"):
            answers.accept(published, by=account("agent"))
        assert "taken to be accepted" in read("agent", published)
    with time_machine.travel(until(published) - timedelta(seconds=1), tick=False):
        answers.accept(published, by=account("agent"))


def test_a_comment_is_read_by_whoever_sees_the_card_and_says_something(published: Card) -> None:
    agent = visitor("agent")
    assert "This field is required" in agent.post(f"/cards/{published.pk}/comment/", {}).content.decode()
    assert agent.post(f"/cards/{published.pk}/comment/", {"words": "十月人手不够"}).status_code == 302
    assert "十月人手不够" in read("supervisor", published)
    with refused("not_own"):
        answers.comment(published, words="同意", by=account("supervisor"))


@pytest.mark.parametrize("username", ["hr", "second_agent"])
def test_nobody_accepts_the_card_of_another(published: Card, username: str) -> None:
    assert visitor(username).post(f"/cards/{published.pk}/accept/").status_code in {403, 404}
    with refused("not_own"):
        answers.accept(published, by=account(username))


def test_a_draft_and_a_month_before_the_company_was_live_ask_nobody(computed: Card) -> None:
    assert window.of(computed) is None
    assert asked(timezone.now()) == set()
    computed.month.state, computed.month.published_at = "published", timezone.now()
    assert window.of(computed) is not None
    ScoringSettings.objects.update(live_from=computed.month.month.next.first_day)
    assert window.of(computed) is None
