"""The rows of a file beside the tables they will go to: written by COPY, compared and stored set by set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from workorders.intake.columns import EVENTS, TEXTS

KEYS = ("site_id", "building_id", "team_id", "first_contact_owner_id", "source_agent_id")
ATTRIBUTES: dict[str, str] = {
    "site_id": "bigint",
    "building_id": "bigint",
    "team_id": "bigint",
    "first_contact_owner_id": "bigint",
    "source_agent_id": "bigint",
    **dict.fromkeys(TEXTS, "text"),
    "priority": "text",
    "is_emergency": "boolean",
}
"""Columns of the order that a file may set, with their types; they bear the same names in `workorders_workorder`."""
DEFAULTS = {**dict.fromkeys(TEXTS, "''"), "priority": "'normal'", "is_emergency": "false"}
ALWAYS = {"row": "integer", "number": "text", "flags": "text[]", "responder_id": "bigint"}
COLUMNS = {**ALWAYS, **ATTRIBUTES, **dict.fromkeys(EVENTS, "timestamptz")}


def create() -> None:
    """An empty staging table; it goes with the transaction."""
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_order")
        cursor.execute(f"CREATE TEMP TABLE staged_order ({columns}) ON COMMIT DROP")


def write(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows, given by these columns."""
    with connection.cursor() as cursor, cursor.copy(f"COPY staged_order ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def run(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """Execute a statement; its rows, if it gives some."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return cursor.fetchall() if cursor.description else []


def change(statement: str, *params: Any) -> int:
    """Execute a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return int(cursor.rowcount)
