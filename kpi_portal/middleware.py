"""What every request passes before it reaches a company: health, hostile bytes, and which company it is for."""

import codecs
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound, UnreadablePostError
from django.shortcuts import render
from django.urls import set_urlconf
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tenants.middleware import TenantMainMiddleware

from kpi_portal.health import livez, readyz
from kpi_portal.lib.company_connection import connection
from tenants.request import CompanyRequest

Handler = Callable[[HttpRequest], HttpResponse]


def health(get_response: Handler) -> Handler:
    """Answer ``/livez`` and ``/readyz`` before anything looks at the host: a load balancer calls by address."""
    answers = {"/livez": livez, "/readyz": readyz}

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = answers.get(request.path)
        return answer() if answer else get_response(request)

    return middleware


def refuse_hostile_bytes(get_response: Handler) -> Handler:
    """PostgreSQL refuses NUL in text, and a form in another charset than UTF-8 cannot be read at all, not even by the
    error page that would say so: both end here, before anything looks at the query or the form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _refused(_("The address contains a NUL byte."))
        if request.content_params and not _is_utf8(request.content_params.get("charset", "utf-8")):
            return _refused(_("The form is not in UTF-8."))
        return get_response(request)

    def process_view(request: HttpRequest, *_view: Any) -> HttpResponse | None:
        return _refused(_("The form contains a NUL byte.")) if request.method == "POST" and _has_nul(request) else None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # Django's hook
    return middleware


def _has_nul(request: HttpRequest) -> bool:
    """The form is read as it is by the check against forgery, which comes next; what breaks off is left to it."""
    with suppress(UnreadablePostError):
        return any("\0" in text for _name, texts in request.POST.lists() for text in texts)
    return False


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


def _refused(sentence: str) -> HttpResponse:
    return HttpResponseBadRequest(sentence, content_type="text/plain; charset=utf-8")


class CompanyMiddleware(TenantMainMiddleware):
    """The host decides the company. The public domain has no schema of its own; any other host is a plain 404."""

    def process_request(self, request: CompanyRequest) -> HttpResponse | None:
        """Set the connection's schema and the URLconf, or answer 404."""
        connection.set_schema_to_public()
        try:
            hostname = request.get_host().rsplit(":", 1)[0].lower()
        except DisallowedHost:
            return self.unknown_host(request)
        if hostname == settings.PUBLIC_DOMAIN:
            request.tenant = connection.tenant
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)  # the public schema has no table of sessions
            timezone.deactivate()
            self.route(request, settings.PUBLIC_SCHEMA_URLCONF)
            return None
        response: HttpResponse | None = super().process_request(request)
        if response is None:
            timezone.activate(request.tenant.zone)
        return response

    def no_tenant_found(self, request: HttpRequest, hostname: str) -> HttpResponse:
        """The host belongs to nobody."""
        return self.unknown_host(request)

    @staticmethod
    def unknown_host(request: HttpRequest) -> HttpResponse:
        """A plain page that tells nothing of who is here."""
        return HttpResponseNotFound(render(request, "unknown_host.html").content)

    @staticmethod
    def route(request: HttpRequest, urlconf: str) -> None:
        """Use this URLconf for the request."""
        request.urlconf = urlconf
        set_urlconf(urlconf)
