"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("ratings/", views.rating_list, name="ratings"),
    path("ratings/rate/", views.rate_now, name="rate_now"),
    path("ratings/rate/<month:month>/", views.rate, name="rate"),
]
