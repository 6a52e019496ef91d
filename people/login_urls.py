"""Addresses of logging in: the few of allauth that a company needs, under its own names."""

from allauth.account import views
from django.urls import include, path

from people.forgotten import forgotten
from people.login import set_password

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/", views.password_change, name="account_change_password"),
    path("forgotten/", forgotten, name="account_forgotten"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("welcome/<str:key>/<str:token>/", set_password, name="set_password"),
]
