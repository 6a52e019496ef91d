"""A word of one row of a batch that is being made."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.models import Person
from reports.pay import batches
from reports.pay.forms import RowForm
from reports.pay.models import PayBatch


@require_http_methods(["GET", "HEAD", "POST"])
@verb_required("reports.make_pay")
def say(request: AccountRequest, pk: int, agent: int) -> HttpResponse:
    """What the second person, payroll and the agent have to know of this row."""
    batch = get_object_or_404(PayBatch.objects.visible_to(request.user).select_related("month"), pk=pk)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=agent)
    page = FormPage(
        title=_("Note for %(name)s, %(batch)s") % {"name": person.name, "batch": batch},
        back=batch.get_absolute_url(),
        done=_("The note is kept."),
        action=_("Keep it"),
    )
    form = RowForm(request.POST or None, initial={"words": batch.row_words.get(str(agent), "")})
    verb = partial(batches.say, batch=batch, agent=person.pk, by=request.user)
    return page.answer(request, form, verb) if request.method == "POST" else page.shown(request, form)
