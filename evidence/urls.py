"""Addresses of the room, below ``evidence/``: those of every kind."""

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, include, path

from evidence import views
from evidence.kind import Kind
from evidence.kinds import KINDS


def addresses_of(kinds: Iterable[Kind]) -> list[URLPattern | URLResolver]:
    """The room's own address and those of these kinds."""
    return [path("", views.index, name="index"), *(path("", include(kind.urls)) for kind in kinds)]


app_name = "evidence"
urlpatterns = addresses_of(KINDS)
