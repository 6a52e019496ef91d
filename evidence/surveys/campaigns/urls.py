"""Addresses of surveys of all residents, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("campaigns/", views.campaign_list, name="campaigns"),
    path("campaigns/new/", views.plan, name="plan_campaign"),
    path("campaigns/<int:pk>/", views.campaign_page, name="campaign"),
]
