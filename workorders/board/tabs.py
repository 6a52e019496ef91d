"""One's own tabs above the board and above the list of orders: kept, shown, removed."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from workorders.board import verbs
from workorders.board.filters import BoardFilter
from workorders.filters import OrderFilter
from workorders.models import SavedFilter

Page = SavedFilter.Page


def tabs_of(request: AccountRequest, page: str) -> list[dict[str, Any]]:
    """One's own saved filters; the one that stands in the address is marked."""
    here = _asked(request.GET)
    saved = SavedFilter.objects.filter(account=request.user, page=page)
    return [{"saved": one, "current": here == _asked(QueryDict(one.query))} for one in saved]


def _asked(query: QueryDict) -> dict[str, str]:
    return {name: str(value) for name, value in query.items() if value}


@require_POST
@verb_required("workorders.answer")
def save(request: AccountRequest) -> HttpResponse:
    """Keep what stands in the address of the board as a tab."""
    return _save(request, Page.BOARD, BoardFilter.base_fields)


@require_POST
@verb_required("workorders.view")
def save_list(request: AccountRequest) -> HttpResponse:
    """Keep what stands in the address of the list as a tab."""
    return _save(request, Page.LIST, OrderFilter.base_filters)


def _save(request: AccountRequest, page: str, names: Iterable[str]) -> HttpResponse:
    query = QueryDict(mutable=True)
    for name in names:
        if value := request.POST.get(name):
            query[name] = value
    said = {"name": request.POST.get("tab", ""), "query": query.urlencode(), "page": page}
    attempt(request, partial(verbs.save_filter, by=request.user, **said), said=_("The tab is saved."))
    return redirect(f"{reverse(f'workorders:{page}')}?{query.urlencode()}")


@require_POST
@verb_required("workorders.open")
def forget(request: AccountRequest, pk: int) -> HttpResponse:
    """Remove one of one's own tabs."""
    saved = get_object_or_404(SavedFilter, pk=pk, account=request.user)
    page = saved.page
    attempt(request, partial(verbs.forget_filter, saved), said=_("The tab is removed."))
    return redirect(f"workorders:{page}")
