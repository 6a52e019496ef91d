"""The site calendar (SCORING §6): announced before the month, frozen with it, averaged over sites, on every card."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from people.models import Account, Person, Posting, Site
from records.models import AuditEntry
from scoring import closing
from scoring.engine.card import Card as ScoredCard
from scoring.models import Card, SiteEvent
from scoring.rechecking import recheck
from scoring.site_calendar import announced as announcing
from scoring.site_calendar import verbs as site_events
from scoring.site_calendar.verbs import Wanted
from scoring.site_calendar.weight_shifts import Calendar
from tests.herself import plays_every_role
from tests.months import closer
from tests.refusals import refused
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import OCTOBER, person, the_golden_month
from tests.scoring.test_targets_of_computed_months import sqlstate
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
SEPTEMBER = datetime(2026, 9, 20, 4, tzinfo=UTC)
IN_OCTOBER = datetime(2026, 10, 1, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def hr() -> Client:
    return visitor("hr")


def announced(points: str = "10", *, first: date = OCTOBER.first_day, **more: Any) -> SiteEvent:
    """An event that HR announced in September."""
    told = {"site": Site.objects.get(code="CH"), "kind": "handover", "words": "", "last_day": OCTOBER.last_day, **more}
    wanted = Wanted(first_day=first, moves={"responsiveness": Decimal(points)}, **told)
    with time_machine.travel(SEPTEMBER, tick=False):
        return site_events.enter_event(wanted, by=Account.objects.get(username="hr"))


def closed(agent: Person) -> Card:
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    found: Card = Card.objects.current().get(agent=agent)
    return found


def weights(card: Card) -> dict[str, tuple[str, str]]:
    """Dimension → shift and effective weight, of those that moved."""
    tree = ScoredCard.from_frozen(card.frozen)
    return {part.code: (str(part.shift), str(part.weight)) for part in tree.sections if part.shift}


def sent(**more: str) -> dict[str, str]:
    told = {"kind": "handover", "site": str(Site.objects.get(code="CH").pk), "d-responsiveness": "10"}
    return {**told, "first_day": "2026-10-01", "last_day": "2026-10-31", **more}


def test_hr_announces_an_event_and_everybody_reads_what_it_makes_of_the_weights(hr: Client) -> None:
    with time_machine.travel(SEPTEMBER, tick=False):
        assert hr.post("/events/new/", sent()).status_code == 302
        page = words(hr.get("/events/2026-10/").content)
    assert "Handover of new homes 翠湖花园" in page
    assert "Responsiveness 15.00 → 25.00" in page
    assert AuditEntry.objects.get(verb="scoring.enter_site_event").actor_name


def test_the_agents_of_the_site_read_it_on_their_card_page_and_nobody_else_does() -> None:
    announced()
    with time_machine.travel(SEPTEMBER, tick=False):
        hers = words(visitor("agent").get("/card/").content)
        other = announcing.coming_for(person("周倩"))
    assert "From 2026-10-01, because of Handover of new homes" in hers
    assert "Responsiveness 15.00 → 25.00" in hers
    assert other == []


def test_a_month_that_has_begun_is_never_weighted_anew(hr: Client) -> None:
    standing = announced()
    with time_machine.travel(IN_OCTOBER, tick=False):
        for address, data in (
            ("/events/new/", sent()),
            ("/events/new/", sent(last_day="2026-12-31")),
            (f"/events/{standing.pk}/change/", sent(first_day="2026-11-01", last_day="2026-11-30")),
            (f"/events/{standing.pk}/withdraw/", {"reason": "取消"}),
        ):
            page = hr.post(address, data)
            assert page.status_code == 200
            assert "2026-10 has begun; its weights stay as they were announced." in page.content.decode()
    assert [event.pk for event in SiteEvent.objects.standing()] == [standing.pk]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_form_of_a_change_begins_with_the_days_as_they_stand(language: str) -> None:
    page = visitor("hr", language=language).get(f"/events/{announced().pk}/change/").content.decode()
    assert 'value="2026-10-01"' in page


def test_before_the_month_it_is_changed_and_withdrawn_and_the_whole_story_stays(hr: Client) -> None:
    first = announced()
    with time_machine.travel(SEPTEMBER, tick=False):
        hr.post(f"/events/{first.pk}/change/", sent(**{"d-responsiveness": "6"}))
        second = SiteEvent.objects.standing().get()
        hr.post(f"/events/{second.pk}/withdraw/", {"reason": "交付推迟"})
        page = words(hr.get("/events/2026-10/").content)
    assert second.replaces == first
    assert not SiteEvent.objects.standing().exists()
    assert "2 earlier versions or withdrawn events" in page
    assert "交付推迟" in page
    verbs = AuditEntry.objects.filter(verb__endswith="_site_event").order_by("pk").values_list("verb", flat=True)
    assert [verb.split(".")[1] for verb in verbs] == ["enter_site_event", "change_site_event", "withdraw_site_event"]


def test_what_ended_is_not_changed_again() -> None:
    first = announced()
    account = Account.objects.get(username="hr")
    with time_machine.travel(SEPTEMBER, tick=False):
        site_events.withdraw_event(first, reason="取消", by=account)
        with refused("ended"):
            site_events.withdraw_event(first, reason="取消", by=account)


@pytest.mark.parametrize(
    "more",
    [
        {"d-responsiveness": ""},
        {"d-responsiveness": "41"},
        {"d-responsiveness": "1.234"},
        {"kind": "own", "words": ""},
        {"last_day": "2026-09-30"},
        {"last_day": "2028-01-01"},
        {"first_day": ""},
    ],
)
def test_what_is_no_event_is_refused_and_the_form_keeps_it(hr: Client, more: dict[str, str]) -> None:
    with time_machine.travel(SEPTEMBER, tick=False):
        page = hr.post("/events/new/", sent(**more))
    assert page.status_code == 200
    assert not SiteEvent.objects.exists()


def test_nobody_moves_the_own_weights() -> None:
    herself = plays_every_role()
    with time_machine.travel(SEPTEMBER, tick=False):
        page = visitor("supervisor").post("/events/new/", sent())
        whole_company = visitor("supervisor").post("/events/new/", sent(site=""))
        elsewhere = visitor("supervisor").post("/events/new/", sent(site=str(Site.objects.get(code="YQ").pk)))
    assert "Nobody acts for themselves" in page.content.decode()
    assert "Nobody acts for themselves" in whole_company.content.decode()
    assert elsewhere.status_code == 302
    assert herself.pk


def test_the_close_moves_the_weights_and_the_card_says_why() -> None:
    agent = person("王芳")
    the_golden_month(agent)
    announced()
    card = closed(agent)
    assert weights(card) == {
        "service_quality": ("-4.44", "15.56"),
        "responsiveness": ("10.00", "25.00"),
        "customer_feedback": ("-5.56", "19.44"),
    }
    page = words(visitor("hr").get(f"/card/2026-10/{agent.pk}/").content)
    assert "15.00 + 10.00" in page
    assert "Moved by +10.00 for Handover of new homes (翠湖花园" in page
    assert recheck(OCTOBER).problems == ()


def test_paper_and_export_name_the_event_too(tmp_path: Path) -> None:
    agent = person("王芳")
    the_golden_month(agent)
    announced(words="二期集中交付")
    closed(agent)
    paper = visitor("hr").get(f"/card/2026-10/{agent.pk}/pdf/").content
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    assert "二期集中交付" in printed
    call_command("export_cards", "acme", "2026-10", "--output", str(tmp_path / "cards.json"))
    exported = json.loads((tmp_path / "cards.json").read_text())["cards"]
    [card] = [card for card in exported if card["agent"] == "A001"]
    assert [each["name"] for each in card["events"]] == ["二期集中交付"]
    assert {each["code"]: each["shift"] for each in card["dimensions"]}["responsiveness"] == "10.00"


def test_an_event_counts_by_its_days_and_overlapping_ones_add() -> None:
    agent = person("王芳")
    the_golden_month(agent)
    announced("10", first=date(2026, 10, 17))
    announced("6", site=None)
    assert weights(closed(agent))["responsiveness"] == ("10.84", "25.84")  # 10 × 15 / 31 + 6


def test_shifts_are_averaged_over_sites_by_posted_days() -> None:
    agent = person("王芳")
    the_golden_month(agent)
    Posting.objects.filter(person=agent).update(last_day=date(2026, 10, 10))
    Posting.objects.create(person=agent, site=Site.objects.get(code="YQ"), first_day=date(2026, 10, 11))
    announced()
    assert weights(closed(agent))["responsiveness"] == ("3.22", "18.22")  # 10 × 10 days of 31


def test_a_calendar_that_moves_nothing_changes_no_byte_of_a_card() -> None:
    agent = person("王芳")
    the_golden_month(agent)
    with transaction.atomic():
        without = closed(agent)
        kept = (without.fingerprint, without.frozen)
        transaction.set_rollback(True)
    announced(site=Site.objects.get(code="YQ"))
    card = closed(agent)
    assert (card.fingerprint, card.frozen) == kept
    assert "events" not in card.frozen


def test_the_close_reads_the_calendar_in_one_statement() -> None:
    for _number in range(3):
        announced("2")
    with CaptureQueriesContext(connection) as asked:
        calendar = Calendar(OCTOBER)
        for _agent in range(10):
            calendar.shifts(((1, 31), (None, 3)))
            calendar.events(((1, 31),))
    assert len([query for query in asked if "scoring_siteevent" in query["sql"]]) == 1


def test_the_database_keeps_events_of_computed_months() -> None:
    agent = person("王芳")
    the_golden_month(agent)
    event = announced()
    closed(agent)
    copied = {name: getattr(event, name) for name in ("site_id", "kind", "shifts", "first_day", "last_day")}
    for act in (
        lambda: SiteEvent.objects.create(**copied),
        lambda: SiteEvent.objects.filter(pk=event.pk).update(ended_at=SEPTEMBER),
        lambda: SiteEvent.objects.filter(pk=event.pk).update(shifts={"responsiveness": "20.00"}),
        lambda: SiteEvent.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            act()
        assert sqlstate(refusal.value) == "KP011"


def test_before_it_is_computed_an_event_still_stands_as_it_was_entered() -> None:
    event = announced()
    changes: list[dict[str, Any]] = [{"shifts": {}}, {"first_day": date(2026, 10, 2)}, {"words": "别的"}]
    for change in changes:
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            SiteEvent.objects.filter(pk=event.pk).update(**change)
        assert sqlstate(refusal.value) == "KP011"


def test_a_month_without_events_says_the_next_step(hr: Client) -> None:
    with time_machine.travel(SEPTEMBER, tick=False):
        assert hr.get("/events/").headers["Location"] == "/events/2026-10/"
        page = words(hr.get("/events/2026-10/").content)
    assert "Nothing is announced for this month" in page
    assert "Announce an event" in page
