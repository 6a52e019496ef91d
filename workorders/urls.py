"""Addresses of the room, below ``orders/``."""

from django.urls import URLPattern, URLResolver, path

from workorders import machine_views, views
from workorders.acts import views as acts
from workorders.board import tabs
from workorders.board import views as board
from workorders.categories import views as categories
from workorders.due_times import views as due_times
from workorders.incidents import views as incidents
from workorders.merging import views as merging
from workorders.photos import views as photos
from workorders.registering import views as registering

app_name = "workorders"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.order_list, name="list"),
    path("orders.xlsx", views.export_list, {"kind": "xlsx"}, name="export_xlsx"),
    path("orders.csv", views.export_list, {"kind": "csv"}, name="export_csv"),
    path("machines/", machine_views.machine_list, name="machines"),
    path("machines/<int:pk>/forget/", machine_views.forget, name="forget_machine"),
    path("board/", board.board, name="board"),
    path("board/several/", board.several, name="several"),
    path("board/save/", tabs.save, name="save_filter"),
    path("save/", tabs.save_list, name="save_list_filter"),
    path("board/tabs/<int:pk>/remove/", tabs.forget, name="forget_filter"),
    path("new/", registering.enter, name="register"),
    path("new/hints/", registering.hints, name="register_hints"),
    path("incidents/", incidents.incident_list, name="incidents"),
    path("incidents/at/<int:pk>/", incidents.begin, name="begin_incident"),
    path("incidents/<int:pk>/", incidents.incident_page, name="incident"),
    path("incidents/<int:pk>/change/", incidents.change, name="change_incident"),
    path("incidents/<int:pk>/tell/", incidents.act, {"code": "tell"}, name="tell_incident"),
    path("incidents/<int:pk>/end/", incidents.act, {"code": "end"}, name="end_incident"),
    path("incidents/<int:pk>/leave-out/", incidents.decide, {"code": "leave-out"}, name="leave_out_incident"),
    path("incidents/<int:pk>/count/", incidents.decide, {"code": "count"}, name="count_incident"),
    path("incidents/<int:pk>/attach/", incidents.attach, name="attach_to_incident"),
    path("incidents/<int:pk>/orders/<int:order>/detach/", incidents.detach, name="detach_from_incident"),
    path("categories/", categories.category_list, name="categories"),
    path("categories/add/", categories.add, name="add_category"),
    path("categories/adopt/", categories.adopt, name="adopt_categories"),
    path("categories/<int:pk>/", categories.change, name="change_category"),
    path("merge/", merging.merge, name="merge"),
    path("<int:pk>/separate/", merging.separate, name="separate"),
    path("due-times/", due_times.due_times, name="due_times"),
    path("<int:pk>/", acts.order_page, name="order"),
    path("<int:pk>/acts/<slug:code>/", acts.act, name="act"),
    path("<int:pk>/phone/", acts.show_phone, name="show_phone"),
    path("<int:pk>/photos/<int:photo>/", photos.photo, name="photo"),
    path("<int:pk>/photos/<int:photo>/remove/", photos.remove, name="remove_photo"),
    path("<int:pk>/exempt/", views.exempt, name="exempt"),
    path("<int:pk>/duplicate/", views.mark_duplicate, name="mark_duplicate"),
    path("<int:pk>/events/<int:event>/take-back/", views.take_back, name="take_back"),
]
