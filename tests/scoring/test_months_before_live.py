"""Months before the company was live are history: HR enters what belongs to them, their cards say 补录 (SCORING §5)."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
import time_machine
from django.core.management import call_command
from django.utils import translation

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from scoring import adjustments, closing, company_settings
from scoring.models import Card, ScoringSettings, Target
from scoring.targets import verbs
from scoring.targets.verbs import Wanted
from tenants.models import Company
from tests.months import closer
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import END, OCTOBER, person, the_golden_month
from tests.visiting import visitor

PAGE = f"/targets/{OCTOBER}/agent/"
NOVEMBER = OCTOBER.next


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def agent(company: Company) -> Person:
    """Of a company that was live from November on."""
    ScoringSettings.objects.update(live_from=NOVEMBER.first_day)
    return person("王芳")


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def wanted(agent: Person, value: str = "95") -> list[Wanted]:
    return [Wanted("agent", agent.pk, "completion_rate", Decimal(value))]


def close() -> None:
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)


def test_a_new_company_is_live_from_the_month_it_was_founded_in(company: Company) -> None:
    ScoringSettings.objects.update(live_from=None)
    assert ScoringSettings.of_the_company().live_since == Month.of(company.created_at, company.zone)


def test_hr_sets_targets_of_history_until_the_first_close(agent: Person) -> None:
    hr = visitor("hr")
    hr.post(PAGE, {f"t-{agent.pk}-completion_rate": "95"})
    assert Target.objects.get().value == 95
    the_golden_month(agent)
    close()
    assert "2026-10 was computed" in hr.post(PAGE, {f"t-{agent.pk}-completion_rate": "94"}).content.decode()
    assert Target.objects.get().value == 95


def test_a_supervisor_sets_none_and_enters_no_points(agent: Person) -> None:
    page = visitor("supervisor").post(PAGE, {f"t-{agent.pk}-completion_rate": "95"}).content.decode()
    assert "HR enters what belongs to it" in page
    with pytest.raises(Refused, match="HR enters"):
        enter(agent, "supervisor")
    assert not Target.objects.exists()


def enter(agent: Person, by: str) -> None:
    given = {"kind": "bonus", "points": Decimal(1), "text": "表扬"}
    adjustments.enter(agent=agent, month=OCTOBER, by=account(by), **given)  # type: ignore[arg-type]


def test_hr_enters_points_until_the_first_close(agent: Person) -> None:
    enter(agent, "hr")
    close()
    with pytest.raises(Refused, match="was computed"):
        enter(agent, "hr")


def test_its_cards_say_so_on_page_paper_and_in_the_export(agent: Person, tmp_path: Path) -> None:
    the_golden_month(agent)
    close()
    hr = visitor("hr", language="zh-hans")
    assert "补录" in words(hr.get(f"/card/{OCTOBER}/{agent.pk}/").content)
    paper = hr.get(f"/card/{OCTOBER}/{agent.pk}/pdf/").content
    assert "补录" in pypdf.PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert {card.get("brought_in") for card in export(tmp_path)} == {True}


def test_the_cards_of_other_months_do_not_and_have_the_same_fingerprint(agent: Person, tmp_path: Path) -> None:
    the_golden_month(agent)
    close()
    before = list(Card.objects.order_by("agent").values_list("fingerprint", "version"))
    ScoringSettings.objects.update(live_from=OCTOBER.first_day)
    close()
    assert list(Card.objects.order_by("agent").values_list("fingerprint", "version")) == before
    assert {card.get("brought_in") for card in export(tmp_path)} == {None}
    assert "补录" not in words(visitor("hr", language="zh-hans").get(f"/card/{OCTOBER}/{agent.pk}/").content)


def test_history_is_no_way_to_rescue_a_month(agent: Person) -> None:
    """Neither a month that was computed, nor one that is to come, is made history by moving the month."""
    ScoringSettings.objects.update(live_from=OCTOBER.first_day)
    close()
    administrator = account("administrator")
    with time_machine.travel(END), pytest.raises(Refused, match="2026-10 was computed"):
        company_settings.change(live_from=NOVEMBER.first_day, by=administrator)
    with time_machine.travel(END), pytest.raises(Refused, match="at the latest"):
        company_settings.change(live_from=NOVEMBER.next.first_day, by=administrator)


def test_once_a_month_was_closed_no_later_one_becomes_history(agent: Person) -> None:
    """Nor by closing the history first: the months after it are agreed with the people."""
    close()
    with time_machine.travel(datetime(2026, 12, 20, tzinfo=UTC)), pytest.raises(Refused, match="A month was closed"):
        company_settings.change(live_from=NOVEMBER.next.first_day, by=account("administrator"))
    assert ScoringSettings.of_the_company().live_since == NOVEMBER


def test_the_administrator_says_the_month_on_the_page_of_rules(agent: Person) -> None:
    live, targets = "/settings/live/", {"target_freeze_day": 4, "target_ease": 20}
    with time_machine.travel(datetime(2026, 11, 10, 4, tzinfo=UTC)):
        administrator = visitor("administrator")
        assert 'value="2026-11"' in administrator.get(live).content.decode()
        assert administrator.post(live, {"live_from": "2026-09"}).status_code == 302
        assert administrator.post("/settings/targets/", targets).status_code == 302
        assert "at the latest" in administrator.post(live, {"live_from": "2026-12"}).content.decode()
    now = ScoringSettings.of_the_company()
    assert (now.target_freeze_day, now.target_ease, now.live_since) == (4, 20, Month(2026, 9))


def test_the_limit_of_ease_holds_for_history_too(agent: Person) -> None:
    with pytest.raises(Refused, match=r"at least 93\.5"):
        verbs.set_targets(month=OCTOBER, wanted=wanted(agent, "90"), by=account("hr"))


def export(folder: Path) -> list[dict[str, object]]:
    call_command("export_cards", "acme", str(OCTOBER), output=folder / "cards.json")
    cards: list[dict[str, object]] = json.loads((folder / "cards.json").read_text("utf-8"))["cards"]
    return cards
