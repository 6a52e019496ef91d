"""Addresses of the public site: what the portal is. No log-in, no tables, no sessions."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import TemplateView

from kpi_portal.preferences import CHOICES

urlpatterns = [
    path("", login_not_required(TemplateView.as_view(template_name="public/home.html")), name="public_home"),
    path("", include(CHOICES)),
]
