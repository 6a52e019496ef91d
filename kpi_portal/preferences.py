"""What concerns every page and no room: theme, language, the company's colour."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET, require_POST

from kpi_portal import branding
from kpi_portal.language import CHINESE, ENGLISH
from kpi_portal.navigation import THEME_COOKIE, theme_of
from tenants.request import CompanyRequest

A_YEAR = 365 * 24 * 3600


def _brand_etag(request: CompanyRequest) -> str:
    return f'"{request.tenant.brand_color}{theme_of(request)}"'


@login_not_required
@require_GET
@condition(etag_func=_brand_etag)
@cache_control(private=True, max_age=3600)
def brand(request: CompanyRequest) -> HttpResponse:
    """The company's accent colour as a stylesheet; its address names colour and theme, so it may be kept."""
    css = branding.stylesheet(request.tenant.brand_color, theme=theme_of(request))
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or (any other value) as the device prefers."""
    theme = request.POST.get("theme", "")
    return _remember(request, THEME_COOKIE, theme if theme in {"light", "dark"} else "")


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, or (any other value) as the browser asks."""
    language = request.POST.get("language", "")
    return _remember(request, settings.LANGUAGE_COOKIE_NAME, language if language in {CHINESE, ENGLISH} else "")


def _remember(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    """Set (or forget) a cookie and go back to where the form stood."""
    response = HttpResponseRedirect(_way_back(request))
    if value:
        response.set_cookie(
            cookie, value, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(cookie, samesite="Lax")
    return response


def _way_back(request: HttpRequest) -> str:
    """The page named by the form if it is one of this host, else the home page."""
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if own else "/"


CHOICES: list[URLPattern] = [
    path("theme/", choose_theme, name="choose_theme"),
    path("language/", choose_language, name="choose_language"),
]
"""Addresses of the public site too."""

urlpatterns: list[URLPattern] = [path("brand.css", brand, name="brand"), *CHOICES]
