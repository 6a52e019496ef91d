"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from records import views

app_name = "records"
urlpatterns: list[URLPattern | URLResolver] = [
    path("audit/", views.audit, name="audit"),
    path("ledger/", views.ledger_entries, name="ledger"),
    path("ledger/verify", views.verify_ledger, name="verify_ledger"),
]
