"""Samples: what was drawn, drawing, drawing again."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.month_field import MonthField
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from people.models import Account, Team
from people.visibility import sees_contacts, teams_led
from records.months import company_zone

from . import replacing, verbs
from .models import CheckSample, SampledContact

LISTED = 50
MOST = 20


class DrawForm(forms.Form):
    """Of which team and month, and how many."""

    month = MonthField(label=gettext_lazy("Month"))
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"))
    per_agent = forms.IntegerField(
        label=gettext_lazy("Contacts per agent"),
        initial=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
    )

    def __init__(self, *args: object, account: Account, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        teams = Team.objects.all() if sees_contacts(account) else teams_led(account)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = teams.filter(is_active=True)
        self.initial.setdefault("month", str(Month.of(timezone.now(), company_zone())))
        if len(field.queryset) == 1:
            self.initial.setdefault("team", field.queryset[0].pk)


class ReplaceForm(forms.Form):
    """Why a drawn contact cannot be checked."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why it cannot be checked"), choices=SampledContact.Why.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=gettext_lazy("Remark"), max_length=300, required=False)


@require_safe
@verb_required("evidence.check")
def sample_list(request: AccountRequest) -> HttpResponse:
    """The newest samples."""
    samples = CheckSample.objects.visible_to(request.user).numbered().select_related("team", "drawn_by__person")
    return render(request, "evidence/quality_checks/samples/list.html", {"samples": samples[:LISTED]})


@require_http_methods(["GET", "POST"])
@verb_required("evidence.check")
@sent_once
def draw(request: AccountRequest) -> HttpResponse:
    """Draw one."""
    form = DrawForm(request.POST if request.method == "POST" else None, account=request.user)
    if drawn := attempt(
        request, partial(verbs.draw_sample, by=request.user), form=form, said=_("The sample is drawn.")
    ):
        assert drawn.result
        return HttpResponseRedirect(drawn.result.get_absolute_url())
    page = FormPage(
        title=_("Draw a random sample"),
        explanation=_(
            "From the month's orders and call-backs of the team. The seed is kept, so it can be drawn again."
        ),
        back=reverse("evidence:check_samples"),
        done="",
        action=_("Draw"),
    )
    return page.shown(request, form)


@require_safe
@verb_required("evidence.check")
def sample_page(request: AccountRequest, pk: int) -> HttpResponse:
    """What was drawn, from how many, by which seed."""
    samples = CheckSample.objects.visible_to(request.user).numbered().select_related("team", "drawn_by__person")
    sample = get_object_or_404(samples, pk=pk)
    contacts = sample.contacts.select_related("agent", "quality_check", "replaced_by__person", "replaces")
    others = samples.filter(team=sample.team, first_day=sample.first_day).exclude(pk=pk).order_by("pk")
    context = {"sample": sample, "contacts": contacts, "others": others}
    return render(request, "evidence/quality_checks/samples/sample.html", context)


@require_http_methods(["GET", "POST"])
@verb_required("evidence.check")
@sent_once
def replace(request: AccountRequest, pk: int) -> HttpResponse:
    """A drawn contact that cannot be checked gives its place to the next of the same seed."""
    seen = SampledContact.objects.open().filter(sample__in=CheckSample.objects.visible_to(request.user))
    contact = get_object_or_404(seen.select_related("agent", "sample"), pk=pk)
    page = FormPage(
        title=_("Replace %(contact)s of %(agent)s") % {"contact": contact.words, "agent": contact.agent},
        explanation=_("It stays in the list with the reason. The next of this agent by the same seed takes its place."),
        back=contact.sample.get_absolute_url(),
        done=lambda made: _("The next contact takes its place.") if made else _("The list has no other contact."),
        action=_("Replace"),
    )
    form = ReplaceForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(replacing.replace, contact, by=request.user))


@require_POST
@verb_required("evidence.check")
def draw_again(request: AccountRequest, pk: int) -> HttpResponse:
    """Draw again from what was kept, and say whether the same comes out."""
    sample = get_object_or_404(CheckSample.objects.visible_to(request.user), pk=pk)
    if verbs.draw_again(sample).is_same:
        messages.success(request, _("Drawn again from what was kept: the same contacts."))
    else:
        messages.error(request, _("Drawn again from what was kept, other contacts come out. Tell the administrator."))
    return redirect(sample)
