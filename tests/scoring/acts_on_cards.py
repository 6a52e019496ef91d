"""What pages let people do with a computed month and the cards in it, verb by verb."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from evidence.models import SurveyAnswer
from evidence.surveys import verbs as surveys
from people import posting
from people.models import Account, Person
from scoring import adjustments
from scoring.decisions import verbs as decisions
from scoring.models import Adjustment, PanelCard, RedLine, RedLineRule, ReviewPanel
from scoring.panel import closing as panel_closing
from scoring.panel import picking
from scoring.panel import verbs as panels
from scoring.red_lines import verbs as red_lines
from scoring.review import verbs as reviews
from scoring.targets import changes
from tests.scoring.agreeing import wish
from tests.scoring.month_of_facts import OCTOBER
from workorders import lifecycle
from workorders.models import WorkOrder

LATER = datetime(2026, 11, 18, 4, tzinfo=UTC)
State = RedLine.State


def account(username: str) -> Account:
    found: Account = Account.objects.get(username=username)
    return found


def _red_line(agent: Person, *states: str) -> RedLine:
    found: RedLine = RedLine.objects.filter(agent=agent, state__in=states)[0:1].get()
    return found


def _accuse(agent: Person, by: Account) -> None:
    case = red_lines.record(agent=agent, day=date(2026, 10, 9), rule=RedLineRule.objects.get(), account="无录音", by=by)
    red_lines.add_evidence(red_line=case, by=by, words="清单")
    red_lines.call_hearing(red_line=case, hearing_on=date(2026, 11, 17), by=by)
    red_lines.hold_hearing(red_line=case, minutes="承认", present="全体", by=by)


def _convene(agent: Person, by: Account) -> None:
    members = [account(name) for name in ("hr", "supervisor", "other_supervisor")]
    picked = picking.pick(OCTOBER, by_hand=[agent.pk])
    panels.convene(month=OCTOBER, members=members, quorum=2, picked=picked, by=by)


def _looked(agent: Person) -> PanelCard:
    found: PanelCard = PanelCard.objects.get(panel__state="open", agent=agent)
    return found


Do = Callable[[Person, Account, Decimal], object]
VERBS: dict[str, tuple[str, Do]] = {
    "bonus": (
        "scoring.adjust",
        lambda agent, by, points: adjustments.enter(
            agent=agent, month=OCTOBER, by=by, kind="bonus", points=abs(points), text="锦旗"
        ),
    ),
    "supervisor": (
        "scoring.adjust",
        lambda agent, by, points: adjustments.enter(
            agent=agent, month=OCTOBER, by=by, kind="supervisor", points=points, text="值守"
        ),
    ),
    "withdraw": (
        "scoring.adjust",
        lambda agent, by, _points: adjustments.withdraw(
            entry=Adjustment.objects.filter(agent=agent, stands=True)[0:1].get(), reason="误", by=by
        ),
    ),
    "review": (
        "scoring.review",
        lambda agent, by, points: reviews.submit(agent=agent, month=OCTOBER, by=by, points=points, reason="值守"),
    ),
    "take_back": ("scoring.review", lambda agent, by, _points: reviews.take_back(agent=agent, month=OCTOBER, by=by)),
    "exempt": (
        "workorders.exempt",
        lambda agent, by, _points: lifecycle.exempt(
            WorkOrder.objects.filter(agent=agent, completed_at=None)[0:1].get(), by=by, at=LATER, reason="等配件"
        ),
    ),
    "duplicate": (
        "workorders.exempt",
        lambda agent, by, _points: lifecycle.mark_duplicate(
            WorkOrder.objects.filter(agent=agent, completed_at=None)[0:1].get(),
            of=WorkOrder.objects.filter(agent=agent).exclude(completed_at=None)[0:1].get(),
            by=by,
            at=LATER,
        ),
    ),
    "exclude": (
        "evidence.exclude",
        lambda agent, by, _points: surveys.exclude_answer(
            SurveyAnswer.objects.filter(agent=agent, stands=True, excluded_reason="").order_by("rating")[0:1].get(),
            by=by,
            reason="误评",
        ),
    ),
    "leave": (
        "people.manage",
        lambda agent, by, _points: posting.grant_leave(
            person=agent, first_day=date(2026, 10, 5), last_day=date(2026, 10, 6), reason="", by=by
        ),
    ),
    "base": (
        "people.set_bonus",
        lambda agent, by, points: posting.set_bonus_base(
            person=agent, since=OCTOBER, amount=1500 + 100 * points, by=by
        ),
    ),
    "accuse": ("scoring.handle_red_line", lambda agent, by, _points: _accuse(agent, by)),
    "confirm": (
        "scoring.handle_red_line",
        lambda agent, by, _points: red_lines.confirm(
            red_line=_red_line(agent, State.FIRST, State.SECOND), reason="是", by=by
        ),
    ),
    "dismiss": (
        "scoring.decide_red_line",
        lambda agent, by, _points: red_lines.dismiss(
            red_line=_red_line(agent, State.FIRST, State.SECOND), reason="否", by=by
        ),
    ),
    "overturn": (
        "scoring.decide_red_line",
        lambda agent, by, _points: red_lines.overturn(red_line=_red_line(agent, State.CONFIRMED), by=by),
    ),
    "convene": ("scoring.convene_panel", lambda agent, by, _points: _convene(agent, by)),
    "opinion": (
        "scoring.sit_on_panel",
        lambda agent, by, points: panels.give_opinion(card=_looked(agent), points=points, reason="同", by=by),
    ),
    "close_panel": (
        "scoring.convene_panel",
        lambda _agent, by, _points: panel_closing.close(panel=ReviewPanel.objects.open().get(), by=by),
    ),
    "decide": (
        "scoring.decide",
        lambda agent, by, _points: decisions.decide(
            agent=agent, month=OCTOBER, figure=Decimal("1.2"), text="照顾", by=by
        ),
    ),
    "target": (
        "scoring.set_targets",
        lambda agent, by, _points: changes.ask(month=OCTOBER, wanted=[wish(agent, "93.5")], reason="宽", by=by),
    ),
}
"""What a page asks for, and does."""
