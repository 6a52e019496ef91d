"""Addresses of the room, at the top of the company's site."""

from django.urls import URLPattern, URLResolver, path

from inbox import views

app_name = "inbox"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
]
