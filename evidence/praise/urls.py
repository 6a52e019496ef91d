"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("praise/", views.praise_list, name="praise"),
    path("praise/export.xlsx", views.export_list, {"kind": "xlsx"}, name="praise_xlsx"),
    path("praise/export.csv", views.export_list, {"kind": "csv"}, name="praise_csv"),
    path("praise/new/", views.bring, name="bring_praise"),
    path("praise/<int:pk>/", views.praise_page, name="one_praise"),
    path("praise/<int:pk>/decide/", views.decide, name="decide_praise"),
    path("praise/<int:pk>/files/", views.add_file, name="attach_to_praise"),
    path("praise/<int:pk>/files/<int:piece>/", views.file, name="file_of_praise"),
]
