"""The triggers that shut a final month against whatever writes a table: ORM, bulk, COPY, plain SQL (SCORING §9).

A `Guard` says which table, by which condition its rows belong to a month, and which columns enter a figure; everything
else is made here. Migrations put guards up with `GuardTable`. A changed guard needs a migration, and a test compares
the functions that stand in the database with what the declarations would make now.

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
class Guard:
    """What is shut of one table, in SQL: ``c`` is a row that changed, ``m`` a final month (``records_final_months``).

    ``columns`` are those that enter a figure. ``lies_in`` is the condition by which a row belongs to a month, see
    `at_instant` and `for_month`; ``joins`` brings in the rows it needs beside its own.
    """

    table: str
    columns: tuple[str, ...]
    lies_in: str
    joins: str = ""

    @property
    def body(self) -> str:
        """Body of the trigger function, word for word as it stands in the database (``pg_proc.prosrc``)."""
        old, new = (", ".join(f"{row}.{column}" for column in ("id", *self.columns)) for row in ("o", "n"))
        return BODY.format(joins=self.joins, lies_in=self.lies_in, old=old, new=new)

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
        return f"    GuardTable(\n        Guard(\n{said},\n        )\n    ),"


def at_instant(instant: str) -> str:
    """Rows of the month in which an instant lies, such as ``c.answered_at``."""
    return f"{instant} >= m.starts_at AND {instant} < m.ends_at"


def for_month(first_day: str) -> str:
    """Rows given for a month, named by its first day, such as ``c.first_day``."""
    return f"m.first_day = {first_day}"


class GuardTable(migrations.RunSQL):
    """Puts a guard up; taken back, the guard that it ``replaces`` stands again, or none."""

    def __init__(self, guard: Guard, replaces: Guard | None = None, **options: Any) -> None:
        super().__init__(guard.put_up, replaces.put_up if replaces else guard.take_down, **options)
        self.guard = guard

    def describe(self) -> str:
        """What ``migrate`` and ``sqlmigrate`` print."""
        return f"Shut final months of {self.guard.table}"
