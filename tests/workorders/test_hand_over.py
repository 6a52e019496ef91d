"""Another agent in a later file is a hand-over (IMPORTS §2, rule 9): from the instant that the file gives, else from
the import. What counted before stays whose it was, in whatever order files that give instants come."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone, translation

from people.models import Account, Person, Posting
from records.imports import undoing
from tenants.models import Company
from tests.importing import Sender
from tests.visiting import visitor
from workorders.models import OrderEvent, WorkOrder
from workorders.truth.asking import completion_credit

PROFILE = """
kind = "workorders"
source = "tickets"
records_dispatches = false
creates = ["people"]
[fields]
number = "单号"
created_at = "创建"
completed_at = "办结"
agent = "客服"
"""
CUTOFF = datetime(2024, 11, 3, 16, tzinfo=UTC)
"""Of October 2024, in which all these orders were created."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


def sender(company: Company, folder: Path, more: str = "") -> Sender:
    path = folder / f"orders-{len(more)}.toml"
    path.write_text(PROFILE + more, encoding="utf-8")
    return Sender(company, "workorders", folder, path)


@pytest.fixture
def orders(company: Company, tmp_path: Path) -> Sender:
    return sender(company, tmp_path)


@pytest.fixture
def dispatches(company: Company, tmp_path: Path) -> Sender:
    return sender(company, tmp_path, 'dispatched_at = "派单"\n')


def row(agent: str, completed: str = "") -> str:
    return f"单号,创建,办结,客服\nN-1,2024-10-05 09:00,{completed},{agent}\n"


def dispatch(agent: str, day: int, completed: str = "") -> str:
    return f"单号,创建,派单,办结,客服\nN-1,2024-10-05 09:00,2024-10-{day:02} 09:00,{completed},{agent}\n"


def order() -> WorkOrder:
    return WorkOrder.objects.get(number="N-1")


def credited(at: datetime = CUTOFF) -> str | None:
    """Whom the order counts for at a cut-off."""
    credit = completion_credit(order(), at)
    assert credit is not None
    return Person.objects.get(pk=credit.agent_id).staff_number if credit.agent_id else None


def state() -> list[object]:
    """All that a card could be made of."""
    events = order().events.filter(stands=True).order_by("at", "sequence")
    return [order().source_agent, order().agent, order().completer, *events.values_list("kind", "at", "agent")]


def test_a_file_without_an_instant_hands_an_open_order_over_from_the_import_on(orders: Sender) -> None:
    orders.send(row("A001"))
    before = timezone.now()
    said = orders.send(row("A002"))
    assert "N-1 was 王芳's; " in said
    assert "What counted until then stays 王芳's" in said
    handed = OrderEvent.objects.get(kind="reassigned")
    assert before <= handed.at <= timezone.now()
    assert (credited(), credited(timezone.now())) == ("A001", "A002")
    assert "0 new, 0 changed, 1 unchanged" in orders.send(row("A002"))


def test_the_page_of_the_order_says_whom_the_measure_counts(orders: Sender) -> None:
    orders.send(row("A001"))
    orders.send(row("A002"))
    page = visitor("hr").get(order().get_absolute_url()).content.decode()
    names = {person.staff_number: person.name for person in Person.objects.all()}
    past, _title, verdicts = page[page.index("What happened") :].partition("Completion rate")
    assert names["A001"] in verdicts
    assert names["A002"] not in verdicts
    assert "Re-assigned" in past
    assert names["A002"] in past


@pytest.mark.parametrize("handed_first", [True, False])
def test_who_is_named_beside_the_completion_completed_it(orders: Sender, handed_first: bool) -> None:
    orders.send(row("A001"))
    if handed_first:
        orders.send(row("A002"))
    orders.send(row("A002", completed="2024-10-20 10:00"))
    assert credited() == "A002"
    assert credited(datetime(2024, 10, 15, tzinfo=UTC)) == "A001"
    assert "0 new, 0 changed, 1 unchanged" in orders.send(row("A002", completed="2024-10-20 10:00"))
    orders.send(row("A003", completed="2024-10-20 10:00"))
    assert credited() == "A002"


def test_dispatches_count_from_their_instants_in_whatever_order_their_files_come(dispatches: Sender) -> None:
    files = [dispatch("A001", 6), dispatch("A002", 8), dispatch("A003", 11)]
    found = []
    for some in permutations(files):
        with transaction.atomic():
            for file in some:
                dispatches.send(file)
            assert [credited(datetime(2024, 10, day, 12, tzinfo=UTC)) for day in (6, 8, 11)] == ["A001", "A002", "A003"]
            found.append(state())
            transaction.set_rollback(True)
    assert all(one == found[0] for one in found)


def test_a_dispatch_before_or_after_a_hand_over_without_instant_gives_the_same_months(
    orders: Sender, dispatches: Sender
) -> None:
    later = [(orders, row("A002")), (dispatches, dispatch("A002", 8)), (dispatches, dispatch("A001", 6))]
    for some in permutations(later):
        with transaction.atomic():
            orders.send(row("A001"))
            for door, file in some:
                door.send(file)
            days = [credited(datetime(2024, 10, day, 12, tzinfo=UTC)) for day in (7, 9)]
            assert [*days, credited()] == ["A001", "A002", "A002"]
            transaction.set_rollback(True)


def test_emptying_the_agent_takes_the_hand_over_back_and_undoing_brings_it_back(orders: Sender) -> None:
    orders.send(row("A001"))
    orders.send(row("A002"))
    before = state()
    assert "It is taken back" in orders.send(row(""))
    assert credited(timezone.now()) is None
    undoing.undo(orders.batch, by=Account.objects.get(username="hr"))
    assert state() == before


def test_a_re_assignment_in_the_portal_stands_beside_a_file_that_says_what_it_said(orders: Sender) -> None:
    orders.send(row("A001"))
    other = Person.objects.get(staff_number="A003")
    at = datetime(2024, 10, 10, tzinfo=UTC)
    OrderEvent.objects.create(order=order(), sequence=9, kind="reassigned", at=at, agent=other)
    orders.send(row("A001", completed="2024-10-20 10:00"))
    assert credited() == "A003"


def test_whoever_is_made_up_by_a_hand_over_is_not_scored_in_the_months_before(orders: Sender) -> None:
    orders.send(row("A001"))
    orders.send(row("新来的"))
    posting = Posting.objects.get(person__name="新来的")
    assert posting.first_day > timezone.localdate() - timedelta(days=31)
