"""Targets are sent to agents, who confirm them or propose others; what nobody confirmed is the plan's (SCORING §5)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Posting
from scoring import closing
from scoring.engine.card import Card as ScoredCard
from scoring.models import Card, ScoringSettings, Target, TargetChange, TargetProposal, TargetSheet
from scoring.targets import changes, late_proposals, sheets, verbs
from scoring.targets.verbs import Wanted
from tests.months import closer
from tests.scoring.agreeing import answered, proposes, sent, wish
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, START, person, the_golden_month
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
GRID, MINE = f"/targets/{OCTOBER}/agent/", f"/targets/mine/{OCTOBER}/"
EARLY = START + timedelta(days=1)
FREEZE = START + timedelta(days=5)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def supervisor() -> Account:
    return Account.objects.get(username="supervisor")


@pytest.fixture
def hr() -> Account:
    return Account.objects.get(username="hr")


def scored(agent: Person) -> tuple[str | None, Decimal | None]:
    """Whose target the card of the closed month was scored by, and which."""
    the_golden_month(agent)
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    line = ScoredCard.from_frozen(Card.objects.current().get(agent=agent).frozen).lines[0]
    return line.target_from, line.target


# --- which target holds ----------------------------------------------------------------------------------------------


def test_a_confirmed_target_holds(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        answered(sent(agent, supervisor))
    assert scored(agent) == ("agent", Decimal(95))


def test_one_that_was_sent_and_not_answered_is_the_plans(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        sent(agent, supervisor)
    assert scored(agent) == ("plan", Decimal(98))


def test_one_that_was_never_sent_is_the_plans(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        verbs.set_targets(month=OCTOBER, wanted=[wish(agent)], by=supervisor)
    assert scored(agent) == ("plan", Decimal(98))


def test_one_changed_after_it_was_confirmed_is_the_plans_until_it_is_confirmed_again(
    agent: Person, supervisor: Account
) -> None:
    with time_machine.travel(EARLY):
        answered(sent(agent, supervisor))
        verbs.set_targets(month=OCTOBER, wanted=[wish(agent, "94")], by=supervisor)
        assert TargetSheet.objects.get().state == "draft"
    assert scored(agent) == ("plan", Decimal(98))


def test_an_answered_one_holds_as_it_was_sent_while_nobody_decides_on_the_proposal(
    agent: Person, supervisor: Account
) -> None:
    with time_machine.travel(EARLY):
        answered(sent(agent, supervisor, "96"), proposes("94"))
    assert scored(agent) == ("agent", Decimal(96))


def test_an_accepted_proposal_holds(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        answered(sent(agent, supervisor, "96"), proposes("94"))
        sheets.accept(proposal=TargetProposal.objects.get(), by=supervisor)
        assert TargetSheet.objects.get().state == "settled"
    assert scored(agent) == ("agent", Decimal(94))


def test_a_target_kept_against_a_proposal_holds_and_says_why(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        answered(sent(agent, supervisor, "96"), proposes("94"))
        with pytest.raises(Refused, match="Say why"):
            sheets.keep(proposal=TargetProposal.objects.get(), reason=" ", by=supervisor)
        sheets.keep(proposal=TargetProposal.objects.get(), reason="人手已补齐", by=supervisor)
        assert "人手已补齐" in visitor("agent").get(MINE).content.decode()
    assert scored(agent) == ("agent", Decimal(96))


def test_of_an_agent_without_a_log_in_hr_gives_the_word(agent: Person, supervisor: Account, hr: Account) -> None:
    Account.objects.filter(person=agent).update(is_active=False)
    with time_machine.travel(EARLY):
        verbs.set_targets(month=OCTOBER, wanted=[wish(agent)], by=supervisor)
        assert not sheets.send(month=OCTOBER, people=[agent.pk], by=supervisor)
        assert "1 agent has no log-in" in visitor("supervisor").get(GRID).content.decode()
        visitor("hr").post(f"/targets/{OCTOBER}/confirm/")
    assert scored(agent) == ("agent", Decimal(95))


def test_what_hr_sets_for_somebody_without_a_log_in_is_hrs_word(agent: Person, hr: Account) -> None:
    Account.objects.filter(person=agent).update(is_active=False)
    with time_machine.travel(EARLY):
        verbs.set_targets(month=OCTOBER, wanted=[wish(agent)], by=hr)
    assert scored(agent) == ("agent", Decimal(95))


def test_hr_does_not_answer_for_somebody_who_can(agent: Person, supervisor: Account, hr: Account) -> None:
    with time_machine.travel(EARLY):
        sent(agent, supervisor)
        with pytest.raises(Refused, match="answers for themselves"):
            sheets.confirm_for(month=OCTOBER, people=[agent.pk], by=hr)


@pytest.mark.parametrize("level", ["team", "site"])
def test_targets_of_teams_and_sites_need_nobodys_word(agent: Person, supervisor: Account, level: str) -> None:
    whose = getattr(Posting.objects.get(person=agent), f"{level}_id")
    wanted = Wanted(level, whose, "completion_rate", Decimal(95))  # type: ignore[arg-type]
    with time_machine.travel(EARLY):
        verbs.set_targets(month=OCTOBER, wanted=[wanted], by=supervisor)
    assert scored(agent) == (level, Decimal(95))


def test_history_needs_nobodys_word_and_is_sent_to_nobody(agent: Person, hr: Account) -> None:
    ScoringSettings.objects.update(live_from=OCTOBER.next.first_day)
    verbs.set_targets(month=OCTOBER, wanted=[wish(agent)], by=hr)
    with pytest.raises(Refused, match="not sent to anybody"):
        sheets.send(month=OCTOBER, people=[agent.pk], by=hr)
    assert scored(agent) == ("agent", Decimal(95))


# --- who may, and until when -----------------------------------------------------------------------------------------


def test_after_the_freeze_nothing_is_sent_answered_or_accepted(agent: Person, supervisor: Account, hr: Account) -> None:
    with time_machine.travel(EARLY):
        sheet = sent(agent, supervisor)
        other = answered(sent(person("李静"), supervisor), proposes())
    with time_machine.travel(FREEZE):
        with pytest.raises(Refused, match="frozen"):
            answered(sheet)
        with pytest.raises(Refused, match="frozen"):
            sheets.send(month=OCTOBER, people=[agent.pk], by=supervisor)
        with pytest.raises(Refused, match="frozen"):
            sheets.accept(proposal=other.proposals.get(), by=supervisor)
        with pytest.raises(Refused, match="frozen"):
            sheets.confirm_for(month=OCTOBER, people=[], by=hr)
    assert scored(agent) == ("plan", Decimal(98))


def test_a_proposal_accepted_late_is_a_change_that_hr_confirms(agent: Person, supervisor: Account, hr: Account) -> None:
    with time_machine.travel(EARLY):
        answered(sent(agent, supervisor, "96"), proposes("94"))
    with time_machine.travel(MIDDLE):
        asked = late_proposals.accept(proposal=TargetProposal.objects.get(), by=supervisor)
        assert asked.decision == "late"
        assert [str(target.value) for target in Target.objects.standing()] == ["96.0000"]
        changes.confirm(change=TargetChange.objects.get(), by=hr)
    assert scored(agent) == ("agent", Decimal(94))


def test_a_late_change_of_a_target_that_was_never_confirmed_says_what_held(
    agent: Person, supervisor: Account, hr: Account
) -> None:
    """The plan's 98 held, not the 95 that nobody confirmed; 95 itself can be asked for."""
    with time_machine.travel(EARLY):
        sent(agent, supervisor)
    with time_machine.travel(MIDDLE):
        [change] = changes.ask(month=OCTOBER, wanted=[wish(agent)], reason="漏确认", by=supervisor)
        assert change.before is None
        assert changes.confirm(change=change, by=hr).before is None
    assert scored(agent) == ("agent", Decimal(95))


def test_nobody_sends_or_decides_on_the_own_targets(agent: Person, supervisor: Account) -> None:
    herself = Account.objects.get(username="agent")
    herself.roles = ["agent", "supervisor", "hr"]
    herself.save()
    with time_machine.travel(EARLY):
        with pytest.raises(Refused, match="Nobody acts for themselves"):
            sheets.send(month=OCTOBER, people=[agent.pk], by=herself)
        answered(sent(agent, supervisor, "96"), proposes())
        proposal = TargetProposal.objects.get()
        for verb in (sheets.accept, late_proposals.accept, sheets.hand_on):
            with pytest.raises(Refused, match="Nobody acts for themselves"):
                verb(proposal=proposal, by=herself)
        with pytest.raises(Refused, match="Nobody acts for themselves"):
            sheets.keep(proposal=proposal, reason="so", by=herself)
        Account.objects.filter(pk=herself.pk).update(roles=["hr"])  # nobody can answer now but HR, who is herself
        with pytest.raises(Refused, match="Nobody acts for themselves"):
            sheets.confirm_for(month=OCTOBER, people=[agent.pk], by=Account.objects.get(pk=herself.pk))


def test_an_answer_to_targets_that_were_sent_again_is_refused(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        old = sent(agent, supervisor)
        sent(agent, supervisor, "97")
        with pytest.raises(Refused, match="sent again"):
            sheets.answer(month=OCTOBER, seen=old.round, proposed=[], by=Account.objects.get(person=agent))


def test_a_proposal_keeps_to_the_limit_and_has_a_reason(agent: Person, supervisor: Account) -> None:
    with time_machine.travel(EARLY):
        sheet = sent(agent, supervisor)
        with pytest.raises(Refused, match=r"at least 93\.5"):
            answered(sheet, proposes("93.4"))
        with pytest.raises(Refused, match="Say why"):
            answered(sheet, proposes("94", " "))
    assert not TargetProposal.objects.exists()
