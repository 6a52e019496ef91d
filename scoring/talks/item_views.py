"""What was agreed: its owner's page, what became of it; notes of moments."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib import attachments
from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person
from scoring.models import Moment, Talk, TalkItem
from scoring.talks import following, moments
from scoring.talks.forms import FinishForm, MomentForm, OutcomeForm
from scoring.talks.page import TalkPage, Typed
from scoring.talks.views import visible


@require_safe
@verb_required("scoring.do_talk_items")
def own_items(request: AccountRequest) -> HttpResponse:
    """What one is to do oneself, open things first."""
    own = TalkItem.objects.standing().filter(owner=request.user.person_id)
    rows = own.select_related("talk__signed_by__person").order_by("done_at", "due", "pk")
    return render(request, "scoring/talks/own_items.html", {"items": rows})


@require_http_methods(["GET", "POST"])
@verb_required("scoring.do_talk_items")
def item(request: AccountRequest, pk: int) -> HttpResponse:
    """One thing of a plan: what, until when, how one knows; its owner says that it is done."""
    found = _item(request, pk)
    is_own = found.owner_id == request.user.person_id
    form = FinishForm(request.POST, request.FILES) if request.method == "POST" else FinishForm(initial=_said(found))
    verb = partial(following.finish, found, by=request.user)
    if form.is_bound and attempt(request, verb, form=form, said=_("Said that it is done.")):
        return redirect(found)
    context = {"item": found, "is_own": is_own, "form": form, "asks": is_own and not found.outcome}
    context["seen"] = Talk.objects.visible_to(request.user).filter(pk=found.talk_id).exists()
    return render(request, "scoring/talks/item.html", context)


def _said(item: TalkItem) -> dict[str, str]:
    return {"words": item.done_words}


@require_safe
@verb_required("scoring.do_talk_items")
def file(request: AccountRequest, pk: int) -> HttpResponse:
    """What shows that it is done, for who may see the item."""
    found = _item(request, pk)
    if not found.file:
        raise Http404
    return attachments.given_out(found.file, found.content_type, name=found.file_name)


@require_POST
@verb_required("scoring.hold_talk")
def look_at(request: AccountRequest, pk: int, item: int) -> HttpResponse:
    """What became of an item of an earlier plan, said in this talk."""
    talk = visible(request, pk)
    found = get_object_or_404(following.earlier(talk), pk=item)
    form = OutcomeForm(request.POST, prefix=f"item{found.pk}")
    verb = partial(following.look_at, found, talk=talk, by=request.user)
    if attempt(request, verb, form=form, said=_("What became of it is noted.")):
        return redirect(reverse("scoring:talk", args=[talk.pk]) + "#followed")
    page = TalkPage(talk, request.user)
    return render(request, "scoring/talks/talk.html", page.context(Typed(outcome=(found.pk, form))))


@require_safe
@verb_required("scoring.hold_talk")
def logs(request: AccountRequest, month: Month) -> HttpResponse:
    """Whom the account leads in the month, each with how many moments were noted."""
    page = numbered(moments.people(month, request.user), request.GET.get("page"))
    return render(request, "scoring/talks/logs.html", {"month": month, "page": page})


@require_http_methods(["GET", "POST"])
@verb_required("scoring.hold_talk")
def log(request: AccountRequest, month: Month, agent: int) -> HttpResponse:
    """The month's good and bad moments of somebody whom the account leads; a new one."""
    person = get_object_or_404(Person.objects.visible_in(month, request.user), pk=agent)
    first = {"day": min(timezone.localdate(), month.last_day)}
    form = MomentForm(request.POST if request.method == "POST" else None, initial=first)
    verb = partial(moments.note, agent=person, by=request.user)
    if request.method == "POST" and attempt(request, verb, form=form, said=_("The moment is noted.")):
        return redirect("scoring:moments", Month.of_day(form.cleaned_data["day"]), person.pk)
    context = {"month": month, "person": person, "form": form, "log": moments.of_month(person.pk, month, request.user)}
    context["talk"] = (
        Talk.objects.visible_to(request.user).filter(agent=person, month__first_day=month.first_day).first()
    )
    return render(request, "scoring/talks/log.html", context)


@require_POST
@verb_required("scoring.hold_talk")
def withdraw(request: AccountRequest, pk: int) -> HttpResponse:
    """Take one's own note back."""
    seen = Moment.objects.visible_to(request.user).standing()
    moment = get_object_or_404(seen, pk=pk)
    attempt(request, partial(moments.withdraw, moment, by=request.user), said=_("The note is withdrawn."))
    return redirect("scoring:moments", Month.of_day(moment.day), moment.agent_id)


def _item(request: AccountRequest, pk: int) -> TalkItem:
    seen = TalkItem.objects.visible_to(request.user)
    rows = seen.select_related("owner__department", "talk__agent", "talk__month", "talk__signed_by__person")
    found: TalkItem = get_object_or_404(rows, pk=pk)
    return found
