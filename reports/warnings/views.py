"""Early warnings of the people one leads: the list, and the page of one with its acts."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring.models import EarlyWarning
from scoring.running import early_warnings

from . import page as warning_page
from . import words
from .forms import NoteForm

ROWS = 20
ACTS: dict[str, Callable[..., EarlyWarning]] = {
    "acknowledge": early_warnings.acknowledge,
    "act": early_warnings.act,
    "close": early_warnings.close,
}


@require_safe
@verb_required("scoring.handle_warnings")
def warning_list(request: AccountRequest) -> HttpResponse:
    """Those that stand first; with ``?all`` the closed ones too."""
    seen = EarlyWarning.objects.visible_to(request.user).select_related("agent")
    found = seen if "all" in request.GET else seen.standing()
    page = numbered(found, request.GET.get("page"), ROWS)
    told = [words.told(warning) for warning in page.object_list]
    return render(request, "reports/warnings/list.html", {"page": page, "told": told, "all": "all" in request.GET})


@require_http_methods(["GET", "HEAD", "POST"])
@verb_required("scoring.handle_warnings")
def warning(request: AccountRequest, pk: int) -> HttpResponse:
    """One of them; the button that was pressed says whether it is seen, acted on or closed."""
    one = get_object_or_404(EarlyWarning.objects.visible_to(request.user).select_related("agent"), pk=pk)
    form = NoteForm(request.POST) if request.method == "POST" else None
    if form is not None:
        act = ACTS.get(request.POST.get("do", "acknowledge"))
        if act is None:
            raise Http404
        if attempt(request, partial(act, warning=one, by=request.user), form=form, said=_("Noted.")):
            return redirect(one)
    return render(request, "reports/warnings/page.html", warning_page.context(one, request.user, form))
