"""Addresses of the room."""

from django.urls import path

from people.views import accounts, links, people, places, postings, stewards

app_name = "people"
urlpatterns = [
    path("", people.people, name="list"),
    path("add/", people.add_person, name="add"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/change/", people.change_person, name="change"),
    path("<int:pk>/account/", accounts.give_account, name="give_account"),
    path("<int:pk>/post/", postings.post, name="post"),
    path("<int:pk>/leave/", postings.grant_leave, name="grant_leave"),
    path("<int:pk>/bonus-base/", postings.set_bonus_base, name="set_bonus_base"),
    path("accounts/<int:pk>/roles/", accounts.change_roles, name="change_roles"),
    path("accounts/<int:pk>/link/", accounts.new_link, name="new_link"),
    path("accounts/<int:pk>/disable/", accounts.disable_account, name="disable_account"),
    path("accounts/<int:pk>/enable/", accounts.enable_account, name="enable_account"),
    path("accounts/<int:pk>/second-factor/reset/", accounts.reset_second_factor, name="reset_second_factor"),
    path("accounts/links/", links.links, name="links"),
    path("accounts/links/print", links.print_links, name="print_links"),
    path("accounts/links/mail", links.mail_links, name="mail_links"),
    path("log-in-rules/", accounts.log_in_rules, name="log_in_rules"),
    path("postings/<int:pk>/end/", postings.end_posting, name="end_posting"),
    path("postings/<int:pk>/withdraw/", postings.withdraw_posting, name="withdraw_posting"),
    path("leave/<int:pk>/withdraw/", postings.withdraw_leave, name="withdraw_leave"),
    path("sites/", places.place_list, name="sites"),
    path("sites/add/", places.add_site, name="add_site"),
    path("sites/<int:pk>/change/", places.change_site, name="change_site"),
    path("sites/<int:pk>/buildings/add/", places.add_building, name="add_building"),
    path("stewards/", stewards.steward_list, name="stewards"),
    path("stewards/sites/<int:pk>/", stewards.name_steward, name="name_steward"),
    path("absences/add/", stewards.note_absence, name="note_absence"),
    path("absences/<int:pk>/withdraw/", stewards.withdraw_absence, name="withdraw_absence"),
    path("teams/add/", places.add_team, name="add_team"),
    path("teams/<int:pk>/change/", places.change_team, name="change_team"),
    path("departments/add/", places.add_department, name="add_department"),
    path("departments/<int:pk>/change/", places.change_department, name="change_department"),
]
