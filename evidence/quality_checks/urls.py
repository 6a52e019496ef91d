"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("checks/", views.check_list, name="checks"),
    path("checks/new/", views.record, name="record_check"),
    path("checks/<int:pk>/", views.check_page, name="check"),
    path("checks/<int:pk>/correct/", views.correct, name="correct_check"),
]
