"""Acts on a complaint that have a page of their own: other words, leaving it out and counting it again."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evidence.forms import ReasonForm
from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest

from . import judging
from .forms import WordsForm
from .models import Complaint

WORDS = ("words", "channel", "site", "room", "resident", "phone", "wish", "about")


@require_http_methods(["GET", "POST"])
@verb_required("evidence.judge_complaints")
def describe(request: AccountRequest, pk: int) -> HttpResponse:
    """Other words, place, resident, category."""
    complaint = _fetch(request, pk)
    page = FormPage(
        title=_("Correct the words of %(number)s") % {"number": complaint},
        explanation=_("No figure follows from them; what changed is in the audit."),
        back=complaint.get_absolute_url(),
        done=_("The words are corrected."),
        action=_("Save"),
    )
    held = {name: getattr(complaint, name) for name in WORDS}
    held |= {"building": complaint.building or "", "topic": complaint.cause or complaint.category}
    form = WordsForm(request.POST if request.method == "POST" else None, account=request.user, initial=held)
    return page.answer(request, form, partial(judging.describe, complaint, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("evidence.exclude")
def exclude(request: AccountRequest, pk: int) -> HttpResponse:
    """Leave it out of every figure, with the reason."""
    complaint = _fetch(request, pk)
    page = FormPage(
        title=_("Exclude this complaint?"),
        explanation=_("It stays visible with the reason; the next close leaves it out of every figure."),
        back=complaint.get_absolute_url(),
        done=_("The complaint is excluded."),
        action=_("Exclude"),
        dangerous=True,
    )
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(judging.exclude, complaint, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("evidence.exclude")
def include(request: AccountRequest, pk: int) -> HttpResponse:
    """Take the exclusion back."""
    complaint = _fetch(request, pk)
    page = FormPage(
        title=_("Count this complaint again?"),
        explanation=_("The next close counts it like any other."),
        back=complaint.get_absolute_url(),
        done=_("The complaint counts again."),
        action=_("Count again"),
    )
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(judging.include, complaint, by=request.user))


def _fetch(request: AccountRequest, pk: int) -> Complaint:
    related = ("site", "building", "category", "cause", "about")
    complaints = Complaint.objects.visible_to(request.user).select_related(*related)
    complaint: Complaint = get_object_or_404(complaints, pk=pk)
    return complaint
