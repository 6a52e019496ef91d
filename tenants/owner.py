"""Acting as the database's owner, for the few commands that change its structure."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused

_WHO = ("USER", "PASSWORD", "HOST", "PORT")


@contextmanager
def as_owner() -> Iterator[None]:
    """Turn this process' connections to the owner for a while. Raises Refused where nobody told who that is."""
    owner = settings.OWNER_DATABASE
    if owner is None:
        sentence = _("KPI_OWNER_DATABASE_URL is not set; this command needs the database's owner.")
        raise Refused(sentence, code="no_owner")
    address = connection.settings_dict
    if not address["ROLE_OF_COMPANY"]:
        yield
        return
    before = {key: address[key] for key in (*_WHO, "ROLE_OF_COMPANY")}
    _turn({key: owner[key] for key in _WHO} | {"ROLE_OF_COMPANY": False})
    try:
        yield
    finally:
        _turn(before)


def _turn(who: dict[str, object]) -> None:
    """Later threads too: they read the settings, not this connection's copy."""
    connections.close_all()
    connections.settings["default"].update(who)
    connection.settings_dict.update(who)
