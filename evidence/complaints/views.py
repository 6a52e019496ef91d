"""Complaints: the list, a new one, one with its three steps, and what is decided about it."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.paging import newest_first
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.queue import inside, placed, still
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest

from . import judging, receiving, verbs
from .exporting import FORMATS, export
from .filters import ComplaintFilter
from .forms import CallBackForm, HandOverForm, JudgeForm, SeverityForm, SolveForm, StepForm
from .models import Complaint
from .page import Board

State = Complaint.State
RELATED = ("site", "building", "category", "cause", "handler", "against", "department", "order", "answer", "about")


class Sent(NamedTuple):
    """A form of the page that was sent: the name of its act, and what is said when it is done."""

    name: str
    form: Form
    done: str


@require_safe
@verb_required("evidence.view")
def complaint_list(request: AccountRequest) -> HttpResponse:
    """Complaints, newest first, narrowed by what the address says."""
    complaints = Complaint.objects.visible_to(request.user).select_related("site", "category", "cause", "handler")
    wanted = ComplaintFilter(request.GET, queryset=complaints.with_repeats(), request=request)
    page = newest_first(wanted.qs, "received_at", request.GET.get("before", ""))
    context = {"filter": wanted, "page": page, "now": timezone.now(), "here": request.GET.get("state") or "all"}
    context["inside"] = inside(request.GET)
    return render(request, "evidence/complaints/list.html", context)


@require_safe
@verb_required("evidence.view")
def export_list(request: AccountRequest, kind: str) -> HttpResponse:
    """The same list as a file."""
    wanted = ComplaintFilter(request.GET, queryset=Complaint.objects.visible_to(request.user), request=request)
    data = attempt(request, partial(export, wanted.qs, kind=kind, by=request.user)).result
    if data is None:
        return redirect(f"{reverse('evidence:complaints')}?{request.GET.urlencode()}")
    answer = HttpResponse(data, content_type=FORMATS[kind]().get_content_type())
    answer["Content-Disposition"] = f'attachment; filename="complaints.{kind}"'
    return answer


@require_http_methods(["GET", "POST"])
@verb_required("evidence.handle_complaints")
@sent_once
def receive(request: AccountRequest) -> HttpResponse:
    """Take one down; an order or an answer in the address fills in what is known."""
    beside = receiving.beside(request)
    form = receiving.form(request, beside)

    def act(**said: Any) -> Complaint:
        return verbs.receive(receiving.report(said, beside), by=request.user)

    done = attempt(
        request, act, form=form, said=lambda made: _("Complaint %(number)s is taken down.") % {"number": made}
    )
    if done.result is not None:
        return HttpResponseRedirect(done.result.get_absolute_url())
    return render(request, "evidence/complaints/receive.html", {"form": form, **beside})


@require_safe
@verb_required("evidence.view")
def complaint_page(request: AccountRequest, pk: int) -> HttpResponse:
    """One complaint."""
    return _show(request, fetch(request, pk))


@require_POST
@verb_required("evidence.handle_complaints")
@sent_once
def step(request: AccountRequest, pk: int) -> HttpResponse:
    """The next of the three steps."""
    complaint = fetch(request, pk)
    if request.POST.get("state", complaint.state) != complaint.state:
        return _meanwhile(request, complaint)
    if complaint.state == State.SOLVE:

        def solve(complaint: Complaint, *, by: Any, at: Any, **said: Any) -> object:
            return verbs.close(complaint, by=by, at=at, outcome=verbs.Outcome(**said))

        form: Form = SolveForm(request.POST, complaint=complaint)
        return _act(request, complaint, Sent("step", form, _("The complaint is closed.")), solve)
    verb = verbs.soothe if complaint.state == State.SOOTHE else verbs.understand
    return _act(request, complaint, Sent("step", StepForm(request.POST), _("It is noted.")), verb)


def _meanwhile(request: AccountRequest, complaint: Complaint) -> HttpResponse:
    """Somebody else took the step from a page of the same time: nothing is done, what was typed stays."""
    form: Form = StepForm(initial={"words": request.POST.get("words", "")})
    if complaint.state == State.SOLVE:
        form = SolveForm(complaint=complaint)
        form.initial["words"] = request.POST.get("words", "")
    messages.error(request, _("Somebody else changed this meanwhile. Look at it again."))
    return _show(request, complaint, bound={} if complaint.state == State.CLOSED else {"step": form})


@require_POST
@verb_required("evidence.handle_complaints")
@sent_once
def call_back(request: AccountRequest, pk: int) -> HttpResponse:
    """How satisfied the resident is."""
    form = CallBackForm(request.POST)
    return _act(request, fetch(request, pk), Sent("call_back", form, _("The call-back is noted.")), verbs.call_back)


@require_POST
@verb_required("evidence.handle_complaints")
@sent_once
def hand_over(request: AccountRequest, pk: int) -> HttpResponse:
    """Somebody else handles it."""
    form = HandOverForm(request.POST, account=request.user)
    return _act(request, fetch(request, pk), Sent("hand_over", form, _("It is handed over.")), verbs.hand_over)


@require_POST
@verb_required("evidence.judge_complaints")
@sent_once
def judge(request: AccountRequest, pk: int) -> HttpResponse:
    """Whose fault it was."""

    def verb(complaint: Complaint, *, verdict: str, agent: Any, department: Any, **said: Any) -> object:
        return judging.judge(complaint, finding=judging.Finding(verdict, agent, department), **said)

    complaint, form = fetch(request, pk), JudgeForm(request.POST, account=request.user)
    decided = judging.decided(complaint)
    stands = str(decided.pk) if decided else ""
    if request.POST.get("seen", stands) != stands:
        form.add_error(None, _("Somebody else changed this meanwhile. Look at it again."))
        return _show(request, complaint, bound={"judge": form})
    return _act(request, complaint, Sent("judge", form, _("The responsibility is decided.")), verb)


@require_POST
@verb_required("evidence.judge_complaints")
def severity(request: AccountRequest, pk: int) -> HttpResponse:
    """Ordinary or major."""

    def verb(complaint: Complaint, *, at: object, **said: Any) -> object:
        return judging.set_severity(complaint, **said)

    form = SeverityForm(request.POST)
    return _act(request, fetch(request, pk), Sent("severity", form, _("The severity is changed.")), verb)


@require_POST
@verb_required("evidence.handle_complaints")
def phone(request: AccountRequest, pk: int) -> HttpResponse:
    """The resident's number, shown once and noted."""
    complaint = fetch(request, pk)
    if not Board(complaint, request.user).is_in_charge:
        return redirect("evidence:complaint", pk)
    return _show(request, complaint, number=verbs.read_phone(complaint, by=request.user))


def _act(request: AccountRequest, complaint: Complaint, sent: Sent, verb: Callable[..., object]) -> HttpResponse:
    """Run a verb of the complaint's; refused, the page stands as it was sent."""
    act = partial(verb, complaint, by=request.user, at=timezone.now())
    if attempt(request, act, form=sent.form, said=sent.done):
        return HttpResponseRedirect(complaint.get_absolute_url() + still(request))
    return _show(request, complaint, bound={sent.name: sent.form})


def _show(request: AccountRequest, complaint: Complaint, *, bound: Any = None, number: str = "") -> HttpResponse:
    seen = Complaint.objects.visible_to(request.user)
    context = Board(complaint, request.user, bound or {}).context()
    place = placed(
        request, complaint, lambda asked: (ComplaintFilter(asked, queryset=seen, request=request).qs, "-received_at")
    )
    return render(request, "evidence/complaints/complaint.html", context | {"number": number, "place": place})


def fetch(request: AccountRequest, pk: int) -> Complaint:
    complaints = Complaint.objects.visible_to(request.user).select_related(*RELATED)
    complaint: Complaint = get_object_or_404(complaints, pk=pk)
    return complaint
