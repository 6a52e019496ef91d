"""A final month is shut (SCORING §9): verbs refuse with a sentence what the database would refuse after them.

What goes past a verb is refused by the database; here that refusal becomes a sentence, and its lock has a name.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from records.models import MonthRecord
from records.months import CLOSED

REFUSED = "KP010"
_LOCK = 1263553100


class MonthIsFinal(Refused, IntegrityError):
    """A fact would change a final month, written as 2026-10: refused by a verb, or by the database."""

    def __init__(self, month: Month | str) -> None:
        sentence = _("%(month)s is final. What would change it needs the month to be re-opened first.")
        super().__init__(sentence, code="month_is_final", params={"month": month})


def translate(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Wraps every statement of a connection, so that the database's refusal arrives as ``MonthIsFinal``."""
    try:
        return execute(sql, params, many, context)
    except Exception as problem:
        refused_month = _refused_month(problem.__cause__)
        if refused_month:
            raise MonthIsFinal(refused_month) from problem
        raise


@contextmanager
def translated() -> Iterator[None]:
    """The same for what goes past Django's cursor, such as COPY."""
    try:
        yield
    except psycopg.Error as problem:
        refused_month = _refused_month(problem)
        if refused_month:
            raise MonthIsFinal(refused_month) from problem
        raise


def wait_for_writers() -> None:
    """Until the transaction ends nobody else writes facts; waits for those who are at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, connection.schema_name])


@contextmanager
def among_writers() -> Iterator[None]:
    """Be one of those who write facts, from before a transaction begins until after it ends.

    For an act that writes some and holds the ledger's chain: whoever makes a month final takes this lock first, too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s, hashtext(%s))", [_LOCK, connection.schema_name])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_shared(%s, hashtext(%s))", [_LOCK, connection.schema_name])


def join_writers() -> None:
    """The same until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, hashtext(%s))", [_LOCK, connection.schema_name])


def containing(instant: datetime) -> Q:
    """Months in which an instant lies."""
    return Q(starts_at__lte=instant, ends_at__gt=instant)


def refuse_if_final(months: Q) -> None:
    """Raise MonthIsFinal where one of these months is final or paid out."""
    final = MonthRecord.objects.filter(months, state__in=CLOSED).first()
    if final is not None:
        raise MonthIsFinal(final.month)


def install(connection: Any, **_signal: Any) -> None:
    """Receiver of ``connection_created``."""
    if translate not in connection.execute_wrappers:
        connection.execute_wrappers.append(translate)


def _refused_month(problem: BaseException | None) -> str | None:
    if isinstance(problem, psycopg.Error) and problem.sqlstate == REFUSED:
        return problem.diag.message_detail
    return None
