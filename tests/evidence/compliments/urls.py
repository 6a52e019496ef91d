"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [path("compliments/", views.compliment_list, name="compliments")]
