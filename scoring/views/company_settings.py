"""The company's rules of scoring: who has to be a second person (SCORING §9)."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi_portal.lib.form_page import FormPage
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring import company_settings
from scoring.forms import SettingsForm
from scoring.models import ScoringSettings


@require_http_methods(["GET", "POST"])
@verb_required("scoring.change_settings")
def change(request: AccountRequest) -> HttpResponse:
    """Show the rules, and change them."""
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=ScoringSettings.of_the_company())
    page = FormPage(
        title=_("Rules of months"),
        explanation=_("They hold from the next step of any month; the change is kept in the audit."),
        back=reverse("scoring:months"),
        done=_("The rules are recorded."),
    )
    return page.answer(request, form, partial(company_settings.change, by=request.user))
