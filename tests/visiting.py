"""Somebody of the cast at a browser without scripts: Django's client, logged in at a company's address."""

from django.test import Client

from people.models import Account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def visitor(username: str, company: str = "acme", language: str = "en") -> Client:
    """Logged in as this member of the cast. The connection must be in the company's schema."""
    client = Client(SERVER_NAME=f"{company}.localhost", HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(Account.objects.get(username=username), backend=BACKEND)
    return client
