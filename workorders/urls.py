"""Addresses of the room, below ``orders/``."""

from django.urls import URLPattern, URLResolver, path

from workorders import machine_views, views

app_name = "workorders"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.order_list, name="list"),
    path("orders.xlsx", views.export_list, {"kind": "xlsx"}, name="export_xlsx"),
    path("orders.csv", views.export_list, {"kind": "csv"}, name="export_csv"),
    path("machines/", machine_views.machine_list, name="machines"),
    path("machines/<int:pk>/forget/", machine_views.forget, name="forget_machine"),
    path("<int:pk>/", views.order_page, name="order"),
    path("<int:pk>/exempt/", views.exempt, name="exempt"),
    path("<int:pk>/duplicate/", views.mark_duplicate, name="mark_duplicate"),
    path("<int:pk>/events/<int:event>/take-back/", views.take_back, name="take_back"),
]
