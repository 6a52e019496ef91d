"""Whatever belongs to a final month, by whatever way it is written, and the role of the portal asks (PROMISES 10)."""

import copy
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, models, transaction

from evidence.models import SurveyAnswer
from kpi_portal.lib.company_connection import connection
from people.models import BonusBase, Posting, UnpaidLeave
from records.final_month_guard import MonthIsFinal
from records.models import MonthRecord
from scoring.models import Adjustment, Card, Target
from tests.companies import Once
from tests.months import make_final
from tests.scoring import month_of_facts as october
from tests.scoring.month_of_facts import MIDDLE, OCTOBER
from tests.scoring.test_closed_is_closed import GUARDED
from workorders.models import WorkOrder

LATE = date(2026, 10, 20)
THINGS: dict[str, tuple[type[models.Model], dict[str, Any], dict[str, Any]]] = {
    "card": (Card, {"pay": 99}, {"version": 2, "is_current": False}),
    "month": (MonthRecord, {"state": "published"}, {"first_day": date(2026, 1, 1)}),
    "posting": (Posting, {"post": "other"}, {"first_day": LATE}),
    "leave": (UnpaidLeave, {"last_day": LATE}, {"first_day": LATE, "last_day": LATE}),
    "bonus base": (BonusBase, {"amount": 9}, {"from_first_day": date(2026, 9, 1)}),
    "order": (WorkOrder, {"was_completed": True, "completer_id": 1}, {"number": "another"}),
    "evidence": (SurveyAnswer, {"rating": 5}, {"number": "another", "invitation": "another"}),
    "adjustment": (Adjustment, {"points": 5}, {"number": "another"}),
    "target": (Target, {"value": 91}, {"number": "another", "indicator": "satisfaction"}),
}
"""Model, what a change sets, and what one more row differs in."""
MINE: dict[type[models.Model], dict[str, str]] = {
    Card: {"agent__name": "王芳"},
    Posting: {"person__name": "王芳"},
    BonusBase: {"person__name": "王芳"},
    WorkOrder: {"number": "bare"},
}
"""Which row it is, where there are several."""


@pytest.fixture(scope="module")
def final_once(once_at_acme: Once) -> Iterator[None]:
    """October, final, with one of each."""
    with once_at_acme():
        agent = october.person("王芳")
        october.handled(agent)
        WorkOrder.objects.create(number="bare", created_at=MIDDLE)
        october.answer(agent, 3)
        october.adjust(agent, "1.00")
        UnpaidLeave.objects.create(person=agent, first_day=date(2026, 10, 12), last_day=date(2026, 10, 13))
        given = {"number": "t", "indicator": "completion_rate", "first_day": OCTOBER.first_day}
        Target.objects.create(agent=agent, value=90, **given)
        make_final(OCTOBER)
        yield


def _save(row: models.Model, change: dict[str, Any], _new: dict[str, Any]) -> None:
    _set(row, change).save()


def _bulk_update(row: models.Model, change: dict[str, Any], _new: dict[str, Any]) -> None:
    type(row)._default_manager.bulk_update([_set(row, change)], [name.removesuffix("_id") for name in change])


def _update(row: models.Model, change: dict[str, Any], _new: dict[str, Any]) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**change)


def _plain_update(row: models.Model, change: dict[str, Any], _new: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        sets = ", ".join(f"{name} = %s" for name in change)
        cursor.execute(f"UPDATE {row._meta.db_table} SET {sets} WHERE id = %s", [*change.values(), row.pk])


def _create(row: models.Model, _change: dict[str, Any], new: dict[str, Any]) -> None:
    _another(row, new).save(force_insert=True)


def _bulk_create(row: models.Model, _change: dict[str, Any], new: dict[str, Any]) -> None:
    type(row)._default_manager.bulk_create([_another(row, new)])


def _copy(row: models.Model, _change: dict[str, Any], new: dict[str, Any]) -> None:
    """Out of a copy of the row, into its table."""
    table = row._meta.db_table
    columns = ", ".join(str(field.column) for field in row._meta.concrete_fields if not field.generated)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE another ON COMMIT DROP AS SELECT * FROM {table} WHERE id = %s", [row.pk])
        sets = ", ".join(f"{name} = %s" for name in new)
        cursor.execute(f"UPDATE another SET id = id + 1000, {sets}", list(new.values()))
        with cursor.copy(f"COPY another ({columns}) TO STDOUT") as out:
            lines = b"".join(bytes(line) for line in out)
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as into:
            into.write(lines)


def _plain_delete(row: models.Model, _change: dict[str, Any], _new: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


def _set(row: models.Model, values: dict[str, Any]) -> models.Model:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _another(row: models.Model, values: dict[str, Any]) -> models.Model:
    made = copy.copy(row)
    made.pk, made._state = None, copy.copy(row._state)
    return _set(made, values)


WAYS: list[Callable[[models.Model, dict[str, Any], dict[str, Any]], None]] = [
    _save, _update, _bulk_update, _plain_update, _create, _bulk_create, _copy, _plain_delete,
]  # fmt: skip


def _said(problem: BaseException) -> str | None:
    cause: BaseException | None = problem
    while cause is not None and not isinstance(cause, psycopg.Error):
        cause = cause.__cause__
    return cause.sqlstate if cause else None


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.usefixtures("final_once", "company")
def test_it_is_refused(thing: str, way: Callable[..., None]) -> None:
    model, change, new = THINGS[thing]
    row = model._default_manager.filter(**MINE.get(model, {})).get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises((DatabaseError, psycopg.Error, MonthIsFinal)) as refusal, transaction.atomic():
        way(row, change, new)
    assert _said(refusal.value) in GUARDED
