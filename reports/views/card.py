"""One card: its page, its printed page, and what its figures were counted from."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.month import Month
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from records import downloads
from reports import card_page, card_parts, facts_page, pdf_cache, running_page
from reports.card_selection import choose, latest_own
from reports.pay import on_card
from scoring import trials
from scoring.appeals import answers
from scoring.results import award_page
from scoring.review import reviewed
from scoring.running import cards_so_far
from scoring.site_calendar import announced

ROWS = 25


@require_safe
@verb_required("reports.view_own_card")
def my_card(request: AccountRequest) -> HttpResponse:
    """The latest card of one's own, the one of the running month, or what will be here."""
    latest = latest_own(request.user) or cards_so_far.latest_own(request.user)
    if latest is None:
        coming = announced.coming_for(request.user.person)
        return render(request, "reports/no_card.html", {"own": True, "coming": coming})
    return redirect("reports:card", month=latest.month.month, agent=latest.agent_id)


@require_safe
@verb_required("reports.view_card")
def card(request: AccountRequest, month: Month, agent: int) -> HttpResponse:
    """The card with every row open to how it came about; of a running month the one so far."""
    choice = choose(request, month, agent)
    if choice.so_far is not None:
        return render(request, "reports/running_card.html", running_page.context(choice, month))
    if choice.card is None:
        return render(request, "reports/no_card.html", {"choice": choice, "month": month, "own": choice.own})
    sheet = choice.sheet
    return render(
        request,
        "reports/card.html",
        {
            "choice": choice,
            "month": month,
            "sheet": sheet,
            "rows": card_page.rows(sheet, choice.agent, choice.version),
            "trials": trials.beside(choice.card, request.user),
            "coming": announced.coming_for(choice.agent) if choice.own else [],
            "answer": answers.said_of(choice.card, request.user),
            "awards": award_page.of_card(choice.card),
            "said": reviewed.comment_on(choice.card),
            "paid": on_card.of(request.user, choice.card) if choice.version is None else None,
            "next_month": cards_so_far.of(request.user, choice.agent, month.next),
            **card_parts.parts(sheet),
        },
    )


@require_safe
@verb_required("reports.view_card")
def printed(request: AccountRequest, month: Month, agent: int) -> HttpResponse:
    """The card as PDF, printed now where it was not."""
    choice = choose(request, month, agent)
    if choice.card is None:
        raise Http404
    language = get_language() or "zh-hans"
    file = attempt(request, partial(pdf_cache.file_of, choice.card, language=language, with_pay=choice.sees_pay)).result
    if file is None:
        return redirect("reports:card", month=month, agent=agent)
    return downloads.attachment(file.read(), choice.file_name("pdf"), "application/pdf")


@require_safe
@verb_required("reports.view_card")
def facts(request: AccountRequest, month: Month, agent: int, indicator: str) -> HttpResponse:
    """What one indicator of the card was counted from."""
    choice = choose(request, month, agent)
    stored, line = choice.line(indicator)
    show = request.GET.get("show", "")
    found = facts_page.facts(stored, indicator, show)
    page = numbered(found, request.GET.get("page"), ROWS)
    return render(
        request,
        "reports/facts.html",
        {
            "choice": choice,
            "month": month,
            "line": line,
            "may_appeal": answers.may_appeal(stored, request.user),
            "show": show,
            "page": page,
            "rows": facts_page.rows(line, page.object_list, stored.month.cutoff_at),
            **facts_page.head(choice.tree, line, stored),
        },
    )


@require_safe
@verb_required("reports.view_card")
def facts_file(request: AccountRequest, month: Month, agent: int, indicator: str) -> HttpResponse:
    """The same list as a file: XLSX, or CSV with ``?format=csv``."""
    choice = choose(request, month, agent)
    stored, line = choice.line(indicator)
    found = facts_page.facts(stored, indicator, request.GET.get("show", ""))
    kind = downloads.kind_asked(request.GET.get("format", ""))
    return downloads.table(
        facts_page.table(line, found, stored.month.cutoff_at), choice.file_name(kind, indicator), kind
    )
