"""The room's own page."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from evidence.kinds import KINDS
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest


@require_safe
@verb_required("evidence.open")
def index(request: AccountRequest) -> HttpResponse:
    """The room begins with the first list that this account may see."""
    return redirect(next(kind.page for kind in KINDS if request.user.has_perm(kind.verb)))
