"""Addresses of the kind, below ``evidence/``."""

from django.urls import path

from . import colleague_views, views

urlpatterns = [
    path("ratings/", views.rating_list, name="ratings"),
    path("ratings/export.xlsx", views.export_list, {"kind": "xlsx"}, name="ratings_xlsx"),
    path("ratings/export.csv", views.export_list, {"kind": "csv"}, name="ratings_csv"),
    path("ratings/rate/", views.rate_now, name="rate_now"),
    path("ratings/rate/<month:month>/", views.rate, name="rate"),
    path("ratings/peers/", colleague_views.rate_peers_now, name="rate_peers_now"),
    path("ratings/peers/<month:month>/", colleague_views.rate_peers, name="rate_peers"),
    path("ratings/team/", colleague_views.rate_team_now, name="rate_team_now"),
    path("ratings/team/<month:month>/", colleague_views.rate_team, name="rate_team"),
    path("ratings/colleagues/", colleague_views.latest, name="latest_colleague_ratings"),
    path("ratings/colleagues/<month:month>/", colleague_views.rating_list, name="colleague_ratings"),
    path(
        "ratings/colleagues/<month:month>/export.xlsx",
        colleague_views.export,
        {"kind": "xlsx"},
        name="colleague_ratings_xlsx",
    ),
    path(
        "ratings/colleagues/<month:month>/export.csv",
        colleague_views.export,
        {"kind": "csv"},
        name="colleague_ratings_csv",
    ),
]
