"""A plan on trial makes second cards beside the real ones: shown as such, ranked apart, never paid (SCORING §5.9)."""

import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import translation

from people.models import Account, Person
from scoring import publishing
from scoring.models import Card, Target
from scoring.plans import drafts, versions
from scoring.rechecking import recheck
from tests.months import finaliser, publisher
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import OCTOBER, START, person, the_golden_month
from tests.scoring.test_closing import close, publish
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def her(agent: Person) -> Person:
    """王芳 after a close of her golden month with ``premium`` on trial."""
    the_golden_month(agent)
    publish("premium", trial=True)
    close()
    return agent


def card(whose: Person, *, trial: bool) -> Card:
    found: Card = Card.objects.current().get(agent=whose, is_trial=trial)
    return found


def test_hr_says_of_a_draft_that_it_is_a_trial_and_publishes_it() -> None:
    draft = drafts.adopt_preset(preset="premium", by=Account.objects.get(username="hr"))
    visitor("hr").post(f"/plans/{draft.pk}/for/", {"valid_from": "2026-10", "trial": "on"})
    draft.refresh_from_db()
    assert draft.is_trial
    with time_machine.travel(START):
        versions.publish_plan(plan=draft, valid_from=OCTOBER, by=publisher())
    assert versions.in_force(OCTOBER, trial=True).default == draft
    assert versions.in_force(OCTOBER).default != draft


def test_the_real_card_is_byte_for_byte_what_it_is_without_the_trial(agent: Person) -> None:
    the_golden_month(agent)
    with transaction.atomic():
        close()
        alone = card(agent, trial=False)
        transaction.set_rollback(True)
    publish("premium", trial=True)
    close()
    beside = card(agent, trial=False)
    assert (beside.fingerprint, beside.frozen) == (alone.fingerprint, alone.frozen)
    assert (beside.rank, beside.ranked, beside.pay) == (alone.rank, alone.ranked, alone.pay)


def test_the_trial_stands_beside_the_real_card_with_what_would_change(her: Person) -> None:
    real, trial = card(her, trial=False), card(her, trial=True)
    hr = visitor("hr")
    page = hr.get(f"/card/2026-10/{her.pk}/").content
    assert f"Another plan on trial would have made {trial.total} {trial.grade}" in words(page)
    assert f"/card/2026-10/{her.pk}/?trial=premium" in page.decode()
    beside = words(hr.get(f"/card/2026-10/{her.pk}/?trial=premium").content)
    assert f"The card that counts has {real.total} {real.grade}" in beside
    assert "A trial card" in beside


def test_hr_sees_how_the_month_would_look(her: Person) -> None:
    page = words(visitor("hr").get("/months/2026-10/trial/").content)
    assert f"王芳 {card(her, trial=False).total}" in page
    assert str(card(her, trial=True).total) in page
    assert "would have another grade" in page


def test_a_month_without_a_trial_says_the_next_step() -> None:
    assert "No plan was on trial in this month" in words(visitor("hr").get("/months/2026-10/trial/").content)


def test_a_trial_card_is_ranked_apart_and_never_paid(her: Person) -> None:
    trial = card(her, trial=True)
    assert (trial.pay, trial.rank, trial.ranked) == (None, 1, 1)
    publishing.publish_month(month=OCTOBER, by=publisher())
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    csv = visitor("hr").get("/payroll/2026-10/file/?format=csv").content.decode("utf-8-sig")
    assert csv.count("王芳") == 1
    assert recheck(OCTOBER).problems == ()


def test_export_and_paper_say_that_it_is_a_trial(her: Person, tmp_path: Path) -> None:
    for options, expected in ((["--trial"], True), ([], False)):
        file = tmp_path / f"{expected}.json"
        call_command("export_cards", "acme", "2026-10", f"--output={file}", *options)
        assert {each["trial"] for each in json.loads(file.read_text())["cards"]} == {expected}
    paper = visitor("hr").get(f"/card/2026-10/{her.pk}/pdf/?trial=premium").content
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    assert "Trial" in printed


def test_the_agent_sees_the_trial_only_with_the_published_month(her: Person) -> None:
    address = f"/card/2026-10/{her.pk}/?trial=premium"
    assert visitor("agent").get(address).status_code == 404
    publishing.publish_month(month=OCTOBER, by=publisher())
    assert visitor("agent").get(address).status_code == 200
    assert visitor("second_agent").get(address).status_code == 404


def test_a_target_that_the_trial_cannot_take_keeps_no_real_card_back(agent: Person) -> None:
    the_golden_month(agent)
    Target.objects.create(
        number="T1", indicator="completion_rate", first_day=OCTOBER.first_day, agent=agent, value=Decimal(96)
    )
    publish("premium", trial=True, rule={"kind": "toward_target", "floor": "97", "target": "99"})
    close()
    assert card(person("王芳"), trial=False).total is not None
    assert not Card.objects.filter(is_trial=True).exists()
