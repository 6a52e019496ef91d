"""Addresses of invitations, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("invitations/", views.invitation_list, name="invitations"),
    path("invitations/rules/", views.survey_rules, name="survey_rules"),
    path("invitations/<int:pk>/link/", views.show_link, name="show_survey_link"),
]
