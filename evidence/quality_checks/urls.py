"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import checklist_views, views
from .contests import views as contest_views
from .sampling import views as sampling_views
from .second import views as second_views

urlpatterns = [
    path("checks/", views.check_list, name="checks"),
    path("checks/export.xlsx", views.export_list, {"kind": "xlsx"}, name="checks_xlsx"),
    path("checks/export.csv", views.export_list, {"kind": "csv"}, name="checks_csv"),
    path("checks/new/", views.record, name="record_check"),
    path("checklists/", checklist_views.checklist_list, name="checklists"),
    path("checklists/usual/", checklist_views.adopt, name="adopt_checklists"),
    path("checklists/export.xlsx", checklist_views.export, {"kind": "xlsx"}, name="checklists_xlsx"),
    path("checklists/export.csv", checklist_views.export, {"kind": "csv"}, name="checklists_csv"),
    path("checklists/add/", checklist_views.add, name="add_checklist"),
    path("checklists/<int:pk>/version/", checklist_views.version, name="checklist_version"),
    path("checklists/<int:pk>/", checklist_views.change, name="change_checklist"),
    path("checks/samples/", sampling_views.sample_list, name="check_samples"),
    path("checks/samples/draw/", sampling_views.draw, name="draw_check_sample"),
    path("checks/samples/<int:pk>/", sampling_views.sample_page, name="check_sample"),
    path("checks/samples/contacts/<int:pk>/replace/", sampling_views.replace, name="replace_drawn_contact"),
    path("checks/samples/<int:pk>/again/", sampling_views.draw_again, name="draw_check_sample_again"),
    path("checks/<int:pk>/", views.check_page, name="check"),
    path("checks/<int:pk>/correct/", views.correct, name="correct_check"),
    path("checks/<int:pk>/noted/", contest_views.take_note, name="note_check"),
    path("checks/<int:pk>/contest/<int:position>/", contest_views.contest, name="contest_check"),
    path("checks/<int:pk>/second/ask/", second_views.ask, name="ask_second_rating"),
    path("checks/<int:pk>/second/<str:settlement>/", second_views.settle, name="settle_second_rating"),
    path("checks/second/<int:pk>/", second_views.rate, name="rate_check_again"),
    path("checks/calibration/", second_views.calibration, name="check_calibration"),
    path("checks/contests/<int:pk>/", contest_views.decide, name="check_contest"),
]
