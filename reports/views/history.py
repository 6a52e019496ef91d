"""All cards of one person, newest first: what a person's page links to."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person
from scoring.models import Card


@require_safe
@verb_required("reports.view_card")
def history(request: AccountRequest, agent: int) -> HttpResponse:
    """The standing cards that the account may see; 404 for who may not see the person."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=agent)
    cards = Card.objects.current().visible_to(request.user).filter(agent=person, is_trial=False).without_tree()
    newest_first = cards.select_related("month", "plan").order_by("-month__first_day")
    page = numbered(newest_first, request.GET.get("page"))
    return render(request, "reports/history.html", {"person": person, "page": page})
