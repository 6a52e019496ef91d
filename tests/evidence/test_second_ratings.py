"""One contact is counted once; a second person may rate it blind, and what differs is settled; raters are compared."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from evidence.models import CheckSample, QualityCheck, SampledContact, SecondRating
from evidence.quality_checks import verbs
from evidence.quality_checks.second import verbs as second
from evidence.quality_checks.verbs import Contact, Item
from kpi_portal.lib.refusals import Refused
from people.models import Account, Team
from records.months import company_zone
from reports.inbox.asking import inbox_of
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MIDDLE, MINUTE, handled, person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
NEW, SAMPLES = "/evidence/checks/new/", "/evidence/checks/samples/"
PASSED = {f"item-{place}": "pass" for place in range(8)}


@pytest.fixture(autouse=True)
def _in_october() -> Iterator[None]:
    with time_machine.travel(MIDDLE, tick=False):
        yield


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def keys(username: str) -> set[str]:
    found = inbox_of(account(username), MIDDLE.astimezone(company_zone()))
    return {task.key.partition(":")[0] for _asked, task in found.tasks()}


def drawn(per_agent: int = 9, by: str = "supervisor") -> CheckSample:
    team = Team.objects.get(supervisor__account__username="supervisor")
    visitor(by).post(f"{SAMPLES}draw/", {"month": "2026-10", "team": team.pk, "per_agent": per_agent})
    return CheckSample.objects.latest("pk")


def test_a_contact_is_checked_once_whether_it_was_drawn_twice_or_found_freely() -> None:
    order = handled(person("王芳"), created=MIDDLE - timedelta(days=1))
    handled(person("王芳"), created=MIDDLE - timedelta(days=2))
    first, again = drawn(), drawn(by="inspector")
    rater = visitor("supervisor")
    contact = first.contacts.get(words=order.number)
    assert rater.post(f"{NEW}?drawn={contact.pk}", PASSED).status_code == 302
    assert again.contacts.get(words=order.number).quality_check == QualityCheck.objects.get()
    assert drawn(by="hr").contacts.get(words=order.number).quality_check == QualityCheck.objects.get()
    free = PASSED | {"agent": person("王芳").pk, "contact_at": "2026-10-13T10:20", "order": order.number}
    assert "it counts once" in words(visitor("hr").post(NEW, free).content)
    free["order"] = ""
    told = visitor("hr").post(NEW, free, headers={"HX-Request": "true"})
    assert "checked by 沈立 already" in words(told.content)
    assert "Is this another one?" in words(visitor("hr").post(NEW, free).content)
    assert visitor("hr").post(NEW, free | {"is_another": "on"}).status_code == 302
    assert "it counts once" in words(visitor("hr").post(NEW, free | {"is_another": "on"}).content)
    assert "no order with this number" in words(visitor("hr").post(NEW, free | {"order": "none"}).content)
    assert QualityCheck.objects.count() == 2
    page = words(rater.get(again.get_absolute_url()).content)
    assert "draw 2 of 3" in page
    assert "1 checked, 1 open" in page


def test_what_cannot_be_checked_gives_its_place_to_the_next_of_the_same_seed() -> None:
    for day in range(1, 4):
        handled(person("王芳"), created=MIDDLE - timedelta(days=day))
    sample, rater = drawn(1), visitor("supervisor")
    contact = sample.contacts.get()
    place = f"{SAMPLES}contacts/{contact.pk}/replace/"
    assert "Write why" in words(rater.post(place, {"why": "other"}).content)
    assert rater.post(place, {"why": "no_recording", "words": "录音缺失"}).status_code == 302
    after = SampledContact.objects.get(replaces=contact)
    assert sample.contacts.open().get() == after
    page = words(rater.get(sample.get_absolute_url()).content)
    assert "录音缺失" in page
    assert f"in place of {contact.words}" in page
    rater.post(f"{sample.get_absolute_url()}again/")
    assert "the same contacts" in words(rater.get(sample.get_absolute_url()).content)
    assert rater.post(place, {"why": "no_recording"}).status_code == 404
    for _each in range(2):
        rater.post(f"{SAMPLES}contacts/{sample.contacts.open().get().pk}/replace/", {"why": "wrong_number"})
    assert (sample.contacts.count(), sample.contacts.open().count()) == (3, 0)


@pytest.fixture
def check() -> QualityCheck:
    items = [Item("报姓名", "fail", 1), Item("礼貌", "pass", 3)]
    return verbs.record_check(
        Contact(person("王芳"), MIDDLE - MINUTE), items=items, by=account("supervisor"), at=MIDDLE
    )


def test_a_second_rating_is_blind_and_only_what_is_settled_counts(check: QualityCheck) -> None:
    inspector, supervisor = visitor("inspector"), visitor("supervisor")
    page = f"/evidence/checks/{check.pk}/"
    for nobody in ("supervisor", "other_supervisor", "agent"):
        with pytest.raises(Refused):
            second.ask(check, rater=account(nobody), by=account("supervisor"))
    asked = {"rater": account("inspector").pk}
    assert supervisor.post(f"{page}second/ask/", asked).status_code == 302
    assert inspector.get(page).status_code == 404
    assert "second" in keys("inspector")
    found = SecondRating.objects.get()
    form = inspector.get(found.get_absolute_url()).content.decode()
    assert "报姓名" in form
    assert "checked" not in form.partition("<fieldset")[2].partition("so-far")[0]
    given = {"item-0": "pass", "item-1": "pass", "note": "录音里有"}
    assert inspector.post(found.get_absolute_url(), given).headers["Location"] == page
    assert inspector.post(found.get_absolute_url(), given).status_code == 404
    assert "settle" in keys("supervisor")
    assert "Somebody rates" not in words(visitor("agent").get(page).content)
    assert QualityCheck.objects.count() == 1
    calibration = words(visitor("hr").get("/evidence/checks/calibration/").content)
    for told in ("报姓名 1 0 %", "礼貌 1 100 %", "沈立 1 -25.0", "1 +25.0"):
        assert told in calibration
    inspector.post(f"{page}second/second/")
    assert not SecondRating.objects.get().settlement
    supervisor.post(f"{page}second/second/")
    after = QualityCheck.objects.standing().get()
    assert list(after.items.values_list("outcome", flat=True)) == ["pass", "pass"]
    assert SecondRating.objects.get().settlement == "second"
    assert "settle" not in keys("supervisor")
    with pytest.raises(Refused):
        second.ask(after, rater=account("hr"), by=account("supervisor"))


def test_where_both_say_the_same_nothing_is_left_to_settle(check: QualityCheck) -> None:
    asked = second.ask(check, rater=account("hr"), by=account("supervisor"))
    assert second.rate(asked, items=verbs.items_of(check), by=account("hr")).settlement == "same"
    with pytest.raises(Refused):
        second.settle(asked, settlement="first", by=account("supervisor"))
