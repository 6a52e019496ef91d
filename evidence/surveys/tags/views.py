"""Tags: how often each agent got which, by which rule; choosing them; noting a talk."""

from functools import partial

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.month import Month
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records.months import company_zone

from . import counting, verbs
from .models import SurveyTag


class TagForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for checkers only
    """One tag."""

    class Meta:
        model = SurveyTag
        fields = ["name", "is_bad", "most", "in_use"]


class TalkForm(forms.Form):
    """What was said."""

    note = forms.CharField(
        label=gettext_lazy("What was agreed"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_safe
@verb_required("evidence.view_invitations")
def tag_list(request: AccountRequest) -> HttpResponse:
    """Which tags residents ticked in a month, of whom."""
    newest = Month.of(timezone.now(), company_zone())
    try:
        month = Month.asked(request.GET["month"])
    except (KeyError, ValueError):
        month = newest
    told = {
        "month": month,
        "newest": newest,
        "got": counting.got(request.user, month),
        "tags": counting.known(),
        "is_own": SurveyTag.objects.exists(),
    }
    return render(request, "evidence/surveys/tags/list.html", told)


@require_POST
@verb_required("evidence.set_survey_rules")
def adopt(request: AccountRequest) -> HttpResponse:
    """Make the usual tags the company's own."""
    verbs.adopt_usual(by=request.user)
    return redirect("evidence:survey_tags")


@require_http_methods(["GET", "POST"])
@verb_required("evidence.set_survey_rules")
def save(request: AccountRequest, pk: int | None = None) -> HttpResponse:
    """A new tag, or another name and rule."""
    tag = get_object_or_404(SurveyTag, pk=pk) if pk else None
    page = FormPage(
        title=_("Tag for residents"),
        explanation=_("Answers keep the words they were given with."),
        back=reverse("evidence:survey_tags"),
        done=_("Saved."),
    )
    form = TagForm(request.POST or None, instance=tag)
    return page.answer(request, form, partial(verbs.save_tag, tag, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("evidence.follow_up")
def talk(request: AccountRequest, month: Month, agent: int, tag: str) -> HttpResponse:
    """Note the talk with an agent who got a tag too often."""
    of = (each for each in counting.got(request.user, month) if each.agent.pk == agent and each.tag == tag)
    found = next((each for each in of if each.is_over), None)
    if found is None:
        raise Http404
    page = FormPage(
        title=_("Talk about “%(tag)s” with %(agent)s") % {"tag": tag, "agent": found.agent.name},
        explanation=_("Ticked %(n)s times in %(month)s; the rule is at most %(most)s. The note moves no figure.")
        % {"n": found.number, "month": month, "most": found.most},
        back=reverse("evidence:survey_tags"),
        done=_("The talk is noted."),
    )
    verb = partial(verbs.note_talk, found, month, by=request.user, at=timezone.now())
    return page.answer(request, TalkForm(request.POST or None), verb)
