"""Addresses for residents, short enough for a small code."""

from django.urls import path, register_converter

from . import resident_views


class TokenConverter:
    """As ``secrets.token_urlsafe`` writes 128 bits."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "survey_token")

app_name = "residents"
urlpatterns = [
    path("verify/", resident_views.verify, name="verify"),
    path("<survey_token:token>/", resident_views.survey, name="survey"),
]
