"""An upheld appeal corrects whose an order was and when it was done; the past shows what stood before."""

import pytest

from scoring.appeals.remedies import Given
from scoring.appeals.ripple import read
from scoring.models import Appeal, Card
from scoring.rechecking import recheck
from tests.refusals import refused
from tests.scoring.appealing import account, answered, appealed, card, late_order
from tests.scoring.month_of_facts import CUTOFF, INSTANT, MIDDLE, MINUTE, OCTOBER, person
from tests.visiting import visitor
from workorders import correcting
from workorders.models import OrderEvent, WorkOrder

pytestmark = pytest.mark.usefixtures("published_october")


def of_order(cause: str, indicator: str = "completion_rate", order: WorkOrder | None = None, **said: object) -> Appeal:
    found = order or late_order()
    return appealed(f"order:{found.pk}", indicator, cause, **said)


def measure(name: str, code: str) -> str:
    line = next(line for part in card(name).frozen["sections"] for line in part["lines"] if line["code"] == code)
    return f"{line['numerator']} of {line['denominator']}"


def open_order() -> WorkOrder:
    """Hers, never completed."""
    found: WorkOrder = WorkOrder.objects.filter(agent=person("王芳"), completed_at=None).earliest("pk")
    return found


def test_an_order_of_somebody_else_counts_for_whose_it_was_and_both_cards_are_scored_anew() -> None:
    before = {name: measure(name, "completion_rate") for name in ("王芳", "李静")}
    answer = answered(of_order("credit"), agent=person("李静"))
    after = {name: measure(name, "completion_rate") for name in ("王芳", "李静")}
    assert before == {"王芳": "2/1 of 3/1", "李静": "3/1 of 4/1"}
    assert after == {"王芳": "1/1 of 2/1", "李静": "4/1 of 5/1"}
    assert {card("王芳").version, card("李静").version} == {2}
    assert {line.name for line in read(answer.ripple)} >= {"王芳", "李静"}
    gone, now = OrderEvent.objects.filter(order=late_order(), kind="dispatched").order_by("sequence")
    assert (gone.stands, gone.agent, now.stands, now.agent) == (False, person("王芳"), True, person("李静"))
    assert now.at == gone.at
    assert not recheck(OCTOBER).problems


def test_nobody_named_leaves_it_out() -> None:
    answered(of_order("credit"))
    assert measure("王芳", "completion_rate") == "1/1 of 2/1"
    assert late_order().correction == "exempted"


def test_an_order_that_was_done_and_never_noted_is_done_when_it_was() -> None:
    answered(of_order("time", order=open_order(), wanted_at=CUTOFF - MINUTE), at=CUTOFF - MINUTE)
    assert measure("王芳", "completion_rate") == "3/1 of 3/1"


def test_a_completion_that_was_noted_late_moves_to_when_it_was() -> None:
    order = open_order()
    OrderEvent.objects.create(order=order, sequence=90, kind="completed", at=CUTOFF + INSTANT)
    appeal = of_order("time", order=order, wanted_at=MIDDLE + 30 * MINUTE)
    with refused("not_earlier"):
        answered(appeal, at=CUTOFF + MINUTE)
    answered(appeal, at=MIDDLE + 30 * MINUTE)
    noted = OrderEvent.objects.filter(order=order, kind="completed").order_by("sequence")
    assert [(one.stands, one.at) for one in noted] == [
        (False, CUTOFF + INSTANT),
        (True, MIDDLE + 30 * MINUTE),
    ]
    assert measure("王芳", "completion_rate") == "3/1 of 3/1"


def test_who_answers_is_asked_for_what_the_cause_needs() -> None:
    hr = visitor("hr", language="zh-hans")
    page = hr.get(of_order("credit").get_absolute_url()).content.decode()
    assert 'name="agent"' in page
    assert f'value="{person("李静").pk}"' in page
    assert f'value="{person("王芳").pk}"' not in page
    late = hr.get(of_order("time", order=open_order(), wanted_at=MIDDLE).get_absolute_url()).content.decode()
    assert "实际完成时间" in late


def test_nobody_corrects_for_themselves_and_a_source_with_one_agent_is_left_out() -> None:
    with refused("for_oneself"):
        correcting.credit_to(late_order(), was=person("王芳"), agent=person("周敏"), by=account("hr"), reason="我的")
    with refused("no_dispatch"):
        correcting.credit_to(late_order(), was=person("周倩"), agent=person("李静"), by=account("hr"), reason="不是")
    assert Card.objects.current().filter(version=2).count() == 0
    assert Given(outcome="accepted", reason="").agent is None
