"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from records import views
from records.intake import views as intake

app_name = "records"
urlpatterns: list[URLPattern | URLResolver] = [
    path("audit/", views.audit, name="audit"),
    path("ledger/", views.ledger_entries, name="ledger"),
    path("ledger/verify", views.verify_ledger, name="verify_ledger"),
    path("imports/", intake.imports, name="imports"),
    path("imports/new", intake.upload, name="import_upload"),
    path("imports/late", intake.late_facts, name="late_facts"),
    path("imports/late/<int:pk>/dismiss", intake.dismiss, name="dismiss_late"),
    path("imports/templates/<slug:kind>.xlsx", intake.template, name="import_template"),
    path("imports/<int:pk>/", intake.import_file, name="import"),
    path("imports/<int:pk>/store", intake.store, name="import_store"),
    path("imports/<int:pk>/errors", intake.errors, name="import_errors"),
    path("imports/<int:pk>/undo", intake.undo, name="import_undo"),
]
