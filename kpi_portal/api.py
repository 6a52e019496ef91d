"""The API as a whole: what the rooms bring, who is let in, how it refuses, where it is described."""

from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from kpi_portal.lib.refusals import Refused
from records.api.answers import STATUS, NotDone, refusal, said
from records.api.router import router as pushing
from records.imports.kinds import all_kinds
from records.keys.bearer import Bearer
from scoring.api import router as reading

api = NinjaAPI(
    title="KPI portal",
    version="1",
    description="Facts in, months and cards out. Every call brings a key: `Authorization: Bearer kpi_…`.",
    docs_url=None,  # ninja's page wants scripts of other hosts; ours is below
    urls_namespace="api",
    auth=Bearer(),
)
api.add_router("", pushing)
api.add_router("", reading)
api.exception_handler(NotDone)(said)


@api.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, problem: Any) -> HttpResponse:
    return refusal(401, {"code": "no_key", "detail": _("A valid key is missing; it may be withdrawn or expired.")})


@api.exception_handler(Refused)
def _refused(request: HttpRequest, problem: Refused) -> HttpResponse:
    return refusal(STATUS.get(problem.code, 422), {"code": problem.code, "detail": str(problem)})


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, problem: Any) -> HttpResponse:
    return refusal(404, {"code": "not_found", "detail": _("There is no such thing here.")})


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    where = ", ".join(".".join(str(part) for part in error["loc"][1:]) for error in problem.errors)
    sentence = _("This cannot be understood: %(where)s.") % {"where": where}
    return refusal(422, {"code": "not_understood", "detail": sentence})


@login_not_required
@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """The API for people who write the other program: they need no log-in to read it."""
    kinds = [(kind, kind.fields) for kind in all_kinds().values()]
    return render(request, "records/api.html", {"kinds": kinds, "here": request.build_absolute_uri("/api/v1/")})


@csrf_exempt
@login_not_required
def nothing(request: HttpRequest, address: str) -> HttpResponse:
    """A program that mistypes an address is told so as a program."""
    return _not_found(request, None)


def _without_log_in(pattern: URLPattern) -> URLPattern:
    """A key opens it, never a session; its description is open to everybody, and only read."""
    view = require_safe(pattern.callback) if pattern.name == "openapi-json" else pattern.callback
    return path(str(pattern.pattern), login_not_required(view), pattern.default_args, pattern.name)


urlpatterns: list[URLPattern] = [
    path("", described, name="api-root"),  # ninja asks by this name where the API begins
    *(_without_log_in(cast(URLPattern, pattern)) for pattern in api.urls[0][:-1]),
    path("<path:address>", nothing, name="nothing"),
]
app_name = "api"
