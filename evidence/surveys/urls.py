"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("surveys/", views.answer_list, name="surveys"),
    path("surveys/<int:pk>/exclude/", views.exclude, name="exclude_answer"),
    path("surveys/<int:pk>/include/", views.include, name="include_answer"),
]
