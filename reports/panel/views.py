"""A member looks at a card of a panel, gives an opinion of it once, or stays out of it."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from reports.panel.look import Look
from scoring.models import PanelOpinion
from scoring.panel import verbs
from scoring.panel.forms import OpinionForm, RecuseForm


@require_http_methods(["GET", "POST"])
@verb_required("scoring.sit_on_panel")
def look(request: AccountRequest, pk: int) -> HttpResponse:
    """The card as it was measured; the member's opinion, or why the member stays out."""
    found = Look(request.user, pk, request.GET.get("evidence", ""))
    do = request.POST.get("do", "") if request.method == "POST" else ""
    opinion = OpinionForm(request.POST if do == "opinion" else None)
    recuse = RecuseForm(request.POST if do == "recuse" else None)
    if do and _done(request, found, opinion if do == "opinion" else recuse):
        return redirect("scoring:panel", found.looked.panel_id)
    return render(request, "reports/panel/look.html", found.context() | {"opinion": opinion, "recuse": recuse})


def _done(request: AccountRequest, found: Look, form: OpinionForm | RecuseForm) -> bool:
    def stay_out(why: str) -> PanelOpinion:
        return verbs.recuse(card=found.looked, reason=why, by=request.user)

    if isinstance(form, RecuseForm):
        return bool(attempt(request, stay_out, form=form, said=_("You stay out of this card.")))
    verb = partial(verbs.give_opinion, card=found.looked, by=request.user)
    return bool(attempt(request, verb, form=form, said=_("Your opinion is given.")))
