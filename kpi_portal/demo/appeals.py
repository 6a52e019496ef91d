"""The demo's latest published month as its agents answer it: some accept, one comments, appeals are open, one of them
with a question, upheld and rejected."""

from datetime import datetime, timedelta
from decimal import Decimal

from kpi_portal.demo import months
from kpi_portal.lib.month import Month
from people.models import Account
from records.models import MonthRecord, MonthState
from scoring import cards, publishing
from scoring.appeals import answering, answers, questions, subjects, verbs
from scoring.appeals.remedies import Given
from scoring.appeals.subjects import Subject
from scoring.models import Appeal, Card
from scoring.review import checks
from scoring.review import verbs as reviews
from workorders.models import WorkOrder

CALLED = "派单后先打电话问了情况，通话 2 分多钟，当时在现场没来得及点“联系业主”，回到前台才补点。"
TWICE = "业主同一件事报了两次，另一张工单已经处理完成，这张是重复的。"
LOW = "业主评的是停车费，不是这次维修，电话里也说明了。"
ASKED = "请补充与业主通话的时间，或现场照片，说明评价针对的是停车费。"
UPHELD = "与业主电话核实：评价针对停车收费，与本次服务无关，不计入。"
REJECTED = "两张工单的部位不同，现场照片也不同，不是重复。"
SEEN = "整体稳定，回访及时。"
COMMENT = "十月下旬人手紧，夜班响应慢了，下月已和同事调班。"


def publish(month: Month) -> None:
    """Close and publish the month, and leave it to its agents."""
    if not months.is_computed(month):
        months.close_here(month)
    record = MonthRecord.objects.get(first_day=month.first_day)
    if record.state in {MonthState.COMPUTED, MonthState.IN_REVIEW}:
        for change in checks.to_confirm(record, hr := _account("H02")):
            reviews.confirm_grade(card=change.card, by=hr)
        _review(month)
        publishing.publish_month(month=month, by=_account("H01"))
    if not Appeal.objects.filter(first_day=month.first_day).exists():
        _answer(list(cards.current_cards(month)))


def _review(month: Month) -> None:
    """Who leads the first agents has looked at their cards: their appeals are against that scoring, too."""
    for card in sorted(cards.current_cards(month), key=lambda card: card.label.staff_number)[:3]:
        if card.team is not None and card.team.supervisor_id is not None:
            by = Account.objects.get(person=card.team.supervisor_id)
            reviews.submit(agent=card.agent, month=month, by=by, points=Decimal(0), comment=SEEN)


def _answer(found: list[Card]) -> None:
    by_number = sorted(found, key=lambda card: card.label.staff_number)
    for card in by_number[3:]:
        if card.agent_id % 3:
            answers.accept(card, by=_own(card))
    answers.comment(by_number[-1], words=COMMENT, by=_own(by_number[-1]))
    _appeal(by_number)


def _appeal(by_number: list[Card]) -> None:
    slow = min(by_number, key=_response)
    if order := _slowest(slow):
        verbs.submit(slow, order, cause="time", by=_own(slow), words=CALLED, wanted_at=_reached(order))
    first, second, third = by_number[:3]
    if answer := _lowest(first, "answer", "satisfaction"):
        appeal = verbs.submit(first, answer, cause="exclude", by=_own(first), words=LOW)
        questions.ask(appeal, words=ASKED, days=2, by=_account("H02"))
    if answer := _lowest(second, "answer", "satisfaction"):
        appeal = verbs.submit(second, answer, cause="exclude", by=_own(second), words=LOW)
        answering.answer(appeal, given=Given(outcome="accepted", reason=UPHELD, found="counted"), by=_account("H02"))
    if missed := _lowest(third, "order", "completion_rate"):
        appeal = verbs.submit(third, missed, cause="exclude", by=_own(third), words=TWICE)
        answering.answer(appeal, given=Given(outcome="rejected", reason=REJECTED), by=_account("H02"))


def _response(card: Card) -> Decimal:
    """The points for response; 100 where there are none."""
    found = (line.points for line in cards.tree(card).lines if line.code == "mean_response_minutes")
    return next((points for points in found if points is not None), Decimal(100))


def _slowest(card: Card) -> Subject | None:
    """The order that was answered last of all, where it was answered."""
    for fact in sorted(cards.facts(card, "mean_response_minutes", counted=True), key=lambda one: -one.contribution):
        subject = subjects.named(card, f"{fact.kind}:{fact.fact_id}", "mean_response_minutes")
        if subject and isinstance(subject.row, WorkOrder) and subject.row.first_responded_at:
            return subject
    return None


def _lowest(card: Card, kind: str, indicator: str) -> Subject | None:
    facts = sorted(cards.facts(card, indicator, counted=True), key=lambda one: one.contribution)
    return next((subjects.named(card, f"{kind}:{one.fact_id}", indicator) for one in facts), None)


def _reached(subject: Subject) -> datetime:
    assert isinstance(subject.row, WorkOrder)
    reached: datetime = subject.row.created_at + timedelta(minutes=12)
    return reached


def _own(card: Card) -> Account:
    return Account.objects.get(person=card.agent_id)


def _account(number: str) -> Account:
    return Account.objects.get(person__staff_number=number)
