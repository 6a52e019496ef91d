"""Early warnings of the people one leads."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from reports import warnings_page
from scoring.models import EarlyWarning
from scoring.running import early_warnings

ROWS = 10


@require_safe
@verb_required("scoring.handle_warnings")
def warning_list(request: AccountRequest) -> HttpResponse:
    """Those that stand first; with ``?all`` the closed ones too."""
    seen = EarlyWarning.objects.visible_to(request.user).select_related("agent", "handled_by__person")
    found = seen if "all" in request.GET else seen.standing()
    page = numbered(found, request.GET.get("page"), ROWS)
    told = [warnings_page.told(warning) for warning in page.object_list]
    return render(request, "reports/warnings.html", {"page": page, "told": told, "all": "all" in request.GET})


@require_POST
@verb_required("scoring.handle_warnings")
def handle(request: AccountRequest, pk: int) -> HttpResponse:
    """Acknowledge, note what was done, or close: the button that was pressed says which."""
    warning = get_object_or_404(EarlyWarning.objects.visible_to(request.user), pk=pk)
    note = request.POST.get("note", "")[:2000]
    verbs = {
        "acknowledge": partial(early_warnings.acknowledge, warning=warning, by=request.user),
        "act": partial(early_warnings.act, warning=warning, by=request.user, note=note),
        "close": partial(early_warnings.close, warning=warning, by=request.user, note=note),
    }
    verb = verbs.get(request.POST.get("do", "acknowledge"))
    if verb is None:
        raise Http404
    attempt(request, verb, said=_("Noted."))
    return redirect("reports:warnings")
