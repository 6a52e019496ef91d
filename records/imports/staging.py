"""Rows of a file beside the tables they will go to: written by COPY, then compared and stored set by set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

Params = Sequence[Any] | Mapping[str, Any] | None


def create(table: str, columns: Mapping[str, str]) -> None:
    """An empty temporary table (column → type); it goes with the transaction."""
    described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    forget(table)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {table} ({described}) ON COMMIT DROP")


def forget(*tables: str) -> None:
    """Drop temporary tables that an earlier file of the same transaction left."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{table}' for table in tables)}")


def write(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows, given by these columns."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def run(statement: str, params: Params = None) -> list[tuple[Any, ...]]:
    """Execute a statement; the rows it gives, if any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def change(statement: str, params: Params = None) -> int:
    """Execute a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)
