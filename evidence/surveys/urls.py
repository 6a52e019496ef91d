"""Addresses of the kind, below ``evidence/``."""

from django.urls import include, path

from . import call_back_views, follow_up_views, views

urlpatterns = [
    path("", include("evidence.surveys.inviting.urls")),
    path("", include("evidence.surveys.tags.urls")),
    path("", include("evidence.surveys.campaigns.urls")),
    path("call-backs/", call_back_views.due, name="call_backs"),
    path("call-backs/<int:pk>/", call_back_views.call_back, name="call_back"),
    path("call-backs/<int:pk>/phone/", call_back_views.show_phone, name="call_back_phone"),
    path("surveys/", views.answer_list, name="surveys"),
    path("surveys/export.xlsx", views.export_list, {"kind": "xlsx"}, name="surveys_xlsx"),
    path("surveys/export.csv", views.export_list, {"kind": "csv"}, name="surveys_csv"),
    path("surveys/<int:pk>/exclude/", views.exclude, name="exclude_answer"),
    path("surveys/<int:pk>/include/", views.include, name="include_answer"),
    path("surveys/<int:pk>/follow-up/", follow_up_views.follow_up, name="follow_up_answer"),
]
