"""The page that explains every sentence about a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kpi_portal.lib.permissions import verb_required

from .explanations import groups

if TYPE_CHECKING:
    from people.access import AccountRequest


@require_safe
@verb_required("records.import_evidence")
def explained(request: AccountRequest) -> HttpResponse:
    """What each sentence means, why it is asked, what to do; each has its place by its code (``#unknown_person``)."""
    return render(request, "records/import_help.html", {"groups": groups()})
