"""The note on a bad answer."""

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.rounding import plain
from people.access import AccountRequest

from . import follow_ups
from .models import SurveyAnswer


class NoteForm(forms.Form):
    """What came of it."""

    note = forms.CharField(
        label=gettext_lazy("What the resident said, and what happens now"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "POST"])
@verb_required("evidence.follow_up")
def follow_up(request: AccountRequest, pk: int) -> HttpResponse:
    """Close the follow-up of a bad answer with a note."""
    answers = SurveyAnswer.objects.visible_to(request.user).select_related("agent", "order")
    answer = get_object_or_404(answers, pk=pk)
    about = (answer.order, answer.agent, answer.comment or _("Without words."))
    page = FormPage(
        title=_("Follow up: %(rating)s of %(top)s") % {"rating": plain(answer.rating, 2), "top": answer.top},
        explanation=" · ".join(str(part) for part in about if part),
        back=f"{reverse('evidence:surveys')}?follow_up=true",
        done=_("Noted. The rating stays as it is."),
        action=_("Close the follow-up"),
    )
    form = NoteForm(request.POST or None)
    return page.answer(request, form, partial(follow_ups.follow_up, answer, by=request.user, at=timezone.now()))
