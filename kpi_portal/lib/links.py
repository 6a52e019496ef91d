"""Where something has a page of its own: one answer for lists, histories, books and mails."""

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import resolve

from kpi_portal.lib.company_connection import connection


def address_for(account: Any, subject: Model | None) -> str:
    """The address of the page about it (``get_absolute_url``, as Django names it); empty where it has none, or none
    that this account may open: no link leads to a refusal."""
    find = getattr(subject, "get_absolute_url", None)
    return "" if find is None else open_to(account, find())


def open_to(account: Any, address: str) -> str:
    """The address, where this account may open it; else empty."""
    verb = getattr(resolve(address).func, "verb", None) if address else None
    return address if verb is None or account.has_perm(verb) else ""


def whole(path: str) -> str:
    """The address with the company's host, for mails."""
    domain = connection.tenant.get_primary_domain().domain
    scheme, port = "https" if settings.PRODUCTION else "http", f":{settings.SITE_PORT}" if settings.SITE_PORT else ""
    return f"{scheme}://{domain}{port}{path}"
