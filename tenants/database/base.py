"""django-tenants' connection, which also takes the role of the company whose schema it is in.

As that role PostgreSQL itself refuses every other company's tables, whatever a statement names. Both are set in one
round trip. In ``public``, and as the database's owner, the connection stays who it logged in as.
"""

from typing import Any

import psycopg
from django.db.utils import DatabaseError
from django_tenants.postgresql_backend import base
from django_tenants.utils import get_public_schema_name, quote_schema_name

from tenants.roles import role_of


class DatabaseWrapper(base.DatabaseWrapper):
    """Sets schema and role before the first statement after a change; the library knows of the schema alone."""

    _setting_search_path: bool
    _told: str | None = None
    """Who and where the session surely is. A session's SET is undone with the transaction in which it was said."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A new session was told nothing."""
        self._told = None
        return super().get_new_connection(conn_params)

    def rollback(self) -> None:
        """What was told in the transaction is gone with it."""
        self._told = None
        super().rollback()

    def savepoint_rollback(self, sid: str) -> None:
        """What was told since the savepoint is gone with it."""
        try:
            super().savepoint_rollback(sid)
        finally:  # afterwards: the rollback has a cursor of its own, which tells first
            self._told = None

    def _handle_search_path(self, cursor: Any = None) -> None:
        wanted = self._who_and_where()
        if self._setting_search_path or wanted == self._told:
            return
        self._setting_search_path, self._told = True, None
        own = self.connection.cursor() if cursor is None else cursor
        try:
            own.execute(wanted)
            self._told = wanted
        except (DatabaseError, psycopg.Error) as problem:
            if not isinstance(problem.__cause__ or problem, psycopg.errors.InFailedSqlTransaction):
                raise
        finally:
            self._setting_search_path = False
            if cursor is None:
                own.close()

    def _who_and_where(self) -> str:
        schemas = ",".join(quote_schema_name(schema) for schema in self._get_cursor_search_paths())
        path = f"SET search_path = {schemas}"
        if not self.settings_dict.get("ROLE_OF_COMPANY"):
            return path
        if self.schema_name == get_public_schema_name():
            return f"RESET ROLE; {path}"
        return f'SET ROLE "{role_of(self.schema_name)}"; {path}'
