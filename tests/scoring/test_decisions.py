"""What HR decides where evidence lacks, at the browser (SCORING §3, §5)."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from people.models import Account, Person
from records.models import MonthState
from scoring import cards, closing, publishing
from scoring.decisions import verbs
from scoring.models import Card, Decision
from scoring.rechecking import recheck
from tests.herself import plays_every_role
from tests.months import bring_to
from tests.refusals import refused
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, check, handled, person
from tests.scoring.test_closing import publish
from tests.visiting import visitor


@pytest.fixture
def held(agent: Person) -> Person:
    """王芳, who has a check and no orders, and whose plan holds the rate of completion."""
    publish("standard", no_evidence="hold")
    check(agent, "pass")
    close()
    return agent


def close() -> None:
    closing.run_close(closing.request_close(month=OCTOBER, by=account("hr"), ring=False).pk)


def account(username: str) -> Account:
    found: Account = Account.objects.get(username=username)
    return found


def card_of(agent: Person) -> Card:
    found: Card = Card.objects.current().get(agent=agent, is_trial=False)
    return found


def waits_for(agent: Person) -> tuple[str, ...]:
    return cards.tree(card_of(agent)).needs_decision


def test_a_held_card_is_decided_by_points_seen_before_and_counted_by_the_next_close(held: Person) -> None:
    hr = visitor("hr")
    assert "王芳" in hr.get(f"/decisions/{OCTOBER}/").content.decode()
    address, before = f"/decisions/{OCTOBER}/{held.pk}/", waits_for(held)
    typed = {"indicator": before[0], "figure": "75", "text": "抽检员请假，按上月水平"}
    page = hr.post(address, {**typed, "do": "effect"}).content.decode()
    assert "What it would do" in page
    assert not Decision.objects.exists()
    assert hr.post(address, typed).status_code == 302
    close()
    assert waits_for(held) == before[1:]
    line = next(line for line in cards.tree(card_of(held)).lines if line.code == before[0])
    assert (line.points, line.policy) == (Decimal("75.00"), "decision")
    assert "抽检员请假" in hr.get(f"/card/{OCTOBER}/{held.pk}/").content.decode()
    assert not recheck(OCTOBER).problems


def test_a_coefficient_settles_the_card_and_it_becomes_final(held: Person) -> None:
    for card in Card.objects.current().waiting_for_decision():
        verbs.decide(agent=card.agent, month=OCTOBER, figure=Decimal("0.9"), text="按九折", by=account("hr"))
    close()
    assert waits_for(held) == ()
    assert card_of(held).coefficient == Decimal("0.90")
    verbs.withdraw(decision=Decision.objects.get(agent=held, stands=True), reason="看错了", by=account("hr"))
    with refused("adjustments_missing"):  # a card that counts it still would be published for nothing that stands
        publishing.publish_month(month=OCTOBER, by=account("hr"))
    verbs.decide(agent=held, month=OCTOBER, figure=Decimal("0.9"), text="按九折", by=account("hr"))
    close()
    publishing.publish_month(month=OCTOBER, by=account("hr"))
    publishing.finalise_month(month=OCTOBER, by=account("administrator"))


def test_a_coefficient_that_equals_the_grade_s_is_a_new_version_all_the_same(held: Person) -> None:
    card = card_of(held)
    assert card.coefficient is not None
    verbs.decide(agent=held, month=OCTOBER, figure=card.coefficient, text="照等级", by=account("hr"))
    close()
    assert waits_for(held) == ()
    assert card_of(held).version == card.version + 1


def test_evidence_that_comes_in_takes_the_place_of_points(held: Person) -> None:
    verbs.decide(
        agent=held, month=OCTOBER, indicator="completion_rate", figure=Decimal(10), text="估", by=account("hr")
    )
    handled(held, ("completed", MIDDLE))
    close()
    tree = cards.tree(card_of(held))
    line = next(line for line in tree.lines if line.code == "completion_rate")
    assert (line.evidence, line.points) == ("measured", Decimal("100.00"))
    assert tree.decisions == ()


def test_nothing_is_decided_where_there_is_evidence(held: Person) -> None:
    with refused("nothing_waits"):
        verbs.decide(
            agent=held,
            month=OCTOBER,
            indicator="etiquette_pass_rate",
            figure=Decimal(100),
            text="好人",
            by=account("hr"),
        )


def test_whoever_has_evidence_gets_no_coefficient_by_decision(agent: Person) -> None:
    handled(agent)
    close()
    with refused("nothing_waits"):
        verbs.decide(agent=agent, month=OCTOBER, figure=Decimal("1.2"), text="好人", by=account("hr"))


def test_nobody_without_evidence_is_listed_and_paid_by_decision(agent: Person) -> None:
    close()
    page = visitor("hr").get(f"/decisions/{OCTOBER}/").content.decode()
    assert "No evidence at all" in page
    verbs.decide(agent=agent, month=OCTOBER, figure=Decimal("0.8"), text="产假前交接", by=account("hr"))
    close()
    card = card_of(agent)
    assert (card.total, card.coefficient, card.pay) == (None, Decimal("0.80"), Decimal("1200.00"))


@pytest.mark.parametrize(("indicator", "figure"), [("completion_rate", "100.01"), ("", "1.21"), ("", "-0.1")])
def test_a_figure_out_of_range_is_refused(held: Person, indicator: str, figure: str) -> None:
    with refused("out_of_range"):
        verbs.decide(
            agent=held, month=OCTOBER, indicator=indicator, figure=Decimal(figure), text="多给", by=account("hr")
        )


def test_nobody_decides_about_themselves(held: Person) -> None:
    herself = plays_every_role()
    close()
    with refused("for_oneself"):
        verbs.decide(agent=herself, month=OCTOBER, figure=Decimal("1.2"), text="我", by=account("supervisor"))


def test_another_decision_replaces_the_first_and_a_withdrawal_brings_the_question_back(held: Person) -> None:
    for figure in ("0.9", "0.7"):
        verbs.decide(agent=held, month=OCTOBER, figure=Decimal(figure), text="定", by=account("hr"))
    close()
    assert card_of(held).coefficient == Decimal("0.70")
    visitor("hr").post(f"/decisions/{Decision.objects.get(stands=True).pk}/withdraw/", {"reason": "误"})
    close()
    assert waits_for(held)


def test_after_publication_nothing_is_decided_and_final_is_shut_in_the_database(held: Person) -> None:
    verbs.decide(agent=held, month=OCTOBER, figure=Decimal("0.9"), text="定", by=account("hr"))
    close()
    bring_to(MonthState.FINAL, OCTOBER)
    with refused("month_is_published"):
        verbs.decide(agent=held, month=OCTOBER, figure=Decimal("1.2"), text="再定", by=account("hr"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(coefficient=Decimal("1.2"))


def test_only_hr_decides(held: Person) -> None:
    assert visitor("supervisor").get(f"/decisions/{OCTOBER}/").status_code == 403
    assert visitor("agent").get(f"/decisions/{OCTOBER}/{held.pk}/").status_code == 403
    assert person("李静").pk
