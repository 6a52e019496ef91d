"""The triggers that shut a final month against whatever writes a table: ORM, bulk, COPY, plain SQL (SCORING §9).

A guard says which table and which columns enter a figure, and how its rows belong to a month: by a condition (`Guard`),
by the days they last (`LastingGuard`), or as only their room can tell (`WrittenGuard`). Everything else is made here.
Migrations put guards up with `GuardTable`. A changed guard needs a migration; tests compare the functions and triggers
that stand with what the declarations would make now, and the guarded columns with those that indicators read.

Triggers are per statement with transition tables, which also see COPY. An UPDATE that leaves the guarded columns alone
passes, so that words (comments, notes, names) can still be changed or erased.
"""

from dataclasses import dataclass, fields
from typing import Any

from django.db import migrations

BODY = """
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT min(m.first_day) INTO final_month
        FROM new_rows c {joins} JOIN records_final_months m ON {lies_in};
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(m.first_day) INTO final_month
        FROM old_rows c {joins} JOIN records_final_months m ON {lies_in};
    ELSE
        SELECT min(m.first_day) INTO final_month
        FROM (
            SELECT o.* FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE ({old}) IS DISTINCT FROM ({new})
            UNION ALL
            SELECT n.* FROM new_rows n LEFT JOIN old_rows o USING (id) WHERE ({old}) IS DISTINCT FROM ({new})
        ) c {joins} JOIN records_final_months m ON {lies_in};
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END """

DAYS_OF_THE_MONTH = "daterange(m.first_day, (m.first_day + interval '1 month')::date)"
LASTING = """
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT min(m.first_day) INTO final_month
        FROM new_rows c JOIN records_final_months m
          ON daterange(c.first_day, c.last_day, '[]') && {month};
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(m.first_day) INTO final_month
        FROM old_rows c JOIN records_final_months m
          ON daterange(c.first_day, c.last_day, '[]') && {month};
    ELSE
        WITH pair AS (
            SELECT coalesce(datemultirange(daterange(o.first_day, o.last_day, '[]')), '{{}}') AS before,
                   coalesce(datemultirange(daterange(n.first_day, n.last_day, '[]')), '{{}}') AS after,
                   ({old}) IS DISTINCT FROM ({new}) AS is_another
            FROM old_rows o FULL JOIN new_rows n USING (id)
            WHERE ({old}, o.first_day, o.last_day) IS DISTINCT FROM ({new}, n.first_day, n.last_day)
        )
        SELECT min(m.first_day) INTO final_month
        FROM pair p JOIN records_final_months m
          ON CASE WHEN p.is_another THEN p.before + p.after ELSE (p.before + p.after) - (p.before * p.after) END
             && {month};
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END """

PUT_UP = """
CREATE OR REPLACE FUNCTION {table}_is_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $${body}$$;

CREATE OR REPLACE TRIGGER closed_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_closed();
CREATE OR REPLACE TRIGGER closed_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_closed();
CREATE OR REPLACE TRIGGER closed_delete AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_closed();
CREATE OR REPLACE TRIGGER closed_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_truncate();
"""

TAKE_DOWN = """
DROP TRIGGER closed_truncate ON {table};
DROP TRIGGER closed_delete ON {table};
DROP TRIGGER closed_update ON {table};
DROP TRIGGER closed_insert ON {table};
DROP FUNCTION {table}_is_closed();
"""

TRIGGERS = ("closed_delete", "closed_insert", "closed_truncate", "closed_update")


@dataclass(frozen=True)
class TableGuard:
    """What is shut of one table; ``columns`` are those that enter a figure."""

    table: str
    columns: tuple[str, ...]

    @property
    def body(self) -> str:
        """Body of the trigger function, word for word as it stands in the database (``pg_proc.prosrc``)."""
        raise NotImplementedError

    @property
    def guarded(self) -> frozenset[str]:
        """Every column that does not change in a final month."""
        return frozenset({"id", *self.columns})

    @property
    def put_up(self) -> str:
        """Makes the function and its triggers, or changes those that stand."""
        return PUT_UP.format(table=self.table, body=self.body)

    @property
    def take_down(self) -> str:
        """Removes them."""
        return TAKE_DOWN.format(table=self.table)

    def as_code(self) -> str:
        """The declaration as it stands in a migration."""
        said = ",\n".join(f"            {field.name}={getattr(self, field.name)!r}" for field in fields(self))
        return f"    GuardTable(\n        {type(self).__name__}(\n{said},\n        )\n    ),"

    def _pairs(self) -> dict[str, str]:
        """The guarded columns of the old and the new row."""
        return {
            name: ", ".join(f"{row}.{column}" for column in ("id", *self.columns))
            for name, row in (("old", "o"), ("new", "n"))
        }


@dataclass(frozen=True)
class Guard(TableGuard):
    """Of rows that belong to a month by a condition, in SQL: ``c`` is a row that changed, ``m`` a final month
    (``records_final_months``).

    ``lies_in`` is the condition, see `at_instant`, `on_day` and `for_month`; ``joins`` brings in rows that it needs
    beside ``c``.
    """

    lies_in: str
    joins: str = ""

    @property
    def body(self) -> str:
        """Refuses a guarded change of a row that lies in a final month, before it or after it."""
        return BODY.format(joins=self.joins, lies_in=self.lies_in, **self._pairs())


@dataclass(frozen=True)
class LastingGuard(TableGuard):
    """Of rows that last from ``first_day`` to ``last_day`` (null: on and on); ``columns`` say something of each day."""

    @property
    def body(self) -> str:
        """Refuses what changes a day of a final month: one more, one less, or one that says something else."""
        return LASTING.format(month=DAYS_OF_THE_MONTH, **self._pairs())

    @property
    def guarded(self) -> frozenset[str]:
        """The days too."""
        return super().guarded | {"first_day", "last_day"}


@dataclass(frozen=True)
class WrittenGuard(TableGuard):
    """Of rows whose months only their room can tell; ``written`` is the whole body."""

    written: str

    @property
    def body(self) -> str:
        """As it is written."""
        return self.written


def at_instant(instant: str) -> str:
    """Rows of the month in which an instant lies, such as ``c.answered_at``."""
    return f"{instant} >= m.starts_at AND {instant} < m.ends_at"


def for_month(first_day: str) -> str:
    """Rows given for a month, named by its first day, such as ``c.first_day``."""
    return f"m.first_day = {first_day}"


def on_day(day: str) -> str:
    """Rows of the month in which a day lies, such as ``c.day``."""
    return f"{day} >= m.first_day AND {day} < m.first_day + interval '1 month'"


class GuardTable(migrations.RunSQL):
    """Puts a guard up; taken back, the guard that it ``replaces`` stands again, or none."""

    def __init__(self, guard: TableGuard, replaces: TableGuard | None = None, **options: Any) -> None:
        super().__init__(guard.put_up, replaces.put_up if replaces else guard.take_down, **options)
        self.guard = guard

    def describe(self) -> str:
        """What ``migrate`` and ``sqlmigrate`` print."""
        return f"Shut final months of {self.guard.table}"
