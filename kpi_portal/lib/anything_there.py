"""Which sources have any row at all: asked of the database in one statement for all of them.

A source may name its *rows*: those of the company without which it has nothing for anybody. Where there are none it is
not asked, and that is most of them on most days. Whose the rows are stays with the source, which reads through
``visible_to``. A process writes the statement of a source once, so rows say nothing of the moment and nothing of a
company; who asks is ``ACCOUNT`` or ``PERSON``.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, Expression, QuerySet

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.to_do import Source


class Asking(Expression):
    """The key of whoever asks, named when the statement is sent."""

    output_field = BigIntegerField()

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


ACCOUNT, PERSON = Asking("pk"), Asking("person_id")


def to_be_asked(sources: Iterable[Source], account: Any) -> set[Source]:
    """Those of the account's verbs that have rows, or name none."""
    open_to = [source for source in sources if source.is_open_to(account)]
    named = [source for source in open_to if source.rows is not None]
    if not named:
        return set(open_to)
    statements, params = zip(*map(statement_of, named), strict=True)
    values = [getattr(account, one.key) if isinstance(one, Asking) else one for own in params for one in own]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(statements)}", values)
        there = cursor.fetchone()
    return set(open_to).difference(source for source, is_there in zip(named, there, strict=True) if not is_there)


@cache
def statement_of(source: Source) -> tuple[str, tuple[Any, ...]]:
    """Whether one of the source's rows is there."""
    found = source.rows() if source.rows is not None else ()
    asked = [_exists(rows) for rows in ([found] if isinstance(found, QuerySet) else found)]
    return " OR ".join(sql for sql, _params in asked), tuple(one for _sql, params in asked for one in params)


def _exists(rows: "QuerySet[Any]") -> tuple[str, tuple[Any, ...]]:
    sql, params = rows.query.exists().get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return f"EXISTS ({sql})", tuple(params)
