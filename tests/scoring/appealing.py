"""A published October in which 王芳 has something to appeal, beside 李静 whose rank moves with hers."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from people.models import Account
from scoring import cards, closing, publishing
from scoring.appeals import answering, subjects, verbs
from scoring.appeals.remedies import Given
from scoring.models import Adjustment, Appeal, AppealRound, Card
from tests.months import closer, publisher
from tests.scoring.month_of_facts import MIDDLE, MINUTE, OCTOBER, adjust, answer, check, handled, order, person
from workorders.models import WorkOrder

HOURS = timedelta(hours=5)
DONE = ("completed", MIDDLE + 8 * HOURS)


def publish_october() -> None:
    """Facts, close, publication."""
    own, other = person("王芳"), person("李静")
    late = MIDDLE + HOURS
    order(("dispatched", MIDDLE, own), ("responded", late, own), DONE, subject="灌木有虫害")
    handled(own, DONE, after=9 * MINUTE)
    handled(own, after=9 * MINUTE)
    check(own, "pass", "fail")
    for rating in (5, 5, 5, 5, 5, 1):
        answer(own, rating)
    entry = adjust(own, "-2.00", kind="deduction", text="迟到")
    Adjustment.objects.filter(pk=entry.pk).update(author=person("沈立"))
    for _each in range(3):
        handled(other, DONE, after=40 * MINUTE)
    handled(other, after=40 * MINUTE)
    check(other, "pass")
    for rating in (5, 5, 4, 5, 5):
        answer(other, rating)
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    publishing.publish_month(month=OCTOBER, by=publisher())


def account(username: str) -> Account:
    found: Account = Account.objects.get(username=username)
    return found


def card(name: str = "王芳") -> Card:
    """The standing card."""
    cards = Card.objects.current().select_related("month", "agent").filter(month__first_day=OCTOBER.first_day)
    found: Card = cards.get(agent__name=name)
    return found


def points(name: str = "王芳") -> Decimal:
    """The total of the standing card."""
    total = card(name).total
    assert total is not None
    return total


def fact(kind: str, contribution_of: str, *, least: bool = False) -> str:
    """The name of her fact that adds most, or least, to an indicator."""
    stored = sorted(cards.facts(card(), contribution_of), key=lambda one: one.contribution, reverse=not least)
    return next(f"{kind}:{one.fact_id}" for one in stored if one.kind == kind)


def late_order() -> WorkOrder:
    """The one that was answered five hours late."""
    return WorkOrder.objects.get(subject="灌木有虫害")


def appealed(name: str, indicator: str = "", cause: str = "", **said: Any) -> Appeal:
    """王芳 appeals it."""
    subject = subjects.named(card(), name, indicator)
    assert subject is not None
    told: Any = {"words": "当时已电话联系", **said}
    return verbs.submit(card(), subject, cause=cause or subject.causes[0], by=account("agent"), **told)


def late_response() -> Appeal:
    """She was reached earlier than noted, she says."""
    name = f"order:{late_order().pk}"
    return appealed(name, "mean_response_minutes", "time", wanted_at=MIDDLE + 10 * MINUTE)


def answered(appeal: Appeal, outcome: str = "accepted", *, by: str = "hr", **figure: Any) -> AppealRound:
    """Somebody's answer."""
    given = Given(outcome=outcome, reason="通话记录相符", **figure)
    return answering.answer(appeal, given=given, by=account(by))
