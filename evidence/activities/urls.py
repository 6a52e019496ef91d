"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("activities/", views.activity_list, name="activities"),
    path("activities/export.xlsx", views.export_list, {"kind": "xlsx"}, name="activities_xlsx"),
    path("activities/export.csv", views.export_list, {"kind": "csv"}, name="activities_csv"),
    path("activities/new/", views.hold, name="hold_activity"),
    path("activities/<int:pk>/", views.activity_page, name="activity"),
    path("activities/<int:pk>/correct/", views.correct, name="correct_activity"),
    path("activities/<int:pk>/sheet/", views.record_sheet, name="record_parts"),
]
