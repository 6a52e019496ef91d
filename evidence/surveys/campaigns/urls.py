"""Addresses of surveys of all residents, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("campaigns/", views.campaign_list, name="campaigns"),
    path("campaigns/new/", views.plan, name="plan_campaign"),
    path("campaigns/<int:pk>/", views.campaign_page, name="campaign"),
    path("campaigns/<int:pk>/export.xlsx", views.export, {"kind": "xlsx"}, name="campaign_xlsx"),
    path("campaigns/<int:pk>/export.csv", views.export, {"kind": "csv"}, name="campaign_csv"),
]
