"""Quality checks: the list, one check, a new one, a corrected one."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evidence.facts import why_not_corrected
from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.paging import newest_first
from kpi_portal.lib.permissions import verb_required
from kpi_portal.lib.rounding import printed
from kpi_portal.lib.sent_once import sent_once
from people.access import AccountRequest
from records import downloads
from workorders.models import WorkOrder

from . import checklists, contacts, exporting, verbs
from .contests import verbs as contests
from .contests.page import contests_of
from .filters import CheckFilter
from .forms import CheckCorrectionForm, CheckForm
from .models import QualityCheck
from .sampling.checked import open_contact
from .scoring_while_filling import filled, so_far
from .second.page import second_of
from .verbs import Contact, checklist, failed_critically, items_of, score_of


@require_safe
@verb_required("evidence.view_checks")
def check_list(request: AccountRequest) -> HttpResponse:
    """Checks, newest contact first, with what failed."""
    wanted = _wanted(request)
    page = newest_first(wanted.qs, "contact_at", request.GET.get("before", ""))
    rows = [(check, *_judged(check)) for check in page.rows]
    return render(request, "evidence/quality_checks/list.html", {"filter": wanted, "page": page, "rows": rows})


@require_safe
@verb_required("evidence.view_checks")
def export_list(request: AccountRequest, kind: str) -> HttpResponse:
    """The same list as a file."""
    found = _wanted(request).qs.order_by("-contact_at", "-pk")[: downloads.MOST_ROWS]
    return downloads.table(exporting.table(found), f"checks.{kind}", kind)


@require_safe
@verb_required("evidence.view_checks")
def check_page(request: AccountRequest, pk: int) -> HttpResponse:
    """One check with all its items."""
    now = get_object_or_404(QualityCheck.objects.visible_to(request.user).now_of(pk))
    if now.pk != pk:  # the address of an earlier revision, from a mail or a bookmark
        return redirect("evidence:check", now.pk)
    check = _fetch(request, pk)
    score, critical = _judged(check)
    kept_back = why_not_corrected(check, by=request.user) if request.user.has_perm("evidence.check") else ""
    context = {"check": check, "score": score, "critical": critical, "kept_back": kept_back}
    context["order"] = contacts.order_of(check.contact, WorkOrder.objects.visible_to(request.user))
    context |= contests_of(check, request.user)
    context |= second_of(check, request.user)
    return render(request, "evidence/quality_checks/check.html", context)


@verb_required("evidence.check")
@sent_once
def record(request: AccountRequest) -> HttpResponse:
    """A checklist, quick to fill in on a phone."""
    lists, chosen = checklists.offered(request.GET.get("list"))
    asked: dict[str, Any] = {"items": checklists.items_of(chosen) if chosen else checklist(), "account": request.user}
    drawn = open_contact(request.user, request.GET.get("drawn"))
    asked |= {"findings": checklists.findings_of(chosen), "is_drawn": drawn is not None}
    form, told = filled(CheckForm, request, **asked)

    def act(**said: Any) -> object:
        link = {"checklist": chosen, "recording": said["recording"], "time_mark": said["time_mark"]}
        if drawn:
            contact = Contact(drawn.agent, drawn.contact_at, drawn.site, key=drawn.contact, **link)
        else:
            key = contacts.named(said["order"], said["call"])
            contact = Contact(said["agent"], said["contact_at"], said["site"], key=key, **link)
        items, note = form.items_as_checked(), said["note"]
        return verbs.record_check(contact, items=items, by=request.user, at=timezone.now(), note=note)

    if not told and attempt(request, act, form=form, said=_("The check is recorded.")):
        return redirect(drawn.sample if drawn else "evidence:checks")
    context = {"form": form, "title": _("New quality check"), "back": reverse("evidence:checks")}
    context |= {"lists": lists[1:] and lists, "chosen": chosen, "drawn": drawn, "so_far": so_far(form)}
    return render(request, "evidence/quality_checks/checklist.html", context)


@verb_required("evidence.check")
def correct(request: AccountRequest, pk: int) -> HttpResponse:
    """Other outcomes for a check; the one before stays readable."""
    check = _fetch(request, pk)
    findings = checklists.findings_of(check.checklist)
    form, told = filled(CheckCorrectionForm, request, items=items_of(check), findings=findings)

    def act(**said: Any) -> object:
        items, reason = form.items_as_checked(), said["reason"]
        return contests.correct(check, items=items, by=request.user, reason=reason)

    if not told and attempt(request, act, form=form, said=_("The check is corrected.")):
        return HttpResponseRedirect(reverse("evidence:checks"))
    context = {"form": form, "title": _("Correct the check of %(name)s") % {"name": check.agent}}
    context |= {"back": reverse("evidence:check", args=[pk]), "so_far": so_far(form)}
    return render(request, "evidence/quality_checks/checklist.html", context)


def _wanted(request: AccountRequest) -> CheckFilter:
    checks = QualityCheck.objects.visible_to(request.user).select_related("agent", "site", "checker")
    return CheckFilter(request.GET, queryset=checks.prefetch_related("items"), request=request)


def _fetch(request: AccountRequest, pk: int) -> QualityCheck:
    checks = QualityCheck.objects.visible_to(request.user).select_related("agent", "site", "checker", "checklist")
    check: QualityCheck = get_object_or_404(checks.prefetch_related("items"), pk=pk)
    return check


def _judged(check: QualityCheck) -> tuple[str, bool]:
    items = check.items.all()
    score = score_of(items)
    return "—" if score is None else printed(score, 0), failed_critically(items)
