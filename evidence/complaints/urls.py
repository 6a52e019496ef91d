"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import decision_views, file_views, report_views, topic_views, views

urlpatterns = [
    path("complaints/", views.complaint_list, name="complaints"),
    path("complaints/export.xlsx", views.export_list, {"kind": "xlsx"}, name="complaints_xlsx"),
    path("complaints/export.csv", views.export_list, {"kind": "csv"}, name="complaints_csv"),
    path("complaints/new/", views.receive, name="receive_complaint"),
    path("complaints/report/", report_views.latest, name="complaint_reports"),
    path("complaints/report/<month:month>/", report_views.report, name="complaint_report"),
    path("complaints/causes/", topic_views.topic_tree, name="complaint_topics"),
    path("complaints/causes/usual/", topic_views.adopt, name="adopt_complaint_topics"),
    path("complaints/causes/add/", topic_views.add, name="add_complaint_topic"),
    path("complaints/causes/<int:pk>/", topic_views.change, name="change_complaint_topic"),
    path("complaints/causes/<int:pk>/add/", topic_views.add_cause, name="add_complaint_cause"),
    path("complaints/<int:pk>/", views.complaint_page, name="complaint"),
    path("complaints/<int:pk>/step/", views.step, name="complaint_step"),
    path("complaints/<int:pk>/call-back/", views.call_back, name="call_back_complaint"),
    path("complaints/<int:pk>/hand-over/", views.hand_over, name="hand_over_complaint"),
    path("complaints/<int:pk>/judge/", views.judge, name="judge_complaint"),
    path("complaints/<int:pk>/severity/", views.severity, name="set_severity_of_complaint"),
    path("complaints/<int:pk>/phone/", views.phone, name="phone_of_complaint"),
    path("complaints/<int:pk>/files/", file_views.add, name="attach_to_complaint"),
    path("complaints/<int:pk>/files/<int:piece>/", file_views.file, name="file_of_complaint"),
    path("complaints/<int:pk>/files/<int:piece>/remove/", file_views.remove, name="remove_file_of_complaint"),
    path("complaints/<int:pk>/words/", decision_views.describe, name="describe_complaint"),
    path("complaints/<int:pk>/exclude/", decision_views.exclude, name="exclude_complaint"),
    path("complaints/<int:pk>/include/", decision_views.include, name="include_complaint"),
]
