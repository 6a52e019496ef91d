"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import talk_views, views

urlpatterns = [
    path("suggestions/", views.suggestion_list, name="suggestions"),
    path("suggestions/export.xlsx", views.export_list, {"kind": "xlsx"}, name="suggestions_xlsx"),
    path("suggestions/export.csv", views.export_list, {"kind": "csv"}, name="suggestions_csv"),
    path("suggestions/new/", views.submit, name="suggest"),
    path("suggestions/<int:pk>/", talk_views.page, name="suggestion"),
    path("suggestions/<int:pk>/notes/", talk_views.discuss, name="discuss_suggestion"),
    path("suggestions/<int:pk>/implementation/", talk_views.implement, name="implement_suggestion"),
    path("suggestions/<int:pk>/decide/", views.decide, name="decide_suggestion"),
]
