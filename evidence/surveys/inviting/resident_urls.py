"""Addresses for residents, short enough for a small code."""

from django.urls import path

from . import resident_views

app_name = "residents"
urlpatterns = [
    path("verify/", resident_views.verify, name="verify"),
    path("<slug:token>/", resident_views.survey, name="survey"),
]
