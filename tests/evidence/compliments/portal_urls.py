"""The portal's addresses as they are made from the list of kinds at the moment of the import."""

from django.urls import include, path

from kpi_portal import urls  # first: it registers how months stand in addresses

# isort: split
from evidence import kinds
from evidence.urls import addresses_of

urlpatterns = [path("evidence/", include((addresses_of(kinds.KINDS), "evidence"))), *urls.urlpatterns]
