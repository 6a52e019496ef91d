"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import checklist_views, views

urlpatterns = [
    path("checks/", views.check_list, name="checks"),
    path("checks/new/", views.record, name="record_check"),
    path("checklists/", checklist_views.checklist_list, name="checklists"),
    path("checklists/usual/", checklist_views.adopt, name="adopt_checklists"),
    path("checklists/add/", checklist_views.add, name="add_checklist"),
    path("checklists/<int:pk>/", checklist_views.change, name="change_checklist"),
    path("checks/<int:pk>/", views.check_page, name="check"),
    path("checks/<int:pk>/correct/", views.correct, name="correct_check"),
]
