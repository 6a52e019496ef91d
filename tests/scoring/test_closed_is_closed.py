"""Closed is closed: the database refuses what would change a final month, by whatever way it comes (PROMISES 10)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction

from evidence.models import SurveyAnswer
from kpi_portal.lib.company_connection import connection
from people.models import BonusBase, Person, Posting, UnpaidLeave
from records import ledger, months
from records.final_month_guard import MonthIsFinal, translated
from records.models import LedgerEntry, MonthRecord
from scoring import closing, publishing
from scoring.models import Card, CardFacts, PlanVersion
from tenants.models import Company
from tests.companies import Once
from tests.months import closer, make_final, open_again, publisher
from tests.scoring import month_of_facts as october
from tests.scoring.forbidden import FORBIDDEN, NOT_EVEN_ASKED
from tests.scoring.month_of_facts import CUTOFF, END, INSTANT, MIDDLE, MINUTE, OCTOBER, START, person
from workorders.models import OrderEvent, WorkOrder

GUARDED = {"KP010", "KP011"}
NOT_ALLOWED = "42501"

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def agent(company: Company) -> Person:
    return person("王芳")


def month_of_everything(agent: Person) -> tuple[WorkOrder, WorkOrder]:
    """An order created and dispatched in October, one of September, and a little of everything else, final."""
    orders = october.handled(agent), october.handled(agent, created=START - timedelta(days=3))
    october.answer(agent, 5)
    october.check(agent, "pass")
    october.rate(agent, "security", 4)
    october.Session(has_exam=True).invite(agent)
    make_final(OCTOBER)
    return orders


@pytest.fixture(scope="module")
def final_once(once_at_acme: Once) -> Iterator[tuple[WorkOrder, WorkOrder]]:
    """That month, closed once for the file."""
    with once_at_acme():
        yield month_of_everything(person("王芳"))


@pytest.fixture
def final(final_once: object, company: Company) -> MonthRecord:
    """October, with a little of everything in it, final."""
    return MonthRecord.objects.get(first_day=OCTOBER.first_day)


@pytest.fixture
def kept(final_once: tuple[WorkOrder, WorkOrder], company: Company) -> WorkOrder:
    """An order created and dispatched in October."""
    return WorkOrder.objects.get(pk=final_once[0].pk)


@pytest.fixture
def old(final_once: tuple[WorkOrder, WorkOrder], company: Company) -> WorkOrder:
    """An order created and dispatched in September."""
    return WorkOrder.objects.get(pk=final_once[1].pk)


def _sqlstate(problem: BaseException | None) -> str | None:
    """What the database said, below Django's exceptions; a mistake in the statement would say something else."""
    while problem is not None and not isinstance(problem, psycopg.Error):
        problem = problem.__cause__
    return problem.sqlstate if problem else None


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(MonthIsFinal, match="2026-10"), transaction.atomic():
        act()


def event(order: WorkOrder, kind: str, at: datetime, **more: Any) -> Callable[[], OrderEvent]:
    return lambda: OrderEvent.objects.create(order=order, sequence=90, kind=kind, at=at, **more)


def test_an_event_up_to_the_cut_off_is_refused(final: MonthRecord, kept: WorkOrder) -> None:
    refused(event(kept, "completed", CUTOFF))


def test_an_event_after_the_cut_off_is_accepted(final: MonthRecord, kept: WorkOrder) -> None:
    event(kept, "reopened", CUTOFF + INSTANT)()


def test_an_event_of_an_order_of_another_month_is_accepted(final: MonthRecord, old: WorkOrder, agent: Person) -> None:
    event(old, "reassigned", MIDDLE, agent=agent)()
    OrderEvent.objects.create(order=old, sequence=91, kind="dispatched", at=MIDDLE + MINUTE, agent=agent)


def test_a_correction_is_refused_at_any_instant(final: MonthRecord, kept: WorkOrder) -> None:
    refused(event(kept, "exempted", CUTOFF + timedelta(days=9)))


def test_an_order_that_would_enter_the_month_is_refused(final: MonthRecord, agent: Person) -> None:
    refused(lambda: WorkOrder.objects.create(number="late", created_at=END - INSTANT))
    undispatched = WorkOrder.objects.create(number="next", created_at=END)
    refused(event(undispatched, "dispatched", END - INSTANT, agent=agent))


def test_taking_the_first_dispatch_out_of_the_month_is_refused(final: MonthRecord, kept: WorkOrder) -> None:
    earlier = WorkOrder.objects.create(number="earlier", created_at=START - timedelta(days=40))
    event(earlier, "dispatched", CUTOFF + MINUTE)()
    refused(lambda: OrderEvent.objects.filter(order=kept, kind="dispatched").update(stands=False))
    refused(lambda: OrderEvent.objects.filter(order=kept).delete())


def test_what_an_order_says_in_words_may_change_but_not_whom_it_counts_for(
    final: MonthRecord, kept: WorkOrder, agent: Person
) -> None:
    WorkOrder.objects.filter(pk=kept.pk).update(subject="", description="", room="")
    refused(lambda: WorkOrder.objects.filter(pk=kept.pk).update(source_agent=agent))
    refused(lambda: WorkOrder.objects.filter(pk=kept.pk).update(created_at=END))


def test_every_kind_of_evidence_of_the_month_is_refused(final: MonthRecord, agent: Person) -> None:
    refused(lambda: october.answer(agent, 1, at=START))
    refused(lambda: october.check(agent, "fail", at=END - INSTANT))
    refused(lambda: october.rate(agent, "maintenance", 1))
    refused(lambda: october.adopted(agent, at=START))
    refused(october.Session)
    refused(lambda: october.adjust(agent, "1.00"))


def test_the_same_evidence_of_the_next_month_is_accepted(final: MonthRecord, agent: Person) -> None:
    october.answer(agent, 1, at=END)
    october.check(agent, "fail", at=START - INSTANT)
    october.rate(agent, "maintenance", 1, month=OCTOBER.next.first_day)
    october.adopted(agent, at=END)
    october.Session(at=END).invite(agent)


@pytest.mark.parametrize("table", ["surveyanswer", "qualitycheck", "departmentrating", "trainingattendance"])
def test_superseding_evidence_of_the_month_is_refused_in_plain_sql(final: MonthRecord, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refused(lambda: cursor.execute(f"UPDATE evidence_{table} SET stands = false"))


@pytest.mark.usefixtures("owner")
def test_not_even_the_owner_of_the_tables_empties_or_changes_them(agent: Person) -> None:
    month_of_everything(agent)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("surveyanswer", "qualitycheck", "departmentrating", "trainingattendance"):
            refused(partial(cursor.execute, f"TRUNCATE evidence_{table} CASCADE"))
    for statement in NOT_EVEN_ASKED:
        assert refusal_of(statement) in GUARDED, statement


def test_items_of_a_check_are_shut_with_it(final: MonthRecord) -> None:
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute("UPDATE evidence_qualityitem SET outcome = 'fail'"))
        cursor.execute("UPDATE evidence_qualityitem SET name = ''")


def test_a_comment_may_be_erased_after_the_month_is_final(final: MonthRecord) -> None:
    assert SurveyAnswer.objects.update(comment="") == 1


def test_bulk_writing_is_refused(final: MonthRecord, agent: Person) -> None:
    answers = [
        SurveyAnswer(number=str(n), invitation=str(n), agent=agent, answered_at=MIDDLE, rating=5) for n in range(3)
    ]
    refused(lambda: SurveyAnswer.objects.bulk_create(answers))


def test_copy_is_refused(final: MonthRecord, kept: WorkOrder) -> None:
    columns = "order_id, sequence, kind, at, reason, stands, recorded_at"
    row = (kept.pk, 50, "completed", MIDDLE, "", True, MIDDLE)
    with (
        pytest.raises(MonthIsFinal),
        transaction.atomic(),
        translated(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY workorders_orderevent ({columns}) FROM STDIN") as copy,
    ):
        copy.write_row(row)


def test_a_month_that_is_only_published_takes_facts(agent: Person) -> None:
    order = october.handled(agent)
    run = closing.request_close(month=OCTOBER, by=closer(), ring=False)
    closing.run_close(run.pk)
    publishing.publish_month(month=OCTOBER, by=publisher())
    event(order, "completed", MIDDLE + MINUTE)()


def refusal_of(statement: str) -> str | None:
    """What the database says to it, while card, facts and ledger stay what they are."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            cursor.execute(statement)
    assert Card.objects.exists()
    assert CardFacts.objects.exists()
    assert ledger.verify().entries == LedgerEntry.objects.count() == 3
    return _sqlstate(refusal.value)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_is_kept_for_ever_does_not_change(final: MonthRecord, statement: str) -> None:
    assert refusal_of(statement) in GUARDED


@pytest.mark.parametrize("statement", NOT_EVEN_ASKED)
def test_some_statements_the_portal_may_not_even_ask(final: MonthRecord, statement: str) -> None:
    assert refusal_of(statement) == NOT_ALLOWED


def test_a_posting_may_end_after_a_final_month_and_what_lies_later_is_free(final: MonthRecord, agent: Person) -> None:
    last = OCTOBER.last_day
    ends = Posting.objects.filter(person=agent, last_day=None)
    assert ends.update(last_day=last + timedelta(days=30)) == 1
    assert Posting.objects.filter(person=agent).update(last_day=last) == 1
    refused(lambda: Posting.objects.filter(person=agent).update(last_day=last - timedelta(days=1)))
    Posting.objects.create(person=agent, first_day=last + timedelta(days=1))
    UnpaidLeave.objects.create(person=agent, first_day=last + timedelta(days=1), last_day=last + timedelta(days=9))
    UnpaidLeave.objects.create(person=agent, first_day=START.date() - timedelta(days=9), last_day=date(2026, 9, 30))
    BonusBase.objects.create(person=agent, from_first_day=OCTOBER.next.first_day, amount=1)


def test_the_base_of_an_earlier_month_is_free_where_a_final_one_has_its_own(final: MonthRecord, agent: Person) -> None:
    refused(lambda: BonusBase.objects.filter(person=agent).update(amount=1))
    own = BonusBase.objects.get(person=agent)
    before = date(own.from_first_day.year - 1, 1, 1)
    BonusBase.objects.create(person=agent, from_first_day=before, amount=1)
    refused(own.delete)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scoring_monthreopening SET withdrawn_at = now()",
        "UPDATE scoring_monthreopening SET confirmed_by_id = NULL, confirmed_at = NULL",
        "DELETE FROM scoring_monthreopening",
        "TRUNCATE scoring_monthreopening",
        (
            "INSERT INTO scoring_monthreopening "
            "(month_id, reason, asked_by_id, asked_at, confirmed_by_id, confirmed_at) "
            "SELECT month_id, '', asked_by_id, now(), confirmed_by_id, now() FROM scoring_monthreopening"
        ),
    ],
)
def test_a_re_opening_that_was_answered_stands(final: MonthRecord, statement: str) -> None:
    open_again(OCTOBER)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_re_opening_opens_a_month_once(final: MonthRecord) -> None:
    open_again(OCTOBER)
    make_final(OCTOBER)
    with pytest.raises(DatabaseError), transaction.atomic():
        MonthRecord.objects.filter(first_day=OCTOBER.first_day).update(state="computed")


def test_a_plan_whose_weights_do_not_sum_to_100_cannot_be_published_in_the_database(company: Company) -> None:
    draft = PlanVersion.objects.get(code="premium")
    draft.document = draft.document.replace('"weight":"35.00"', '"weight":"34.99"')
    draft.save()
    with pytest.raises(DatabaseError, match="plan_published_is_whole"), transaction.atomic():
        PlanVersion.objects.filter(pk=draft.pk).update(state="published")


def test_writers_and_the_verb_that_makes_final_exclude_each_other(agent: Person) -> None:
    october.answer(agent, 5)
    assert months.is_closed(OCTOBER) is False
    with psycopg.connect(**connection.get_connection_params()) as other:
        free = "SELECT pg_try_advisory_xact_lock(1263553100, hashtext(%s))"
        assert other.execute(free, [connection.schema_name]).fetchone() == (False,)
