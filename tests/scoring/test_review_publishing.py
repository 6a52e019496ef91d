"""What a month's review keeps from being published, and what whoever publishes is told of it (SCORING §9)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Account, Person
from records.months import company_zone
from reports.inbox.asking import inbox_of
from scoring import adjustments, closing, effects, publishing
from scoring.models import Adjustment, Card, CatalogueEntry, MonthClose, Review, ScoringSettings
from scoring.plans.versions import read
from scoring.review import checks, effect, verbs
from tests.companies import Once
from tests.months import open_again
from tests.refusals import refused
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import OCTOBER, handled, person, the_golden_month
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
LATER = datetime(2026, 11, 18, 4, tzinfo=UTC)
PUBLISH = f"/months/{OCTOBER}/publish/"


def account(username: str) -> Account:
    found: Account = Account.objects.get(username=username)
    return found


def close() -> None:
    closing.run_close(closing.request_close(month=OCTOBER, by=account("hr"), ring=False).pk)


def card_of(agent: Person) -> Card:
    found: Card = Card.objects.select_related("plan", "month").get(agent=agent, is_current=True, is_trial=False)
    return found


def told(username: str) -> set[str]:
    found = inbox_of(account(username), datetime(2026, 11, 5, 4, tzinfo=UTC).astimezone(company_zone()))
    return {task.key.split(":")[0] for _asked, task in found.tasks()}


@pytest.fixture(scope="module")
def golden_once(once_at_acme: Once) -> Iterator[None]:
    """王芳 with the golden month (81.31 and a bonus of 1.00: B, 2.69 below A); 李静 with one order."""
    with once_at_acme():
        the_golden_month(person("王芳"))
        handled(person("李静"))
        close()
        yield


@pytest.fixture
def golden(golden_once: None, agent: Person) -> Person:
    """王芳 with that month."""
    return agent


def adjusted(agent: Person, points: str) -> None:
    verbs.submit(agent=agent, month=OCTOBER, by=account("supervisor"), points=Decimal(points), reason="台风值守")


def test_the_effect_is_seen_before_anything_is_entered(golden: Person) -> None:
    address = f"/months/{OCTOBER}/review/{golden.pk}/"
    supervisor = visitor("supervisor")
    assert "2.69 more make grade A" in words(supervisor.get(address).content)
    look = {"do": "look", "step": "3", "version": "1"}
    assert "85.31" in words(supervisor.post(address, look, headers={"HX-Request": "true"}).content)
    page = words(supervisor.post(address, look).content)
    assert "82.31 → 85.31" in page
    assert "The grade changes from B to A." in page
    assert "confirmed by HR" in page
    assert not Adjustment.objects.filter(kind="supervisor").exists()
    assert not Review.objects.exists()


def test_the_page_asks_few_questions_and_its_parts_fewer(golden: Person) -> None:
    supervisor, address = visitor("supervisor"), f"/months/{OCTOBER}/review/{golden.pk}/"
    for query, headers, most in (
        ("", {}, 15),
        ("?evidence=completion_rate", {"HX-Request": "true"}, 10),
        ("?evidence=completion_rate", {}, 16),  # the events of the orders shown, for what they missed, are one more
        ("?drift", {"HX-Request": "true"}, 15),
        ("?complaints", {"HX-Request": "true"}, 10),
    ):
        supervisor.get(address)
        with CaptureQueriesContext(connection) as asked:
            supervisor.get(address + query, headers=headers)
        _at_most(most, asked)
    hr = visitor("hr")
    hr.get(PUBLISH)
    with CaptureQueriesContext(connection) as asked:
        hr.get(PUBLISH)
    _at_most(15, asked)


def _at_most(most: int, asked: CaptureQueriesContext) -> None:
    statements = [one["sql"] for one in asked.captured_queries if "search_path" not in one["sql"]]
    assert len(statements) <= most, "\n".join(one[:120] for one in statements)


def test_nothing_is_published_before_the_cards_count_what_was_entered(golden: Person) -> None:
    adjusted(golden, "1")
    with refused("adjustments_missing"):
        publishing.publish_month(month=OCTOBER, by=account("hr"))
    page = words(visitor("hr").get(PUBLISH).content)
    assert "Entered and not counted yet 王芳" in page
    assert "1 of 3" in page
    close()
    assert "1 of 3" in words(visitor("hr").get(PUBLISH).content)
    publishing.publish_month(month=OCTOBER, by=account("hr"))


def test_a_grade_that_an_adjustment_changed_is_confirmed_by_a_second_person(golden: Person) -> None:
    Account.objects.filter(username="supervisor").update(roles=["supervisor", "hr"])
    adjusted(golden, "2.69")
    close()
    with refused("grades_to_confirm"):
        publishing.publish_month(month=OCTOBER, by=account("hr"))
    with refused("second_person"):
        verbs.confirm_grade(card=card_of(golden), by=account("supervisor"))
    assert "grade" not in told("supervisor")
    assert "grade" in told("hr")
    hr, address = visitor("hr"), f"/months/{OCTOBER}/review/grades/"
    assert "somebody else confirms it" in words(visitor("supervisor").get(address).content)
    assert "81.31 +3.69 85.00" in words(hr.get(address).content)
    assert "somebody else" not in words(hr.get(address).content)
    hr.post(f"/months/{OCTOBER}/review/grades/{golden.pk}/confirm/")
    assert not checks.to_confirm(card_of(golden).month)
    assert "grade" not in told("hr")
    publishing.publish_month(month=OCTOBER, by=account("hr"))


def test_a_bonus_beside_the_catalogue_lifts_no_grade_unconfirmed_either(golden: Person) -> None:
    given: Any = {"month": OCTOBER, "by": account("hr"), "kind": "bonus", "points": Decimal("4"), "evidence": "锦旗"}
    free = adjustments.enter(agent=golden, text="锦旗", **given)
    close()
    with refused("grades_to_confirm"):
        publishing.publish_month(month=OCTOBER, by=account("hr"))
    with refused("second_person"):
        verbs.confirm_grade(card=card_of(golden), by=account("hr"))
    adjustments.withdraw(entry=free, reason="按目录录入", by=account("hr"))
    line = CatalogueEntry.objects.create(kind="bonus", name="锦旗", least=1, most=5)
    adjustments.enter(agent=golden, text="锦旗", item=line, **given)
    close()
    assert card_of(golden).grade == "A"
    publishing.publish_month(month=OCTOBER, by=account("hr"))


def test_a_confirmed_grade_is_asked_for_again_once_the_card_changed(golden: Person) -> None:
    adjusted(golden, "2.69")
    close()
    verbs.confirm_grade(card=card_of(golden), by=account("hr"))
    adjustments.enter(agent=golden, month=OCTOBER, by=account("hr"), kind="bonus", points=Decimal("0.5"), text="锦旗")
    close()
    with refused("grades_to_confirm"):
        publishing.publish_month(month=OCTOBER, by=account("hr"))
    ScoringSettings.objects.update(confirm_grades=False)
    publishing.publish_month(month=OCTOBER, by=account("hr"))


def test_the_company_may_want_every_card_reviewed(golden: Person, other: Person) -> None:
    ScoringSettings.objects.update(all_reviewed=True)
    assert "In review 0 / 3" in words(visitor("hr").get(f"/months/{OCTOBER}/").content)
    page = words(visitor("hr").get(PUBLISH).content)
    assert "0 of 3" in page
    assert "cannot be published yet" in page
    assert "沈立" in page
    assert "苏岩" in page
    for agent in (golden, other):
        verbs.submit(agent=agent, month=OCTOBER, by=account("supervisor"))
    with refused("not_all_reviewed"):
        publishing.publish_month(month=OCTOBER, by=account("hr"))
    assert "2 of 3 cards reviewed" in words(visitor("hr").get("/").content)
    verbs.submit(agent=person("周倩"), month=OCTOBER, by=account("hr"))
    publishing.publish_month(month=OCTOBER, by=account("hr"))


def test_what_waits_is_on_the_first_page_of_whom_it_waits_for(golden: Person) -> None:
    assert "review" in told("supervisor")
    assert "review" in told("other_supervisor")
    assert "review" not in told("hr")
    Account.objects.filter(username="other_supervisor").update(is_active=False)
    assert "review" in told("hr")
    verbs.send_back(agent=golden, month=OCTOBER, by=account("supervisor"), missing="抽检")
    assert "evidence" in told("hr")
    hr, review = visitor("hr"), Review.objects.get()
    hr.post(f"/months/{OCTOBER}/review/evidence/{review.pk}/", {"answer": "没有更多"})
    assert "evidence" not in told("hr")
    assert "review" in told("supervisor")


def test_a_month_that_was_opened_again_has_its_day_from_the_close_after_that(golden: Person) -> None:
    """On the list as on the first page: two working days after Wednesday, 18 November."""
    MonthClose.objects.update(finished_at=LATER - timedelta(days=9))
    with time_machine.travel(LATER, tick=False):
        open_again(OCTOBER)
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        close()
        supervisor = visitor("supervisor")
        assert "until 11-20" in words(supervisor.get("/months/2026-10/review/").content)
        assert "by 11-20" in words(supervisor.get("/").content)


@pytest.mark.parametrize(("entered", "points"), [([], "2"), (["2.5"], "2"), (["-1"], "3"), (["3"], "-3"), (["4"], "1")])
def test_the_effect_shown_is_what_the_next_close_gives(golden: Person, entered: list[str], points: str) -> None:
    """Also where the cap of the kind cuts (SCORING §5, step 6)."""
    for each in entered:
        adjustments.enter(
            agent=golden, month=OCTOBER, by=account("hr"), kind="supervisor", points=Decimal(each), text="值守"
        )
    card = card_of(golden)
    shown = effect.of(card, "supervisor", Decimal(points))
    down, up = effect.left(read(card.plan), "supervisor", effects.entered(card))
    assert down + up == 6
    adjusted(golden, points)
    close()
    after = card_of(golden)
    assert shown.moved[0].after == str(after.total)
    assert shown.moved[1].after == after.grade
