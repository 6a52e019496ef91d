"""Addresses of a company's site; each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from kpi_portal.lib import converters  # noqa: F401  (registers <month:…>)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kpi_portal.preferences")),
    path("accounts/", include("people.login_urls")),
    path("", include("reports.urls")),
    path("api/v1/", include("kpi_portal.api")),
    path("people/", include("people.urls")),
    path("orders/", include("workorders.urls")),
    path("evidence/", include("evidence.urls")),
    path("s/", include("evidence.surveys.inviting.resident_urls")),
    path("", include("records.urls")),
    path("", include("scoring.urls")),
]
