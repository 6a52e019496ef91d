"""Trainings: the list, a session with its sheet, a re-sit."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.paging import newest_first, numbered
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from records import downloads

from . import exporting, verbs
from .attendance_grid import Row, Sheet, sheet_of
from .filters import SessionFilter
from .forms import AttendanceForm, ResitForm, SessionCorrectionForm, SessionForm
from .models import TrainingSession
from .verbs import Mark

ROWS = 25


@require_safe
@verb_required("evidence.view")
def session_list(request: AccountRequest) -> HttpResponse:
    """Sessions, newest first, with how many came of those the account may see."""
    sessions = TrainingSession.objects.visible_to(request.user).with_turnout(request.user)
    wanted = SessionFilter(request.GET, queryset=sessions, request=request)
    page = newest_first(wanted.qs, "held_at", request.GET.get("before", ""))
    return render(request, "evidence/trainings/list.html", {"filter": wanted, "page": page})


@require_safe
@verb_required("evidence.view")
def export_list(request: AccountRequest, kind: str) -> HttpResponse:
    """The sessions of the list as a file, with who was invited and came."""
    sessions = TrainingSession.objects.visible_to(request.user)
    wanted = SessionFilter(request.GET, queryset=sessions, request=request)
    found = list(wanted.qs.order_by("-held_at", "-pk")[: downloads.MOST_ROWS])
    return downloads.table(exporting.table(found, request.user), f"trainings.{kind}", kind)


@require_safe
@verb_required("evidence.view")
def session_page(request: AccountRequest, pk: int) -> HttpResponse:
    """Who was invited, came, and what they scored; for those who record: a sheet to fill in."""
    session = _fetch(request, pk)
    sheet = sheet_of(session, request.user)
    return _show(request, session, sheet, ResitForm(agents=sheet.scored()))


@verb_required("evidence.record")
@sent_once
def hold(request: AccountRequest) -> HttpResponse:
    """A new session."""
    page = FormPage(
        title=_("New training session"),
        explanation=_("Afterwards enter who was invited and came."),
        back=reverse("evidence:trainings"),
        done=_("The session is recorded. Open it to enter who came."),
    )
    form = SessionForm(request.POST or None)
    return page.answer(request, form, partial(verbs.hold_session, by=request.user))


@verb_required("evidence.record")
def correct(request: AccountRequest, pk: int) -> HttpResponse:
    """Another title, instant, or with an exam."""
    session = _fetch(request, pk)
    page = FormPage(
        title=_("Correct the session"), back=reverse("evidence:trainings"), done=_("The session is corrected.")
    )
    initial = {"title": session.title, "held_at": session.held_at, "has_exam": session.has_exam}
    form = SessionCorrectionForm(request.POST or None, initial=initial)
    return page.answer(request, form, partial(verbs.correct_session, session, by=request.user))


@require_POST
@verb_required("evidence.record")
def record_sheet(request: AccountRequest, pk: int) -> HttpResponse:
    """All rows of the sheet that were sent."""
    session = _fetch(request, pk)
    sheet = sheet_of(session, request.user)
    rows = [row for row in sheet.rows if AttendanceForm.was_sent(row.agent, request.POST)]
    forms = [AttendanceForm(request.POST, agent=row.agent, initial=_initial(row)) for row in rows]
    invalid = [form for form in forms if not form.is_valid()]
    marks = [Mark(form.agent, **form.cleaned_data) for form in forms if form not in invalid]
    act = partial(verbs.record_sheet, session, marks=marks, by=request.user)
    if not invalid and attempt(request, act, said=_("The sheet is recorded.")):
        return redirect(f"{reverse('evidence:training', args=[pk])}?{request.GET.urlencode()}")
    return _show(request, session, sheet, ResitForm(agents=sheet.scored()), list(zip(rows, forms, strict=True)))


@require_POST
@verb_required("evidence.record")
def record_resit(request: AccountRequest, pk: int) -> HttpResponse:
    """One more attempt of one agent."""
    session = _fetch(request, pk)
    sheet = sheet_of(session, request.user)
    form = ResitForm(request.POST or None, agents=sheet.scored())
    act = partial(verbs.record_resit, session, by=request.user)
    if attempt(request, act, form=form, said=_("The re-sit is recorded.")):
        return redirect("evidence:training", pk)
    return _show(request, session, sheet, form)


def _fetch(request: AccountRequest, pk: int) -> TrainingSession:
    session: TrainingSession = get_object_or_404(TrainingSession.objects.visible_to(request.user), pk=pk)
    return session


def _initial(row: Row) -> dict[str, str]:
    return {"status": row.status, "score": "" if row.score is None else f"{row.score.normalize():f}"}


def _show(
    request: AccountRequest,
    session: TrainingSession,
    sheet: Sheet,
    resit: ResitForm,
    sent: list[tuple[Row, AttendanceForm]] | None = None,
) -> HttpResponse:
    """A page of the sheet, or the rows that were sent and have to be corrected."""
    records = request.user.has_perm("evidence.record")
    page = numbered(sheet.rows if records else sheet.invited, request.GET.get("page"), ROWS)
    rows = sent or [(row, AttendanceForm(agent=row.agent, initial=_initial(row))) for row in page]
    context = {"session": session, "rows": rows, "resit": resit, "page": None if sent else page}
    return render(request, "evidence/trainings/session.html", context)
