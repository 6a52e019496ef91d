"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from records import views
from records.imports import choosing_views as choosing_pages
from records.imports import help_views as help_pages
from records.imports import mapping_views as mapping_pages
from records.imports import progress_views as progress_pages
from records.imports import told_views as told_pages
from records.imports import views as import_pages
from records.imports import workbook_views as workbook_pages
from records.keys import views as key_pages

app_name = "records"
urlpatterns: list[URLPattern | URLResolver] = [
    path("audit/", views.audit, name="audit"),
    path("keys/", key_pages.keys, name="keys"),
    path("keys/new", key_pages.make, name="make_key"),
    path("keys/<int:pk>/withdraw", key_pages.withdraw, name="withdraw_key"),
    path("ledger/", views.ledger_entries, name="ledger"),
    path("ledger/verify", views.verify_ledger, name="verify_ledger"),
    path("help/imports", help_pages.explained, name="import_help"),
    path("imports/", import_pages.imports, name="imports"),
    path("imports/new", mapping_pages.upload, name="import_upload"),
    path("imports/late", import_pages.late_facts, name="late_facts"),
    path("imports/late/<int:pk>/dismiss", import_pages.dismiss, name="dismiss_late"),
    path("imports/templates/<slug:kind>.xlsx", import_pages.template, name="import_template"),
    path("imports/<int:pk>/", import_pages.import_file, name="import"),
    path("imports/<int:pk>/workbook", workbook_pages.workbook, name="import_workbook"),
    path("imports/<int:pk>/mapping", mapping_pages.mapping, name="import_mapping"),
    path("imports/<int:pk>/profile.toml", mapping_pages.profile, name="import_profile"),
    path("imports/<int:pk>/progress", progress_pages.progress, name="import_progress"),
    path("imports/<int:pk>/cancel", progress_pages.cancel, name="import_cancel"),
    path("imports/<int:pk>/store", import_pages.store, name="import_store"),
    path("imports/<int:pk>/rows", told_pages.rows, name="import_rows"),
    path("imports/<int:pk>/changes", import_pages.changed, name="import_changes"),
    path("imports/<int:pk>/choose", choosing_pages.choose, name="import_choose"),
    path("imports/<int:pk>/mend", import_pages.mend, name="import_mend"),
    path("imports/<int:pk>/errors", import_pages.errors, name="import_errors"),
    path("imports/<int:pk>/discard", import_pages.discard, name="import_discard"),
    path("imports/<int:pk>/undo", import_pages.undo, name="import_undo"),
]
