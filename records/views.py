"""The company's books for people to read: who did what, and the chain that proves it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from records import ledger
from records.audit_labels import ACTS
from records.audit_subjects import with_subjects
from records.models import AuditEntry, LedgerEntry

PER_PAGE = 50


class AuditSearch(forms.Form):
    """What to look for in the audit."""

    q = forms.CharField(label=gettext_lazy("Person, act or subject"), max_length=100, required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False)
    until = forms.DateField(label=gettext_lazy("To"), required=False)

    def find(self) -> Any:
        """Entries that match, newest first; a field that cannot be read does not narrow the search."""
        words = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        found = AuditEntry.objects.all()
        if q := words.get("q"):
            acts = [verb for verb, act in ACTS.items() if q.casefold() in str(act).casefold()]
            found = found.filter(Q(actor_name__icontains=q) | Q(verb__in=acts) | Q(subject_id=q))
        if since := words.get("since"):
            found = found.filter(at__date__gte=since)
        if until := words.get("until"):
            found = found.filter(at__date__lte=until)
        return found


@require_safe
@verb_required("records.view_audit")
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first."""
    search = AuditSearch(request.GET)
    page = numbered(search.find(), request.GET.get("page"), PER_PAGE)
    lines = with_subjects(page, request.user)
    return render(request, "records/audit.html", {"search": search, "page": page, "lines": lines})


@require_safe
@verb_required("records.view_ledger")
def ledger_entries(request: HttpRequest) -> HttpResponse:
    """The chain, newest first, with the head to keep outside the portal."""
    page = numbered(LedgerEntry.objects.order_by("-position"), request.GET.get("page"), PER_PAGE)
    context = {"page": page, "head": ledger.head(), "public_key": ledger.public_key()}
    return render(request, "records/ledger.html", context)


@require_POST
@verb_required("records.view_ledger")
def verify_ledger(request: HttpRequest) -> HttpResponse:
    """Check the whole chain, against a head printed earlier if one is given."""
    verdict = ledger.verify(request.POST.get("head", "").strip())
    if verdict.is_sound:
        messages.success(request, _("The ledger is sound: %(entries)s entries checked.") % {"entries": verdict.entries})
    for problem in verdict.problems[:5]:
        messages.error(request, problem)
    return redirect("records:ledger")
