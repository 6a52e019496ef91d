"""Activities: the list and its export, a new one, one with its sheet."""

from functools import partial
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.paging import newest_first, numbered
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from people.models import Person
from records import downloads, months

from . import verbs
from .filters import ActivityFilter
from .forms import ActivityForm, CorrectionForm, PartForm
from .models import Activity, Participation
from .verbs import Mark

ROWS = 50
FIELDS = ("form", "title", "held_at", "site", "words")


@require_safe
@verb_required("evidence.view")
def activity_list(request: AccountRequest) -> HttpResponse:
    """Activities, newest first, with how many took part of those whom the account may see."""
    wanted = _wanted(request)
    page = newest_first(wanted.qs, "held_at", request.GET.get("before", ""))
    parts = _came(request).filter(activity__in=page.rows).order_by().values_list("activity").annotate(n=Count("pk"))
    numbers = dict(parts)
    rows = [(activity, numbers.get(activity.pk, 0)) for activity in page.rows]
    return render(request, "evidence/activities/list.html", {"filter": wanted, "page": page, "rows": rows})


@require_safe
@verb_required("evidence.view")
def export_list(request: AccountRequest, kind: str) -> HttpResponse:
    """Who took part in the activities of the list, as a file."""
    parts = _came(request).filter(activity__in=_wanted(request).qs).select_related("activity__site", "agent")
    found = parts.order_by("-activity__held_at", "agent__name")[: downloads.MOST_ROWS]
    held = pgettext("activity", "Held at")
    head = [_("Activity"), held, _("Site"), _("Agent"), _("Staff number"), _("Part"), _("Hours")]
    rows = [
        [
            each.activity.title,
            timezone.localtime(each.activity.held_at).replace(tzinfo=None),
            str(each.activity.site or ""),
            each.agent.name,
            each.agent.staff_number or "",
            each.get_part_display(),
            each.hours,
        ]
        for each in found
    ]
    return downloads.table([head, *rows], f"activities.{kind}", kind)


@require_http_methods(["GET", "POST"])
@verb_required("evidence.record")
@sent_once
def hold(request: AccountRequest) -> HttpResponse:
    """A new one."""
    form = ActivityForm(request.POST if request.method == "POST" else None, initial={"held_at": timezone.localtime()})
    done = attempt(
        request, partial(verbs.hold, by=request.user), form=form, said=_("It is recorded; enter who took part.")
    )
    if done.result is not None:
        return HttpResponseRedirect(done.result.get_absolute_url())
    page = FormPage(title=_("New activity"), back=reverse("evidence:activities"), done="")
    return page.shown(request, form)


@require_http_methods(["GET", "POST"])
@verb_required("evidence.record")
def correct(request: AccountRequest, pk: int) -> HttpResponse:
    """Another title, instant or site."""
    activity = _fetch(request, pk)
    initial = {name: getattr(activity, name) for name in FIELDS}
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=initial)
    page = FormPage(
        title=_("Correct the activity"), back=activity.get_absolute_url(), done=_("The activity is corrected.")
    )
    return page.answer(request, form, partial(verbs.correct, activity, by=request.user))


@require_safe
@verb_required("evidence.view")
def activity_page(request: AccountRequest, pk: int) -> HttpResponse:
    """One activity; an address of a former revision leads to what stands."""
    activity = _fetch(request, pk)
    return redirect(activity) if activity.pk != pk else _show(request, activity)


@require_POST
@verb_required("evidence.record")
def record_sheet(request: AccountRequest, pk: int) -> HttpResponse:
    """All rows of the sheet that were sent."""
    activity = _fetch(request, pk)
    agents, before = _people(request, activity)
    forms = [
        PartForm(request.POST, agent=agent, before=before.get(agent.pk))
        for agent in agents
        if PartForm.was_sent(agent, request.POST)
    ]
    if [form for form in forms if not form.is_valid()]:  # each says what is wrong with it
        return _show(request, activity, forms)
    marks = [Mark(form.agent, form.cleaned_data["part"], form.cleaned_data["hours"]) for form in forms]
    if attempt(request, partial(verbs.record_sheet, activity, marks=marks, by=request.user), said=_entered):
        return redirect(activity)
    return _show(request, activity, forms)


def _entered(number: int) -> str:
    return ngettext("%(n)s part recorded.", "%(n)s parts recorded.", number) % {"n": number}


def _came(request: AccountRequest) -> Any:
    return Participation.objects.visible_to(request.user).exclude(part=Participation.Part.NONE)


def _wanted(request: AccountRequest) -> ActivityFilter:
    activities = Activity.objects.visible_to(request.user).select_related("site")
    return ActivityFilter(request.GET, queryset=activities, request=request)


def _fetch(request: AccountRequest, pk: int) -> Activity:
    visible = Activity.objects.visible_to(request.user).select_related("site", "recorded_by__person")
    activity: Activity = get_object_or_404(visible.now_of(pk))
    return activity


def _people(request: AccountRequest, activity: Activity) -> tuple[Any, dict[int, Participation]]:
    """Whom the account may see of who took part and, where it records, of the month's agents; and what stands."""
    parts = Participation.objects.visible_to(request.user).filter(activity=activity).select_related("agent")
    before = {part.agent_id: part for part in parts}
    listed = Q(pk__in=before)
    if request.user.has_perm("evidence.record"):
        month = months.month_containing(activity.held_at)
        posted = Person.objects.visible_in(month, request.user).posted_in(month).filter(is_active=True)
        listed |= Q(pk__in=posted.exclude(pk=request.user.person_id).values("pk"))
    return Person.objects.filter(listed).in_chinese_order(), before


def _show(request: AccountRequest, activity: Activity, sent: list[PartForm] | None = None) -> HttpResponse:
    """A page of the sheet, or the rows that were sent and have to be corrected."""
    agents, before = _people(request, activity)
    agents = sorted(agents, key=lambda agent: agent.pk not in before)
    page = numbered(agents, request.GET.get("page"), ROWS)
    forms = sent or [PartForm(agent=agent, before=before.get(agent.pk)) for agent in page]
    context = {"activity": activity, "forms": forms, "page": None if sent else page, "parts": list(before.values())}
    return render(request, "evidence/activities/activity.html", context)
