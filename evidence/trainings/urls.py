"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("trainings/", views.session_list, name="trainings"),
    path("trainings/export.xlsx", views.export_list, {"kind": "xlsx"}, name="trainings_xlsx"),
    path("trainings/export.csv", views.export_list, {"kind": "csv"}, name="trainings_csv"),
    path("trainings/new/", views.hold, name="hold_session"),
    path("trainings/<int:pk>/", views.session_page, name="training"),
    path("trainings/<int:pk>/correct/", views.correct, name="correct_session"),
    path("trainings/<int:pk>/sheet/", views.record_sheet, name="record_sheet"),
    path("trainings/<int:pk>/resit/", views.record_resit, name="record_resit"),
]
