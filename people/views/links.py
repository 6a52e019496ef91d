"""One-time links for many at once: slips on paper to hand over, and mail for who has an address."""

from dataclasses import dataclass
from datetime import datetime

import segno
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.lib.permissions import verb_required
from people import accounts
from people.access import AccountRequest
from people.models import Account, Person
from people.querysets import chinese_order
from records import audit

QR_DARK = "#000000"


@dataclass(frozen=True)
class Slip:
    """What one person is handed over, in their language; the code is the link as a picture."""

    account: Account
    link: str
    code: str
    until: datetime
    language: str


@require_safe
@verb_required("people.manage_accounts")
def links(request: AccountRequest) -> HttpResponse:
    """Who has not chosen a password yet, all or of one import: whose link is printed, whose mailed."""
    batch = request.GET.get("import", "")
    waiting = _waiting(request, batch)
    shown = {
        "batch": batch,
        "by_hand": [account for account in waiting if not account.email],
        "by_mail": [account for account in waiting if account.email],
    }
    return render(request, "people/links.html", shown)


@never_cache
@require_POST
@verb_required("people.manage_accounts")
def print_links(request: AccountRequest) -> HttpResponse:
    """The slips of the chosen people. Made now and shown only now; every link given before is void."""
    chosen = _chosen(request)
    if not chosen:
        messages.error(request, _("Nobody is chosen."))
        return redirect("people:links")
    with transaction.atomic():
        slips = [_slip(account) for account in chosen]
        for account in chosen:
            audit.record(by=request.user, verb="people.print_links", subject=account)
    return render(request, "people/slips.html", {"slips": slips})


@require_POST
@verb_required("people.manage_accounts")
def mail_links(request: AccountRequest) -> HttpResponse:
    """Let a worker mail new links to the chosen people; links given before are void once the mail is sent."""
    chosen = [account for account in _chosen(request) if account.email]
    for account in chosen:
        accounts.promise_link(account)
    messages.success(request, _("Links on their way: %(count)s.") % {"count": len(chosen)})
    return redirect("people:links")


def _slip(account: Account) -> Slip:
    link = accounts.one_time_link(account)
    code = segno.make_qr(link, error="m").svg_data_uri(scale=4, border=2, dark=QR_DARK)
    return Slip(account, link, code, accounts.link_lasts_until(), account.language or get_language() or "zh-hans")


def _chosen(request: AccountRequest) -> list[Account]:
    keys = {int(key) for key in request.POST.getlist("account") if key.isascii() and key.isdecimal() and len(key) < 10}
    return [account for account in _waiting(request, "") if account.pk in keys]


def _waiting(request: AccountRequest, batch: str) -> list[Account]:
    """Accounts that nobody has used; with a `batch` those that it, or one of its sheets, brought."""
    visible = Person.objects.visible_to(request.user)
    waiting = accounts.never_used().filter(person__in=visible).select_related("person")
    if batch.isascii() and batch.isdecimal() and len(batch) < 10:
        waiting = waiting.filter(Q(batch=int(batch)) | Q(batch__part_of=int(batch)))
    return list(waiting.order_by(chinese_order("person__name"), "pk"))
