"""Django's database connection with the type that django-tenants gives it: it knows whose schema it is in.

Import `connection` from here wherever its schema is read or changed.
"""

from typing import TYPE_CHECKING, Any, cast

from django.db import connection as django_connection

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    class CompanyConnection(BaseDatabaseWrapper):
        """What django_tenants.postgresql_backend adds."""

        schema_name: str
        tenant: Any

        def set_tenant(self, tenant: object, include_public: bool = True) -> None: ...
        def set_schema(self, schema_name: str, include_public: bool = True) -> None: ...
        def set_schema_to_public(self) -> None: ...


connection = cast("CompanyConnection", django_connection)
