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
    """Sets schema and role with every cursor; the library would go on in the schema before where that fails."""

    _setting_search_path: bool

    def _handle_search_path(self, cursor: Any = None) -> None:
        if self._setting_search_path:
            return
        self._setting_search_path = True
        own = self.connection.cursor() if cursor is None else cursor
        try:
            own.execute(self._who_and_where())
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
