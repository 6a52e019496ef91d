"""Red lines: the list, the case, and its acts (SCORING §5, step 8)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib import attachments
from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import months
from scoring.models import RecertificationStep, RedLine, RedLineEvidence, RedLineRule

from . import page as red_line_page
from . import recertification
from . import verbs as red_lines
from .forms import (
    EvidenceForm,
    HearingForm,
    IncidentForm,
    JudgementForm,
    MinutesForm,
    ReasonForm,
    StatementForm,
    StepDoneForm,
    StepForm,
)

VERDICTS: dict[str, Callable[..., RedLine]] = {
    "confirm": red_lines.confirm,
    "dismiss": red_lines.dismiss,
    "back": red_lines.send_back,
}


@require_safe
@verb_required("scoring.view_red_lines")
def case_list(request: AccountRequest) -> HttpResponse:
    """Cases of people whom the account may see, those in which somebody has to act first."""
    cases = RedLine.objects.visible_to(request.user).select_related("agent", "first_by", "second_by")
    page = numbered(cases.waiting_first(), request.GET.get("page"))
    return render(request, "scoring/red_lines/list.html", {"page": page, "has_rules": RedLineRule.objects.exists()})


@require_http_methods(["GET", "POST"])
@verb_required("scoring.handle_red_line")
def record(request: AccountRequest) -> HttpResponse:
    """Record an incident."""
    today = timezone.now().astimezone(months.company_zone()).date()
    form = IncidentForm(request.POST if request.method == "POST" else None, account=request.user, today=today)
    if done := attempt(request, partial(red_lines.record, by=request.user), form=form, said=_("It is recorded.")):
        assert done.result is not None
        return redirect("scoring:red_line", done.result.pk)
    page = FormPage(
        title=_("Record a red-line incident"),
        explanation=_("Nothing counts before a hearing and two confirmations by different people."),
        back=reverse("scoring:red_lines"),
        done="",
    )
    return page.shown(request, form)


@require_safe
@verb_required("scoring.view_red_lines")
def case(request: AccountRequest, pk: int) -> HttpResponse:
    """One case, with the acts that are this account's."""
    return _page(request, _case(request, pk))


@require_POST
@verb_required("scoring.view_red_lines")
def add_evidence(request: AccountRequest, pk: int) -> HttpResponse:
    """One more piece; the person concerned may add some too."""
    form = EvidenceForm(request.POST, request.FILES)
    return _done(request, pk, "evidence", form, red_lines.add_evidence)


@require_POST
@verb_required("scoring.handle_red_line")
def call_hearing(request: AccountRequest, pk: int) -> HttpResponse:
    """Set the day of the hearing."""
    return _done(request, pk, "hearing", HearingForm(request.POST), red_lines.call_hearing)


@require_POST
@verb_required("scoring.view_red_lines")
def make_statement(request: AccountRequest, pk: int) -> HttpResponse:
    """The words of the person concerned."""
    return _done(request, pk, "statement", StatementForm(request.POST), red_lines.make_statement)


@require_POST
@verb_required("scoring.handle_red_line")
def hold_hearing(request: AccountRequest, pk: int) -> HttpResponse:
    """What was said at the hearing."""
    return _done(request, pk, "minutes", MinutesForm(request.POST), red_lines.hold_hearing)


@require_POST
@verb_required("scoring.handle_red_line")
def judge(request: AccountRequest, pk: int) -> HttpResponse:
    """Confirm it, dismiss it, or send it back for more evidence."""

    def act(*, verdict: str, reason: str, **more: Any) -> RedLine:
        return VERDICTS[verdict](reason=reason, **more)

    return _done(request, pk, "judgement", JudgementForm(request.POST), act)


@require_POST
@verb_required("scoring.handle_red_line")
def step_done(request: AccountRequest, pk: int, step: int) -> HttpResponse:
    """One step of the re-certification is done."""
    found = get_object_or_404(RecertificationStep, pk=step, red_line=_case(request, pk))
    form = StepDoneForm(request.POST)
    verb = partial(recertification.step_done, step=found, by=request.user)
    if attempt(request, verb, form=form, said=_("The step is done.")):
        return redirect("scoring:red_line", pk)
    return _page(request, found.red_line, step=form)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.handle_red_line")
def add_step(request: AccountRequest, pk: int) -> HttpResponse:
    """One more step."""
    found = _case(request, pk)
    page = FormPage(title=_("One more step"), back=found.get_absolute_url(), done=_("The step is added."))
    form = StepForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(recertification.add_step, red_line=found, by=request.user))


@require_POST
@verb_required("scoring.handle_red_line")
def back_to_post(request: AccountRequest, pk: int) -> HttpResponse:
    """All steps are done."""
    verb = partial(recertification.back_to_post, red_line=_case(request, pk), by=request.user)
    attempt(request, verb, said=_("Back at the post; the case is closed."))
    return redirect("scoring:red_line", pk)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.decide_red_line")
def ask_to_overturn(request: AccountRequest, pk: int) -> HttpResponse:
    """Ask for a confirmed one to be taken off the card."""
    found = _case(request, pk)
    page = FormPage(
        title=_("Overturn %(number)s?") % {"number": found.number},
        explanation=_("A second person has to confirm; the month's next close then leaves it out of the card."),
        back=found.get_absolute_url(),
        done=_("A second person has to confirm now."),
        action=_("Ask for it"),
        dangerous=True,
    )
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(red_lines.ask_to_overturn, red_line=found, by=request.user))


@require_POST
@verb_required("scoring.decide_red_line")
def overturn(request: AccountRequest, pk: int) -> HttpResponse:
    """Confirm it, as the second person."""
    verb = partial(red_lines.overturn, red_line=_case(request, pk), by=request.user)
    attempt(request, verb, said=_("It is overturned; the next close leaves it out."))
    return redirect("scoring:red_line", pk)


@require_safe
@verb_required("scoring.view_red_lines")
def file(request: AccountRequest, pk: int, piece: int) -> HttpResponse:
    """A file of the evidence, to be saved."""
    found = get_object_or_404(RedLineEvidence, pk=piece, red_line=_case(request, pk))
    if not found.file:
        raise Http404
    return attachments.given_out(found.file, "", name=found.file_name)


def _case(request: AccountRequest, pk: int) -> RedLine:
    cases = RedLine.objects.visible_to(request.user).select_related("agent", "rule")
    found: RedLine = get_object_or_404(cases, pk=pk)
    return found


def _page(request: AccountRequest, red_line: RedLine, **typed: Form) -> HttpResponse:
    return render(request, "scoring/red_lines/case.html", red_line_page.context(red_line, request.user, **typed))


def _done(request: AccountRequest, pk: int, name: str, form: Form, verb: Callable[..., object]) -> HttpResponse:
    """Run an act on a case and show it; what is refused stands at its form."""
    found = _case(request, pk)
    if attempt(request, partial(verb, red_line=found, by=request.user), form=form, said=_("It is recorded.")):
        return redirect("scoring:red_line", pk)
    return _page(request, found, **{name: form})
