"""Accepting the own card, commenting on it."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring.appeals import answers
from scoring.appeals.forms import CommentForm
from scoring.models import Card


@require_POST
@verb_required("scoring.answer_card")
def accept(request: AccountRequest, pk: int) -> HttpResponse:
    """The own card is right."""
    card = own_card(request, pk)
    attempt(request, partial(answers.accept, card, by=request.user), said=_("You have accepted your card."))
    return redirect(page_of(card))


@require_http_methods(["GET", "POST"])
@verb_required("scoring.answer_card")
def comment(request: AccountRequest, pk: int) -> HttpResponse:
    """A word about the own card."""
    card = own_card(request, pk)
    page = FormPage(
        title=_("Comment on your card of %(month)s") % {"month": card.month.month},
        explanation=_("A comment is read, and changes nothing. What is wrong is appealed, at the row itself."),
        back=page_of(card),
        done=_("Your comment stands on the card."),
        action=_("Leave the comment"),
    )
    form = CommentForm(request.POST if request.method == "POST" else None)
    return page.answer(request, form, partial(answers.comment, card, by=request.user))


def own_card(request: AccountRequest, pk: int) -> Card:
    """A version of the own card that is shown to its owner; 404 for any other."""
    own = Card.objects.visible_to(request.user).filter(agent=request.user.person_id)
    found: Card = get_object_or_404(own.select_related("month"), pk=pk)
    return found


def page_of(card: Card) -> str:
    """Where the card stands."""
    return reverse("reports:card", args=[card.month.month, card.agent_id])
