"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("suggestions/", views.suggestion_list, name="suggestions"),
    path("suggestions/new/", views.submit, name="suggest"),
    path("suggestions/<int:pk>/decide/", views.decide, name="decide_suggestion"),
]
