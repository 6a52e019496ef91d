"""Targets are set until the freeze; later two people change them, and the card says so (SCORING §5)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Team
from records import ledger
from records.models import AuditEntry, LedgerEntry
from scoring import closing
from scoring.engine.facts import text_hash
from scoring.models import ScoringSettings, Target, TargetChange
from scoring.targets import changes, verbs
from scoring.targets.verbs import Wanted
from tests.months import closer, second_hr
from tests.scoring.month_of_facts import END, INSTANT, MIDDLE, OCTOBER, START, person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
FREEZE = START + timedelta(days=5)
PAGE = f"/targets/{OCTOBER}/agent/"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def agent() -> Person:
    return person("王芳")


@pytest.fixture
def supervisor() -> Account:
    return Account.objects.get(username="supervisor")


@pytest.fixture
def hr() -> Account:
    return Account.objects.get(username="hr")


def wish(agent: Person, value: str | None = "95") -> Wanted:
    return Wanted("agent", agent.pk, "completion_rate", None if value is None else Decimal(value))


def standing() -> list[str]:
    return [str(target.value) for target in Target.objects.filter(stands=True)]


def ask(agent: Person, by: Account, value: str | None = "95") -> TargetChange:
    [asked] = changes.ask(month=OCTOBER, wanted=[wish(agent, value)], reason="新员工带教", by=by)
    return asked


def typed(agent: Person, value: str, **more: str) -> dict[str, str]:
    return {f"t-{agent.pk}-completion_rate": value, **more}


# --- until the freeze ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("now", [START - timedelta(days=40), START, FREEZE - INSTANT])
def test_targets_are_set_before_the_month_and_until_the_end_of_its_fifth_day(
    agent: Person, supervisor: Account, now: datetime
) -> None:
    with time_machine.travel(now, tick=False):
        assert verbs.set_targets(month=OCTOBER, wanted=[wish(agent)], by=supervisor) == 1
    assert standing() == ["95.0000"]


@pytest.mark.parametrize(("now", "sentence"), [(FREEZE, "frozen"), (END - INSTANT, "frozen"), (END, "2026-10 is over")])
def test_afterwards_they_are_not(agent: Person, supervisor: Account, now: datetime, sentence: str) -> None:
    with time_machine.travel(now, tick=False), pytest.raises(Refused, match=sentence):
        verbs.set_targets(month=OCTOBER, wanted=[wish(agent)], by=supervisor)
    assert not Target.objects.exists()


def test_the_company_says_which_day(agent: Person, supervisor: Account) -> None:
    ScoringSettings.objects.update(target_freeze_day=10)
    with time_machine.travel(START + timedelta(days=10) - INSTANT, tick=False):
        verbs.set_targets(month=OCTOBER, wanted=[wish(agent)], by=supervisor)
    with time_machine.travel(START + timedelta(days=10), tick=False), pytest.raises(Refused):
        verbs.set_targets(month=OCTOBER, wanted=[wish(agent, "96")], by=supervisor)


@pytest.mark.parametrize("level", ["team", "site"])
def test_the_target_of_a_team_or_site_freezes_as_well(hr: Account, level: str) -> None:
    whose = Team.objects.get(name="一班").pk
    wanted = [Wanted(level, whose, "completion_rate", Decimal(95))]  # type: ignore[arg-type]
    with time_machine.travel(FREEZE, tick=False), pytest.raises(Refused, match="frozen"):
        verbs.set_targets(month=OCTOBER, wanted=wanted, by=hr)


# --- after the freeze ------------------------------------------------------------------------------------------------


def test_a_change_is_asked_for_with_a_reason_and_made_by_a_second_person(
    agent: Person, supervisor: Account, hr: Account
) -> None:
    with time_machine.travel(MIDDLE):
        change = ask(agent, supervisor)
        assert standing() == []
        changes.confirm(change=change, by=hr)
    made = Target.objects.get(stands=True)
    assert (str(made.value), made.recorded_by, made.reason) == ("95.0000", supervisor, "新员工带教")
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
        "scoring.ask_for_target_change", "scoring.change_target",
    ]  # fmt: skip


@time_machine.travel(MIDDLE, tick=False)
def test_who_confirms_finds_what_waits_at_home(agent: Person, supervisor: Account, hr: Account) -> None:
    asked = ask(agent, supervisor)
    page = visitor("hr").get("/").content.decode()
    assert "Changes of targets of October 2026" in page
    assert PAGE in page
    changes.confirm(change=asked, by=hr)
    assert "Changes of targets" not in visitor("hr").get("/").content.decode()


def test_a_change_after_the_freeze_is_entered_in_the_ledger_without_its_words(
    agent: Person, supervisor: Account, hr: Account
) -> None:
    with time_machine.travel(MIDDLE):
        change = ask(agent, supervisor)
        assert not LedgerEntry.objects.exists()
        changes.confirm(change=change, by=hr)
    entry = LedgerEntry.objects.get()
    said = ledger.said(entry)
    assert said is not None
    assert (entry.kind, entry.month, ledger.verify().is_sound) == ("change_target", "2026-10", True)
    assert "新员工带教" not in entry.body
    assert said["body"] == {
        "for": f"agent {agent.pk}",
        "indicator": "completion_rate",
        "before": None,
        "value": "95",
        "asked_by": "supervisor",
        "confirmed_by": "hr",
        "reason_hash": text_hash(bytes.fromhex(change.salt), "新员工带教"),
    }


def test_whoever_asked_does_not_confirm(agent: Person, hr: Account) -> None:
    with time_machine.travel(MIDDLE):
        change = ask(agent, hr)
        with pytest.raises(Refused, match="second person"):
            changes.confirm(change=change, by=hr)
        changes.confirm(change=change, by=second_hr())
    assert standing() == ["95.0000"]


def test_nobody_asks_for_or_confirms_the_own_target(agent: Person, supervisor: Account, hr: Account) -> None:
    account = Account.objects.get(username="agent")
    account.roles = ["agent", "hr"]
    account.save()
    with time_machine.travel(MIDDLE):
        with pytest.raises(Refused, match="Nobody acts for themselves"):
            ask(agent, account)
        with pytest.raises(Refused, match="Nobody acts for themselves"):
            changes.confirm(change=ask(agent, supervisor), by=account)
    assert standing() == []


def test_without_a_reason_or_twice_nothing_is_asked_for(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(MIDDLE):
        with pytest.raises(Refused, match="Say why"):
            changes.ask(month=OCTOBER, wanted=[wish(agent)], reason="  ", by=supervisor)
        ask(agent, supervisor)
        with pytest.raises(Refused, match="waits for its confirmation"):
            ask(agent, supervisor, "94")


def test_a_request_is_withdrawn_by_whoever_asked_or_declined_by_hr(
    agent: Person, supervisor: Account, hr: Account
) -> None:
    other = Account.objects.get(username="other_supervisor")
    with time_machine.travel(MIDDLE):
        change = ask(agent, supervisor)
        with pytest.raises(Refused, match="Somebody else"):
            changes.withdraw(change=change, by=other)
        changes.withdraw(change=change, by=supervisor)
        changes.withdraw(change=ask(agent, supervisor), by=hr)
        with pytest.raises(Refused, match="answered already"):
            changes.confirm(change=change, by=hr)
    assert standing() == []


def test_a_request_made_in_time_is_confirmed_until_the_month_is_computed_and_a_later_one_is_none(
    agent: Person, supervisor: Account, hr: Account
) -> None:
    with time_machine.travel(END - INSTANT, tick=False):
        change = ask(agent, supervisor)
    with time_machine.travel(END, tick=False):
        with pytest.raises(Refused, match="2026-10 is over"):
            ask(agent, supervisor, "94")
        changes.confirm(change=change, by=hr)
    assert standing() == ["95.0000"]


def test_a_request_that_waited_when_the_month_was_computed_is_too_late(
    agent: Person, supervisor: Account, hr: Account
) -> None:
    with time_machine.travel(MIDDLE):
        change = ask(agent, supervisor)
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    with pytest.raises(Refused, match="was computed"):
        changes.confirm(change=change, by=hr)


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_freeze_the_plans_target_and_the_limit(agent: Person) -> None:
    with time_machine.travel(START):
        page = visitor("supervisor").get(PAGE).content.decode()
    assert "the end of 2026-10-05" in page
    assert "plan 98 %<br>at least 93.5" in page
    assert "plan 15 min<br>at most 26.25" in page


def test_after_the_freeze_the_page_wants_a_reason_at_its_field_and_keeps_what_was_typed(agent: Person) -> None:
    with time_machine.travel(MIDDLE):
        page = visitor("supervisor").post(PAGE, typed(agent, "95")).content.decode()
    assert 'value="95"' in page
    assert 'id="reason-error"' in page
    assert not TargetChange.objects.exists()


def test_a_change_goes_from_one_page_to_the_other_persons_and_is_listed_with_both_names(agent: Person) -> None:
    with time_machine.travel(MIDDLE):
        leader, hr = visitor("supervisor"), visitor("hr")
        own = leader.post(PAGE, typed(agent, "95", reason="新员工带教"), follow=True).content.decode()
        change = TargetChange.objects.get()
        confirm = f"/targets/{OCTOBER}/changes/{change.pk}/confirm/"
        assert "新员工带教" in own
        assert "95 waits for HR" in " ".join(own.split())
        assert confirm not in own
        assert leader.post(confirm).status_code == 403
        assert confirm in hr.get(PAGE).content.decode()
        page = hr.post(confirm, follow=True).content.decode()
    assert standing() == ["95.0000"]
    assert all(words in page for words in ("none → 95", "新员工带教", "沈立", "周敏"))


def test_another_teams_supervisor_sees_no_request(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(MIDDLE):
        change = ask(agent, supervisor)
        other = visitor("other_supervisor")
        assert "新员工带教" not in other.get(PAGE).content.decode()
        assert other.post(f"/targets/{OCTOBER}/changes/{change.pk}/withdraw/").status_code == 404


@pytest.mark.parametrize("now", [END, END + timedelta(days=9)])
def test_the_page_of_a_month_that_is_over_offers_nothing_to_save(agent: Person, now: datetime) -> None:
    with time_machine.travel(now):
        client = visitor("supervisor")
        assert '<button class="btn main">' not in client.get(PAGE).content.decode()
        page = client.post(PAGE, typed(agent, "95", reason="更正")).content.decode()
    assert "2026-10 is over" in page
    assert not TargetChange.objects.exists()


def test_what_is_typed_beyond_the_limit_is_an_error_at_its_cell(agent: Person) -> None:
    with time_machine.travel(START):
        page = visitor("supervisor").post(PAGE, typed(agent, "93.4")).content.decode()
    assert f"t-{agent.pk}-completion_rate-error" in page
    assert "at least 93.5" in page
    assert 'value="93.4"' in page
    assert not Target.objects.exists()


def test_an_address_of_another_month_does_not_reach_a_request(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(MIDDLE):
        change = ask(agent, supervisor)
        client: Client = visitor("hr")
        assert client.post(f"/targets/{Month(2026, 9)}/changes/{change.pk}/confirm/").status_code == 404
