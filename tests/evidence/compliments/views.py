"""The list of compliments."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kpi_portal.lib.paging import newest_first
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest

from .models import Compliment


@require_safe
@verb_required("evidence.view")
def compliment_list(request: AccountRequest) -> HttpResponse:
    """Letters, newest first."""
    letters = Compliment.objects.visible_to(request.user).select_related("agent")
    page = newest_first(letters, "received_at", request.GET.get("before", ""))
    return render(request, "evidence/compliments/list.html", {"page": page})
