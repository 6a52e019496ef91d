"""Mass outages: the list, one incident, and what is done about it."""

from functools import partial

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from people.models import Site
from workorders.board.verbs import Outcome
from workorders.incidents import verbs
from workorders.incidents.forms import ChangeForm, IncidentForm, WordsForm
from workorders.models import Incident, IncidentOrder, WorkOrder

LISTED = 50


@require_safe
@verb_required("workorders.view_incidents")
def incident_list(request: AccountRequest) -> HttpResponse:
    """Those that run first, then the latest."""
    incidents = Incident.objects.visible_to(request.user).select_related("site")
    counted = incidents.prefetch_related("at", "site__buildings").annotate(number=Count("orders"))
    context = {
        "running": counted.running(),
        "ended": counted.exclude(ended_at=None)[:LISTED],
        "sites": Site.objects.visible_to(request.user).filter(is_active=True),
    }
    return render(request, "workorders/incidents/list.html", context)


@verb_required("workorders.take")
@sent_once
def begin(request: AccountRequest, pk: int) -> HttpResponse:
    """A new incident of a site."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    form = IncidentForm(request.POST or None, site=site, initial={"begins_at": now, "kind": Incident.Kind.WATER})
    page = FormPage(
        title=_("Outage at %(site)s") % {"site": site.name},
        explanation=_("One incident for many buildings: its orders are told and completed in one go."),
        back=reverse("workorders:incidents"),
        done=_("The incident is open."),
    )
    verb = partial(verbs.begin, site=site, by=request.user, at=now)
    done = attempt(request, verb, form=form, said=page.done)
    return HttpResponseRedirect(done.result.get_absolute_url()) if done.result else page.shown(request, form)


@require_safe
@verb_required("workorders.view_incidents")
def incident_page(request: AccountRequest, pk: int) -> HttpResponse:
    """One incident with its orders."""
    incident = _fetch(request, pk)
    seen = WorkOrder.objects.visible_to(request.user)
    links = incident.orders.select_related("order__building", "order__agent").order_by("order__created_at")
    others = verbs.candidates(incident) if incident.ended_at is None else WorkOrder.objects.none()
    context = {
        "incident": incident,
        "links": links,
        "seen": set(seen.filter(in_incident__incident=incident).values_list("pk", flat=True)),
        "undecided": len(verbs.undecided(incident)),
        "others": others.filter(pk__in=seen.values("pk")).select_related("building", "agent")[:LISTED],
        "tell": WordsForm(initial={"words": incident.words}, prefix="tell"),
        "end": WordsForm(initial={"words": _("Service is back. Thank you for your patience.")}, prefix="end"),
    }
    return render(request, "workorders/incidents/page.html", context)


@verb_required("workorders.take")
def change(request: AccountRequest, pk: int) -> HttpResponse:
    """Other words, another end."""
    incident = _fetch(request, pk)
    held = {name: getattr(incident, name) for name in ChangeForm.base_fields}
    page = FormPage(title=str(incident), back=incident.get_absolute_url(), done=_("Saved."))
    form = ChangeForm(request.POST or None, initial=held)
    return page.answer(request, form, partial(verbs.change, incident=incident, by=request.user))


@require_POST
@verb_required("workorders.take")
@sent_once
def act(request: AccountRequest, pk: int, code: str) -> HttpResponse:
    """Tell the residents of all its orders, or end it."""
    incident = _fetch(request, pk)
    does, form = {"tell": verbs.tell_all, "end": verbs.end}[code], WordsForm(request.POST, prefix=code)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    _said(request, partial(does, incident, words=words, by=request.user, at=timezone.now()))
    return redirect("workorders:incident", pk)


@require_POST
@verb_required("workorders.take")
def attach(request: AccountRequest, pk: int) -> HttpResponse:
    """The orders that are ticked belong to it."""
    incident = _fetch(request, pk)
    keys = [key for key in request.POST.getlist("order") if key.isdecimal() and len(key) < 18]
    orders = verbs.candidates(incident).filter(pk__in=WorkOrder.objects.visible_to(request.user).values("pk"))
    verb = partial(verbs.attach, incident, orders.filter(pk__in=keys), by=request.user, at=timezone.now())
    attempt(
        request, verb, said=lambda n: ngettext("%(n)s order is attached.", "%(n)s orders are attached.", n) % {"n": n}
    )
    return redirect("workorders:incident", pk)


@require_POST
@verb_required("workorders.take")
def detach(request: AccountRequest, pk: int, order: int) -> HttpResponse:
    """It has another cause."""
    incident = _fetch(request, pk)
    seen = WorkOrder.objects.visible_to(request.user).filter(pk=order)
    link = get_object_or_404(IncidentOrder.objects.select_related("order"), incident=incident, order__in=seen)
    attempt(request, partial(verbs.detach, link, by=request.user), said=_("It is an order of its own again."))
    return redirect("workorders:incident", pk)


@require_POST
@verb_required("workorders.decide_incidents")
def decide(request: AccountRequest, pk: int, code: str) -> HttpResponse:
    """Whether its orders count."""
    incident = _fetch(request, pk)
    if code == "leave-out":
        _said(request, partial(verbs.leave_out, incident, by=request.user, at=timezone.now()))
    else:
        attempt(request, partial(verbs.count, incident, by=request.user), said=_("Its orders count like all others."))
    return redirect("workorders:incident", pk)


def _said(request: AccountRequest, verb: "partial[Outcome]") -> None:
    done = attempt(request, verb).result
    if done is None:
        return
    messages.success(request, ngettext("Done for %(n)s order.", "Done for %(n)s orders.", done.done) % {"n": done.done})
    for refusal in done.refused:
        messages.error(request, refusal)


def _fetch(request: AccountRequest, pk: int) -> Incident:
    incidents = Incident.objects.visible_to(request.user).select_related("site")
    found: Incident = get_object_or_404(incidents.filter(Q()), pk=pk)
    return found
