"""How people come to log in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class CompanyAccountAdapter(DefaultAccountAdapter):
    """allauth inside one company: sign-up is closed, accounts are given."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False
