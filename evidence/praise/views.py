"""Praise: the list and its export, bringing it in, one praise with its files, the word on it."""

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib import attachments
from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.paging import newest_first
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from people.models import Account
from people.visibility import people_seen
from records import downloads, months

from . import verbs
from .filters import PraiseFilter
from .forms import BringForm, DecisionForm, FileForm
from .models import Praise

MAY = "evidence.bring_praise"
RELATED = ("agent", "site", "brought_by", "recorded_by__person")


@require_safe
@verb_required(MAY)
def praise_list(request: AccountRequest) -> HttpResponse:
    """Praise, newest first."""
    wanted = _wanted(request)
    page = newest_first(wanted.qs, "received_at", request.GET.get("before", ""))
    return render(request, "evidence/praise/list.html", {"filter": wanted, "page": page})


@require_safe
@verb_required(MAY)
def export_list(request: AccountRequest, kind: str) -> HttpResponse:
    """The same list as a file."""
    found = _wanted(request).qs.order_by("-received_at", "-pk")[: downloads.MOST_ROWS]
    head = [
        pgettext("praise", "Received"),
        _("Agent"),
        _("Form"),
        _("From whom"),
        _("Site"),
        _("What is praised"),
        _("State"),
    ]
    rows = [
        [
            timezone.localtime(each.received_at).replace(tzinfo=None),
            str(each.agent),
            each.get_form_display(),
            each.giver,
            str(each.site or ""),
            each.words,
            each.get_state_display(),
        ]
        for each in found
    ]
    return downloads.table([head, *rows], f"praise.{kind}", kind)


@require_http_methods(["GET", "POST"])
@verb_required(MAY)
@sent_once
def bring(request: AccountRequest) -> HttpResponse:
    """Bring in praise of somebody else."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BringForm(*sent, account=request.user, initial={"received_at": timezone.localtime()})
    done = attempt(request, partial(verbs.bring, by=request.user), form=form, said=_thanks)
    if done.result is not None:
        return HttpResponseRedirect(done.result.get_absolute_url())
    return render(request, "evidence/praise/bring.html", {"form": form})


@require_safe
@verb_required(MAY)
def praise_page(request: AccountRequest, pk: int) -> HttpResponse:
    """One praise; an address of a former revision leads to what stands."""
    praise = _fetch(request, pk)
    return redirect(praise) if praise.pk != pk else _show(request, praise)


@require_POST
@verb_required("evidence.record")
def decide(request: AccountRequest, pk: int) -> HttpResponse:
    """Confirm it or not."""
    praise, form = _fetch(request, pk), DecisionForm(request.POST)
    done = attempt(request, partial(verbs.decide, praise, by=request.user), form=form, said=_("It is decided."))
    if done.result is not None:
        return redirect(done.result)
    return _show(request, praise, {"decide": form})


@require_POST
@verb_required(MAY)
@sent_once
def add_file(request: AccountRequest, pk: int) -> HttpResponse:
    """One more file."""
    praise, form = _fetch(request, pk), FileForm(request.POST, request.FILES)
    if attempt(request, partial(verbs.attach, praise, by=request.user), form=form, said=_("The file is kept.")):
        return redirect(praise)
    return _show(request, praise, {"file": form})


@require_safe
@verb_required(MAY)
def file(request: AccountRequest, pk: int, piece: int) -> HttpResponse:
    """The file itself, to who may see the praise."""
    praise = _fetch(request, pk)
    found = get_object_or_404(verbs.files_of(praise), pk=piece)
    return attachments.given_out(found.file, found.content_type, name=found.file_name)


def _wanted(request: AccountRequest) -> PraiseFilter:
    praise = Praise.objects.visible_to(request.user).select_related(*RELATED)
    return PraiseFilter(request.GET, queryset=praise, request=request)


def _fetch(request: AccountRequest, pk: int) -> Praise:
    visible = Praise.objects.visible_to(request.user).select_related(*RELATED)
    praise: Praise = get_object_or_404(visible.now_of(pk))
    return praise


def _thanks(praise: Praise) -> str:
    if praise.state == Praise.State.CONFIRMED:
        return _("The praise is recorded and counts.")
    return _("Thank you; it counts once who leads has confirmed it.")


def _decides(account: Account, praise: Praise) -> bool:
    """Whether the account may say its word on it."""
    if not account.has_perm("evidence.record") or praise.agent_id == account.person_id:
        return False
    month = months.month_containing(praise.received_at)
    return not months.is_closed(month) and people_seen(account, month).filter(pk=praise.agent_id).exists()


def _show(request: AccountRequest, praise: Praise, bound: dict[str, Any] | None = None) -> HttpResponse:
    account = request.user
    forms: dict[str, Any] = {}
    if _decides(account, praise):
        forms["decide"] = DecisionForm()
    brought = praise.brought_by_id == account.person_id or account.has_perm("evidence.record")
    if brought and praise.agent_id != account.person_id:
        forms["file"] = FileForm()
    month = months.month_containing(praise.received_at)
    start, end, _cutoff = months.edges(month)
    beside = Praise.objects.visible_to(account).filter(agent=praise.agent_id, received_at__gte=start)
    before = Praise.objects.filter(source=praise.source, number=praise.number).select_related("recorded_by__person")
    context = {
        "praise": praise,
        "facts": [praise],
        "month": month,
        "files": verbs.files_of(praise),
        "beside": beside.filter(received_at__lt=end).exclude(pk=praise.pk).order_by("-received_at"),
        "history": before.order_by("revision"),
        "forms": forms | (bound or {}),
    }
    return render(request, "evidence/praise/praise.html", context)
