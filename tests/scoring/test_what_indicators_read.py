"""Every column that an indicator's statement reads is shut in a final month, whoever declares what (SCORING §9)."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from evidence.kinds import KINDS
from kpi_portal.lib.company_connection import connection
from people.models import Person
from records import months, service_time
from scoring import indicators
from scoring.engine.presets import load_preset
from scoring.indicators import catalogue
from scoring.measuring import Parameters, gather
from tenants.models import Company
from tests.records.test_final_month_guards import declared
from tests.scoring.month_of_facts import OCTOBER

Column = tuple[str, str]
EXAMPLE = Path(__file__).with_name("new_indicator") / "five_star_answers.py"
FREE: dict[Column, str] = {
    ("workorders_workorder", "revision"): "counts corrections of words too, which stay free; no figure follows from it",
    ("people_person", "id"): "a key; whom facts name is protected by theirs",
}
"""Columns that are read and may change, each with its reason."""


def columns() -> dict[str, list[str]]:
    """Every table of the company with its columns."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name::text, column_name::text FROM information_schema.columns"
            " WHERE table_schema = current_schema()"
        )
        for table, column in cursor.fetchall():
            found.setdefault(table, []).append(column)
    return found


@cache
def read_by(code: str) -> frozenset[Column]:
    """What the indicator cannot do without. ``*`` reads nothing: it makes do with the columns that there are."""
    own = columns()
    tables = [table for table in candidates(code) if not measures(code, f"CREATE TEMP TABLE {table} ()")]
    without = "CREATE TEMP TABLE {0} AS TABLE {0} WITH NO DATA; ALTER TABLE {0} DROP COLUMN {1}"
    read = [(table, column) for table in tables for column in own[table]]
    return frozenset(each for each in read if not measures(code, without.format(*each)))


def candidates(code: str) -> list[str]:
    """Tables that its statements name, and those that PostgreSQL looked into, be it inside a function."""
    said: list[str] = []

    def listen(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        said.append(str(sql))
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(listen):
        assert measures(code, "SELECT")
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname::text FROM pg_stat_xact_user_tables WHERE seq_scan > 0 OR idx_scan > 0")
            looked_into = {name for (name,) in cursor.fetchall()}
    named = set(re.findall(r"\w+", " ".join(said)))
    return [table for table in columns() if table in named | looked_into]


def measures(code: str, shadow: str) -> bool:
    """Whether the month can be measured where a temporary table stands in front of the company's own."""
    measuring = load_preset("standard", catalogue.definitions()).measuring
    default = Parameters(measuring.response_cap_minutes, measuring.pass_mark, measuring.takes_completion)
    record = months.record_for(OCTOBER)
    service_time.freeze(record)  # as every month that was closed has it
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(shadow)
            gather(record, default=default, own={}, indicators=[code])
            transaction.set_rollback(True)
    except ProgrammingError:
        return False
    return True


def unguarded(code: str) -> frozenset[Column]:
    guarded = {(guard.table, column) for guard in declared() for column in guard.guarded}
    return read_by(code) - guarded - set(FREE)


@pytest.mark.parametrize("code", list(catalogue.indicators()))
def test_every_column_that_an_indicator_reads_is_guarded(company: Company, code: str) -> None:
    assert not unguarded(code)


def test_what_may_change_is_read_by_some_indicator(company: Company) -> None:
    assert set(FREE) <= read_by("completion_rate")


@pytest.fixture
def reads_comments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An indicator that hangs on a column which nobody guards."""
    text = EXAMPLE.read_text("utf-8").replace("rating = top", "comment = '*****'")
    (tmp_path / "starry_comments.py").write_text(text.replace("five_star_answers", "starry_comments"), "utf-8")
    forget = (catalogue.indicators.cache_clear, catalogue.definitions.cache_clear)
    monkeypatch.setattr(indicators, "__path__", [*indicators.__path__, str(tmp_path)])
    [each() for each in forget]
    yield "starry_comments"
    monkeypatch.undo()
    [each() for each in forget]


def test_an_indicator_that_reads_what_nobody_guards_is_told(reads_comments: str, agent: Person) -> None:
    assert unguarded(reads_comments) == {("evidence_surveyanswer", "comment")}


@pytest.mark.parametrize("code", list(catalogue.indicators()))
def test_an_indicator_reads_the_tables_of_the_kind_that_it_names(company: Company, code: str) -> None:
    """``Definition.source`` is the code of a kind of evidence, of the orders, or of what leading posts owe."""
    source = catalogue.definitions()[code].source
    of_kinds = {kind.code: {table.guard.table for table in kind.tables} for kind in KINDS}
    tables = of_kinds | {
        "workorders": {"workorders_workorder", "workorders_orderevent"},
        "duties": {"scoring_duty"},
    }
    assert source in tables
    others = {table for kind, own in tables.items() if kind != source for table in own}
    assert not {table for table, _ in read_by(code)} & others
