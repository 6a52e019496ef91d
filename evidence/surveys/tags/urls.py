"""Addresses of tags, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("survey-tags/", views.tag_list, name="survey_tags"),
    path("survey-tags/usual/", views.adopt, name="adopt_survey_tags"),
    path("survey-tags/add/", views.save, name="add_survey_tag"),
    path("survey-tags/<int:pk>/", views.save, name="change_survey_tag"),
    path("survey-tags/<month:month>/<int:agent>/<str:tag>/", views.talk, name="talk_about_tag"),
]
